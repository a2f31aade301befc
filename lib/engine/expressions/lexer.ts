/** The kinds of tokens. Symbols, keywords and unknown characters are distinguished by their text. */
export type TokenKind =
  | 'name'
  | 'namePlaceholder'
  | 'valuePlaceholder'
  | 'integer'
  | 'keyword'
  | 'symbol'
  | 'unknown'
  | 'end';

/** One token, with its place in the expression. */
export interface Token {
  readonly kind: TokenKind;
  /** As it was written; a keyword is compared through `keyword`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** In upper case, for a keyword only. */
  readonly keyword?: string;
}

const TOKEN =
  /([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([0-9]+)|(<>|<=|>=|[=<>()[\],.+-])|[ \t\r\n]+|([\s\S])/gu;
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN', 'SET', 'REMOVE', 'ADD', 'DELETE']);

/** The tokens of an expression, the last of kind `end`. Never fails: an unexpected character is an `unknown` token. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  for (const match of expression.matchAll(TOKEN)) {
    const [text, name, namePlaceholder, valuePlaceholder, integer, symbol, unknown] = match;
    const start = match.index;
    const place = { text, start, end: start + text.length };
    if (name) tokens.push(wordToken(place));
    else if (namePlaceholder) tokens.push({ kind: 'namePlaceholder', ...place });
    else if (valuePlaceholder) tokens.push({ kind: 'valuePlaceholder', ...place });
    else if (integer) tokens.push({ kind: 'integer', ...place });
    else if (symbol) tokens.push({ kind: 'symbol', ...place });
    else if (unknown) tokens.push({ kind: 'unknown', ...place });
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: expression.length, end: expression.length });
  return tokens;
}

function wordToken(place: { text: string; start: number; end: number }): Token {
  const keyword = place.text.toUpperCase();
  return KEYWORDS.has(keyword) ? { kind: 'keyword', keyword, ...place } : { kind: 'name', ...place };
}
