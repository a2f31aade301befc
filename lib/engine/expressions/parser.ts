import { type Token, tokenize } from './lexer';
import {
  type CallNode,
  ExpressionError,
  type OperandNode,
  type PathNode,
  type PathStep,
  type ValueNode,
} from './syntax';

/** What the grammars of conditions, updates and projections share: tokens, operands, document paths. */
export class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private redundantParentheses = false;

  constructor(private readonly expression: string) {
    this.tokens = tokenize(expression);
  }

  /** Throws unless everything was read. */
  finish(): void {
    if (this.peek().kind !== 'end') throw this.unexpected();
    this.refuseRedundant();
  }

  /** Call this as soon as the content of the parentheses is known. */
  refuseRedundant(): void {
    if (this.redundantParentheses) throw new ExpressionError('The expression has redundant parentheses;');
  }

  operand(): OperandNode {
    const opened = this.openParentheses();
    const operand = this.bareOperand();
    for (let closed = 1; closed <= opened; closed++) {
      this.expectSymbol(')');
      if (closed > 1) this.redundantParentheses = true;
      this.refuseRedundant();
    }
    return operand;
  }

  path(): PathNode {
    const steps: PathStep[] = [this.nameStep()];
    for (;;) {
      if (this.takeSymbol('.')) steps.push(this.nameStep());
      else if (this.takeSymbol('[')) steps.push(this.indexStep());
      else return { kind: 'path', steps };
    }
  }

  value(): ValueNode {
    const token = this.peek();
    if (token.kind !== 'valuePlaceholder') throw this.unexpected();
    this.at++;
    return { kind: 'value', placeholder: token.text };
  }

  call(): CallNode {
    const { text: name } = this.next();
    this.expectSymbol('(');
    const operands = [this.operand()];
    while (this.takeSymbol(',')) operands.push(this.operand());
    this.expectSymbol(')');
    return { kind: 'call', name, operands };
  }

  list<T>(element: () => T): T[] {
    const elements = [element()];
    while (this.takeSymbol(',')) elements.push(element());
    return elements;
  }

  /**
   * Reads all parentheses that open here in a loop, from the innermost to the outermost, to avoid overflowing the call stack. `read` continues from the
   * content of the last ones. If nothing more follows, the parentheses are redundant, which is noted.
   */
  group<T>(read: (start?: T) => T): T {
    const opened = this.openParentheses();
    let inner = read();
    for (let closed = 1; ; closed++) {
      this.expectSymbol(')');
      if (closed === opened) return inner;
      const next = this.peek();
      inner = read(inner);
      if (this.peek() === next) this.redundantParentheses = true;
    }
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)] as Token;
  }

  next(): Token {
    return this.tokens[this.at++] as Token;
  }

  isSymbol(text: string): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && token.text === text;
  }

  takeSymbol(text: string): boolean {
    const found = this.isSymbol(text);
    if (found) this.at++;
    return found;
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.unexpected();
  }

  takeKeyword(keyword: string): boolean {
    const found = this.peek().keyword === keyword;
    if (found) this.at++;
    return found;
  }

  expectKeyword(keyword: string): void {
    if (!this.takeKeyword(keyword)) throw this.unexpected();
  }

  /** The error for the token at hand, quoted with its neighbours as the service does. */
  unexpected(): ExpressionError {
    const token = this.peek();
    const from = this.tokens[Math.max(this.at - 1, 0)] as Token;
    const near = this.expression.slice(from.start, this.peek(1).end);
    return new ExpressionError(`Syntax error; token: "${token.text}", near: "${near}"`);
  }

  private openParentheses(): number {
    let opened = 0;
    while (this.takeSymbol('(')) opened++;
    return opened;
  }

  private bareOperand(): OperandNode {
    const token = this.peek();
    if (token.kind === 'valuePlaceholder') return this.value();
    if (token.kind === 'name' && this.peek(1).text === '(') return this.call();
    return this.path();
  }

  private nameStep(): PathStep {
    const token = this.peek();
    if (token.kind === 'name') {
      this.at++;
      return { kind: 'name', name: token.text };
    }
    if (token.kind !== 'namePlaceholder') throw this.unexpected();
    this.at++;
    return { kind: 'placeholder', placeholder: token.text };
  }

  private indexStep(): PathStep {
    const token = this.peek();
    if (token.kind !== 'integer') throw this.unexpected();
    this.at++;
    this.expectSymbol(']');
    return { kind: 'index', index: Number(token.text), text: token.text };
  }
}
