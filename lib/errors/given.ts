/** What was given where a number is needed: a number as it is, anything else by its type. */
export function given(value: unknown): string {
  if (typeof value === 'number' || value === undefined || value === null) return String(value);
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
