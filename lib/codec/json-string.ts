/** What JSON escapes, and halves of surrogate pairs, which have no UTF-8 form. */
const UNUSUAL = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** Whether a text only needs quotation marks to be a JSON string, as most do. */
export function isPlainText(text: string): boolean {
  return !UNUSUAL.test(text);
}

/** A text, which is well-formed, as a JSON string. */
export function quoted(text: string): string {
  return isPlainText(text) ? `"${text}"` : JSON.stringify(text);
}
