import { validationError } from '../../protocol/service-error';
import { ForeignSyntax } from './foreign-syntax';
import type { Expression, Member, Statement, Step } from './syntax';
import type { Span, Token } from './tokens';

/** The higher, the tighter an operator binds. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  union: 5,
  intersect: 5,
  except: 5,
  or: 10,
  and: 20,
  '=': 40,
  '<>': 40,
  is: 40,
  is_not: 40,
  in: 40,
  not_in: 40,
  '<': 50,
  '<=': 50,
  '>': 50,
  '>=': 50,
  between: 50,
  not_between: 50,
  like: 50,
  not_like: 50,
  '+': 60,
  '-': 60,
  '||': 60,
  '*': 70,
  '/': 70,
  '%': 70,
};
const NOT_PRECEDENCE = 30;
/** The maximum depth, safe for the call stack. */
const MAX_DEPTH = 300;
/** Twice the service's limit for one expression: more are refused before they are parsed. */
const MAX_OPERATORS = 600;
/** In clauses of a query, operators that join queries end an expression. */
export const QUERY_PRECEDENCE = 6;

const FUNCTION_KEYWORDS: ReadonlySet<string> = new Set(
  `exists count avg max min sum char_length character_length octet_length bit_length upper lower size coalesce
  nullif`.split(/\s+/),
);
const AGGREGATES: ReadonlySet<string> = new Set(['count', 'avg', 'max', 'min', 'sum']);
/** Reads expressions, by the precedence of their operators. */
export abstract class ExpressionParser extends ForeignSyntax {
  /** The keywords of all statements except reads, inner ones first. */
  protected readonly changes: string[] = [];
  private parameters = 0;
  private depth = 0;
  private operators = 0;

  /** The number of `?` so far. */
  get parameterCount(): number {
    return this.parameters;
  }

  override expression(precedence = -1): Expression {
    if (++this.depth > MAX_DEPTH) throw this.error('Expressions are nested too deeply');
    let left = this.unary();
    for (let operator = this.operator(); operator && precedence < operator.precedence; operator = this.operator()) {
      this.next();
      left = this.binary(left, operator.token, operator.precedence);
    }
    this.depth--;
    return left;
  }

  /** A name with dots and indexes behind it, as the target of a change. */
  protected simplePath(): Expression {
    if (!this.isIdentifier()) throw this.error('Expected identifier for simple path');
    const { text: name, span } = this.next();
    return this.steps({ kind: 'name', name, span }, true);
  }

  /** The statement that begins with a keyword; undefined if there is none. */
  protected abstract statement(): Statement | undefined;

  private operator(): { readonly token: Token; readonly precedence: number } | undefined {
    const token = this.peek();
    if (token.kind !== 'operator' && !this.is('*')) return undefined;
    const precedence = PRECEDENCE[token.text];
    return precedence === undefined ? undefined : { token, precedence };
  }

  private binary(left: Expression, { text: operator, span }: Token, precedence: number): Expression {
    if (operator === 'is' || operator === 'is_not') {
      const test: Expression = { kind: 'is', operand: left, type: this.type(), span };
      return operator === 'is' ? test : this.operation('not', [test], span);
    }
    const right =
      (operator === 'in' || operator === 'not_in') && this.is('(') && !this.is('select', 1)
        ? this.row()
        : this.rightSide(precedence);
    const operands = [left, right];
    if (operator === 'between' || operator === 'not_between') {
      this.expect('and');
      if (this.peek().kind === 'end') throw this.error('Expected expression after AND');
      operands.push(this.expression(precedence));
    }
    if ((operator === 'like' || operator === 'not_like') && this.skip('escape')) {
      operands.push(this.expression(precedence));
    }
    return this.operation(operator, operands, span);
  }

  private rightSide(precedence: number): Expression {
    if (this.peek().kind === 'end') throw this.error('Missing right-hand side expression of infix operator');
    return this.expression(precedence);
  }

  /** Any number of signs and negations in front of a term. */
  private unary(): Expression {
    const prefixes: Token[] = [];
    while (this.is('+') || this.is('-')) prefixes.push(this.next());
    while (this.is('not')) prefixes.push(this.next());
    let operand = prefixes.at(-1)?.text === 'not' ? this.expression(NOT_PRECEDENCE) : this.path();
    for (const { text: operator, span } of prefixes.reverse()) operand = this.prefixed(operator, operand, span);
    return operand;
  }

  private prefixed(operator: string, operand: Expression, span: Span): Expression {
    if (operator === 'not' || operand.kind !== 'literal' || !('N' in operand.value)) {
      return this.operation(operator, [operand], span);
    }
    return operator === '+' ? operand : { ...operand, value: { N: negated(operand.value.N) } };
  }

  private operation(operator: string, operands: Expression[], span: Span): Expression {
    if (++this.operators > MAX_OPERATORS) {
      throw validationError('The expression contains too many operators; operator count: 301');
    }
    return { kind: 'operation', operator, operands, span };
  }

  private path(): Expression {
    return this.steps(this.term(), false);
  }

  private steps(root: Expression, isSimple: boolean): Expression {
    const steps: Step[] = [];
    for (;;) {
      if (this.skip('.')) steps.push(this.dotStep(isSimple));
      else if (this.skip('[')) steps.push(this.indexStep(isSimple));
      else break;
    }
    return steps.length === 0 ? root : { kind: 'path', root, steps, span: root.span };
  }

  private dotStep(isSimple: boolean): Step {
    const { text: name, span } = this.peek();
    if (this.isIdentifier()) {
      this.next();
      return { kind: 'name', name, span };
    }
    if (!this.is('*')) throw this.error('Invalid path dot component');
    if (isSimple) throw this.error('Invalid path dot component for simple path');
    this.next();
    return { kind: 'unpivot', span };
  }

  private indexStep(isSimple: boolean): Step {
    const { span } = this.peek();
    const index = this.skip('*') ? undefined : this.expression();
    this.expect(']');
    if (isSimple && index?.kind !== 'literal' && index?.kind !== 'name') {
      throw this.error('Invalid path component for simple path');
    }
    return index ? { kind: 'index', index, span: index.span } : { kind: 'wildcard', span };
  }

  private term(): Expression {
    const { kind, text, span, value } = this.peek();
    switch (kind) {
      case 'literal':
        this.next();
        return { kind, value: value as NonNullable<typeof value>, span };
      case 'ion':
        this.next();
        return { kind, type: ionType(text), span };
      case 'identifier':
        this.next();
        return this.is('(') ? this.call(text, span) : { kind: 'name', name: text, span };
      case 'keyword':
        return this.keyword();
      case 'operator':
        return this.lexicalName();
      default:
        return this.punctuated();
    }
  }

  private keyword(): Expression {
    const { text, span } = this.peek();
    const statement = this.statement();
    if (statement && statement.kind !== 'select') this.changes.push(text);
    if (statement) return { kind: 'statement', statement, span };
    const foreign = this.foreign();
    if (foreign) return foreign;
    if (this.skip('exec')) return this.procedure(span);
    if (text === 'missing') {
      this.next();
      return { kind: 'missing', span };
    }
    if (!FUNCTION_KEYWORDS.has(text) || !this.is('(', 1)) throw this.error('Unexpected keyword');
    this.next();
    return this.call(text, span);
  }

  /** `EXEC name 1, 2`: a statement that DynamoDB does not support. */
  private procedure(span: Token['span']): Expression {
    if (this.peek().kind === 'end') throw this.error('No stored procedure provided');
    const { kind, value } = this.next();
    const isName = kind === 'identifier' || kind === 'keyword' || (value !== undefined && 'S' in value);
    if (!isName) throw this.error('Expected the name of a stored procedure');
    if (this.is('(')) throw this.error('Unexpected LEFT_PAREN found following stored procedure call');
    this.changes.push('exec');
    if (this.peek().kind !== 'end' && !this.is(';') && !this.is(')')) this.commaSeparated(() => this.expression());
    return { kind: 'foreign', name: 'EXEC', type: 'Exec', span };
  }

  /** `@name`, which means the same as the name. */
  private lexicalName(): Expression {
    if (!this.skip('@')) throw this.error('Unexpected operator');
    if (!this.isIdentifier()) throw this.error('Identifier must follow @-operator');
    const { text: name, span } = this.next();
    return { kind: 'name', name, span };
  }

  private punctuated(): Expression {
    const { span } = this.peek();
    if (this.skip('?')) return { kind: 'parameter', index: this.parameters++, span };
    if (this.is('(')) return this.group();
    if (this.skip('[')) return { kind: 'list', elements: this.elementsUntil(']'), span };
    if (this.skip('<<')) return { kind: 'bag', elements: this.elementsUntil('>>'), span };
    if (this.skip('{')) return { kind: 'struct', members: this.members(), span };
    throw this.error('Unexpected term');
  }

  /** One expression in parentheses is that expression; several are a list. */
  private group(): Expression {
    const row = this.row();
    return row.kind === 'list' && row.elements.length === 1 ? (row.elements[0] as Expression) : row;
  }

  private elementsUntil(end: string): Expression[] {
    if (this.skip(end)) return [];
    const elements = this.commaSeparated(() => this.expression());
    this.expect(end);
    return elements;
  }

  private members(): Member[] {
    if (this.skip('}')) return [];
    const members = this.commaSeparated(() => {
      const key = this.expression();
      this.expect(':');
      return { key, value: this.expression() };
    });
    this.expect('}');
    return members;
  }

  private call(name: string, span: Token['span']): Expression {
    if (AGGREGATES.has(name)) return this.aggregate(name, span);
    this.next();
    if (this.is('*')) throw this.error(`${name}(*) is not allowed`);
    return { kind: 'call', name: name.toLowerCase(), operands: this.elementsUntil(')'), span };
  }

  private aggregate(name: string, span: Token['span']): Expression {
    this.next();
    this.skipQuantifier();
    if (name === 'count' && this.skip('*')) this.expect(')');
    else if (this.is('*')) throw this.error(`${name}(*) is not allowed`);
    else this.checkUnary(name, this.elementsUntil(')').length);
    return { kind: 'foreign', name, type: 'CallAgg', span };
  }

  /** `COUNT` takes one or more arguments. */
  private checkUnary(name: string, count: number): void {
    if (count === 1 || (name === 'count' && count > 1)) return;
    throw this.error('Aggregate functions are always unary');
  }

  private skipQuantifier(): void {
    if (this.is('distinct') && this.is('*', 1)) throw this.error('COUNT(DISTINCT *) is not supported');
    if (!this.skip('distinct')) this.skip('all');
  }
}

function negated(number: string): string {
  return number.startsWith('-') ? number.slice(1) : `-${number}`;
}

/** The types of Ion literals by their form. Anything else is a symbol. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(true|false)$/, 'BOOL'],
  [/^null(\.|$)/, 'NULL'],
  [/^\d{4}(T|-\d\d)/, 'TIMESTAMP'],
  [/^-?(\d[\d_]*|0x[\da-f_]+|0b[01_]+)$/i, 'INT'],
  [/^-?\d[\d_]*(\.[\d_]*)?e[+-]?\d+$|^nan$|^[+-]inf$/i, 'FLOAT'],
  [/^-?\d/, 'DECIMAL'],
  [/^("|''')/, 'STRING'],
  [/^\{\{\s*("|''')/, 'CLOB'],
  [/^\{\{/, 'BLOB'],
  [/^\{/, 'STRUCT'],
  [/^\[/, 'LIST'],
  [/^\(/, 'SEXP'],
];

/** The service's name for the type of an Ion literal. */
function ionType(literal: string): string {
  const text = literal.slice(1, -1).trim();
  return TYPES.find(([pattern]) => pattern.test(text))?.[1] ?? 'SYMBOL';
}
