import type { ServiceError } from '../../protocol/service-error';
import { tokenize } from './lexer';
import { syntaxError, type Token } from './tokens';

/** The service's name for a missing token. */
const NAMES: Readonly<Record<string, string>> = {
  '(': 'LEFT_PAREN',
  ')': 'RIGHT_PAREN',
  ']': 'RIGHT_BRACKET',
  '>>': 'RIGHT_DOUBLE_ANGLE_BRACKET',
  '}': 'RIGHT_CURLY',
  ':': 'COLON',
  by: 'BY',
};

/** The tokens of a statement, one after the other. */
export class TokenStream {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(statement: string) {
    this.tokens = tokenize(statement);
  }

  protected peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)] as Token;
  }

  protected next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  /** Whether the next token is that keyword, operator or punctuation mark. */
  protected is(text: string, ahead = 0): boolean {
    const { kind, text: actual } = this.peek(ahead);
    return actual === text && kind !== 'identifier' && kind !== 'literal' && kind !== 'ion' && kind !== 'end';
  }

  protected isIdentifier(): boolean {
    return this.peek().kind === 'identifier';
  }

  /** Reads the next token if it is that one. */
  protected skip(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): void {
    if (!this.skip(text)) throw this.error(`Expected ${NAMES[text] ?? `${text.toUpperCase()} keyword`}`);
  }

  protected commaSeparated<T>(element: () => T): T[] {
    const elements = [element()];
    while (this.skip(',')) elements.push(element());
    return elements;
  }

  protected error(problem: string): ServiceError {
    return syntaxError(problem);
  }
}
