import { ExpressionError } from './expression-error';
import { type Token, tokenize } from './lexer';
import type { CallNode, OperandNode, PathNode, PathStep, ValueNode } from './syntax';

/** What the grammars of conditions, updates and projections share: tokens, operands, document paths. */
export class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private redundantParentheses = false;

  constructor(private readonly expression: string) {
    this.tokens = tokenize(expression);
  }

  /** Everything must have been read. */
  finish(): void {
    if (this.peek().kind !== 'end') throw this.unexpected();
    this.refuseRedundant();
  }

  /** To be called as soon as it is certain what stands in the parentheses that were read. */
  refuseRedundant(): void {
    if (this.redundantParentheses) throw new ExpressionError('The expression has redundant parentheses;');
  }

  operand(): OperandNode {
    const token = this.peek();
    if (token.kind === 'valuePlaceholder') return this.value();
    if (token.kind === 'name' && this.peek(1).text === '(') return this.call();
    if (!this.isSymbol('(')) return this.path();
    const inner = this.parenthesized(() => this.operand());
    this.refuseRedundant();
    return inner;
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
    const operands = this.list(() => this.operand());
    this.expectSymbol(')');
    return { kind: 'call', name, operands };
  }

  list<T>(element: () => T): T[] {
    const elements = [element()];
    while (this.takeSymbol(',')) elements.push(element());
    return elements;
  }

  /** `( inner )`; parentheses directly inside parentheses are noted as redundant. */
  parenthesized<T>(inner: () => T): T {
    this.expectSymbol('(');
    const open = this.at;
    const result = inner();
    if (this.closesAt(open)) this.redundantParentheses = true;
    this.expectSymbol(')');
    return result;
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

  /** Whether what was read since `open` is one pair of parentheses and nothing else. */
  private closesAt(open: number): boolean {
    if (this.tokens[open]?.text !== '(') return false;
    let depth = 0;
    for (let at = open; at < this.at; at++) {
      const { kind, text } = this.tokens[at] as Token;
      if (kind !== 'symbol') continue;
      if (text === '(') depth++;
      if (text === ')' && --depth === 0) return at === this.at - 1;
    }
    return false;
  }
}
