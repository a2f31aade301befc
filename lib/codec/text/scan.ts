const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Where the object that begins at `at` ends: behind its brace, or -1 if the text ends before. It does not check that the text is JSON. */
export function endOfObject(text: string, at: number): number {
  if (text.charCodeAt(at) !== OPEN_BRACE) return -1;
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i);
        if (i < 0) return -1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth++;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        if (--depth === 0) return i + 1;
    }
  }
  return -1;
}

/** The names in an object, in their order. A name that occurs twice is listed twice. The text must be JSON. */
export function namesInOrder(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let isName = false;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE: {
        const end = endOfString(text, i);
        if (depth === 1 && isName) names.push(JSON.parse(text.slice(i, end + 1)));
        isName = false;
        i = end;
        break;
      }
      case OPEN_BRACE:
      case OPEN_BRACKET:
        isName = ++depth === 1;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth--;
        break;
      case 0x2c:
        isName = depth === 1;
    }
  }
  return names;
}

/** The position of the closing quotation mark of the string that begins at `at`. */
function endOfString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before--;
  return (at - before) % 2 === 0;
}
