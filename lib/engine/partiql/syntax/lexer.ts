import { phraseToken, type Span, syntaxError, type Token, wordToken } from './tokens';

const SPACE = /(?:\s|--[^\r\n]*|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /'(?:[^']|'')*'/y;
const QUOTED = /"(?:[^"]|"")*"/y;
const ION = /`[^`]*`/y;
const SYMBOL = /<<|>>|<=|>=|<>|!=|\|\||\/(?!\*)|[-+*%<>=@()[\]{}:,;?.]/y;
const PUNCTUATION: ReadonlySet<string> = new Set([
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  ',',
  ';',
  '?',
  '.',
  '<<',
  '>>',
  '*',
]);

/** The tokens of a statement, and one more for its end. Throws `ValidationException`. */
export function tokenize(statement: string): Token[] {
  const tokens: Token[] = [];
  for (const token of new Lexer(statement).tokens()) {
    const phrase = tokens.length > 0 ? phraseToken(tokens.at(-1) as Token, token) : undefined;
    if (phrase) tokens.pop();
    tokens.push(phrase ?? token);
  }
  return tokens;
}

class Lexer {
  private at = 0;
  private line = 1;
  private lineStart = 0;

  constructor(private readonly text: string) {}

  *tokens(): Generator<Token> {
    for (;;) {
      this.take(SPACE);
      if (this.at === this.text.length) break;
      yield this.next();
    }
    yield { kind: 'end', text: '', span: this.spanFrom(this.at) };
  }

  private next(): Token {
    const start = this.at;
    const span = { line: this.line, column: start - this.lineStart + 1 };
    const of = (text: string): Span => ({ ...span, length: [...text].length });
    const word = this.take(WORD);
    if (word) return wordToken(word, of(word));
    const number = this.take(NUMBER);
    if (number) {
      // The exponent of this number has no digits, otherwise it would have matched.
      if (/[eE]/.test(this.text.charAt(this.at))) throw syntaxError('');
      return { kind: 'literal', text: number, span: of(number), value: { N: number } };
    }
    const string = this.take(STRING);
    if (string) {
      const S = string.slice(1, -1).replaceAll("''", "'");
      return { kind: 'literal', text: S, span: of(string), value: { S } };
    }
    const quoted = this.take(QUOTED);
    if (quoted) return { kind: 'identifier', text: quoted.slice(1, -1).replaceAll('""', '"'), span: of(quoted) };
    const ion = this.take(ION);
    if (ion) return { kind: 'ion', text: ion, span: of(ion) };
    const symbol = this.take(SYMBOL);
    if (!symbol) throw syntaxError('');
    const text = symbol === '!=' ? '<>' : symbol;
    return { kind: PUNCTUATION.has(symbol) ? 'punctuation' : 'operator', text, span: of(symbol) };
  }

  /** Reads the text that matches here. */
  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.text)?.[0];
    if (text === undefined) return undefined;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.line++;
      this.lineStart = this.at + at + 1;
    }
    this.at += text.length;
    return text;
  }

  private spanFrom(at: number): Span {
    return { line: this.line, column: at - this.lineStart + 1, length: 0 };
  }
}
