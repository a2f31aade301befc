import type { Expression } from './syntax';
import { TokenStream } from './token-stream';
import type { Span, Token } from './tokens';

const TYPES: ReadonlySet<string> = new Set(
  `missing null boolean smallint integer float real double_precision decimal numeric timestamp date time character
  character_varying string symbol clob blob struct tuple list sexp bag any`.split(/\s+/),
);
const TYPE_ALIASES: Readonly<Record<string, string>> = {
  varchar: 'character_varying',
  char: 'character',
  dec: 'decimal',
  int: 'integer',
  bool: 'boolean',
};
/** How many numbers in parentheses may follow a type. */
const TYPE_ARGUMENTS: Readonly<Record<string, number>> = {
  decimal: 2,
  numeric: 2,
  float: 1,
  time: 1,
  character: 1,
  character_varying: 1,
};
const DATE_PARTS: ReadonlySet<string> = new Set(
  'year month day hour minute second timezone_hour timezone_minute'.split(' '),
);
const TRIMMED_SIDES: ReadonlySet<string> = new Set(['leading', 'trailing', 'both']);
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([+-](0\d|1[0-8]):[0-5]\d)?$/;
const MAX_PRECISION = 9;

/** Parses PartiQL expressions with special syntax. DynamoDB accepts none of them, even if they are well formed. */
export abstract class ForeignSyntax extends TokenStream {
  abstract expression(precedence?: number): Expression;

  /** The expression that begins with a keyword; undefined if it is not one of these. */
  protected foreign(): Expression | undefined {
    switch (this.peek().text) {
      case 'case':
        return this.case();
      case 'cast':
        return this.cast();
      case 'date':
        return this.date();
      case 'time':
        return this.time();
      case 'values':
        return this.rows();
      case 'substring':
      case 'trim':
      case 'extract':
      case 'date_add':
      case 'date_diff':
        return this.specialCall();
      default:
        return undefined;
    }
  }

  /** `VALUES (1, 2), (3, 4)` of SQL. */
  protected rows(): Expression {
    const { span } = this.next();
    const elements = this.commaSeparated(() => {
      if (!this.is('(')) throw this.error('Expected LEFT_PAREN for row value constructor');
      return this.row();
    });
    return { kind: 'bag', elements, span };
  }

  protected row(): Expression {
    const { span } = this.next();
    const elements = this.commaSeparated(() => this.expression());
    this.expect(')');
    return { kind: 'list', elements, span };
  }

  /** The name of a type. */
  protected type(): string {
    const { text } = this.peek();
    const type = TYPE_ALIASES[text] ?? text;
    if (this.isIdentifier() || !TYPES.has(type)) throw this.error('Expected type name');
    this.next();
    const most = TYPE_ARGUMENTS[type] ?? 0;
    if (most > 0 && this.is('(') && this.numbers() > most)
      throw this.error(`Too many arguments for ${type.toUpperCase()}`);
    return type === 'time' && this.hasZone() ? 'time_with_time_zone' : type;
  }

  /** Reads whole numbers in parentheses. Returns how many. */
  private numbers(): number {
    this.next();
    const numbers = this.commaSeparated(() => this.wholeNumber());
    this.expect(')');
    return numbers.length;
  }

  private wholeNumber(): number {
    const { value } = this.next();
    if (!value || !('N' in value) || !/^\d+$/.test(value.N)) throw this.error('Expected an unsigned integer');
    return Number(value.N);
  }

  private case(): Expression {
    const { span } = this.next();
    const type = this.is('when') ? 'SearchedCase' : 'SimpleCase';
    if (type === 'SimpleCase') this.expression();
    if (!this.is('when')) throw this.error('Expected WHEN keyword');
    while (this.skip('when')) {
      this.expression();
      this.expect('then');
      this.expression();
    }
    if (this.skip('else')) this.expression();
    this.expect('end');
    return { kind: 'foreign', name: 'CASE', type, span };
  }

  private cast(): Expression {
    this.next();
    const { span } = this.peek();
    if (!this.skip('(')) throw this.error('Missing left parenthesis after CAST');
    this.expression();
    this.expect('as');
    this.type();
    this.expect(')');
    return { kind: 'foreign', name: 'cast', type: 'Typed', span };
  }

  private date(): Expression {
    this.next();
    const text = this.dateText('date string followed by the keyword DATE');
    if (!isDate(text.value)) throw this.error('Expected DATE string to be of the format yyyy-MM-dd');
    return { kind: 'foreign', name: 'UNKNOWN', type: 'Date', span: text.span };
  }

  private time(): Expression {
    this.next();
    if (this.is('(')) {
      this.next();
      if (this.wholeNumber() > MAX_PRECISION) throw this.error('Expected integer value between 0 and 9 for precision');
      this.expect(')');
    }
    if (!this.hasZone() && this.peek().kind === 'keyword') throw this.error('Expected WITH keyword');
    const text = this.dateText('time string followed by the keyword TIME OR TIME WITH TIME ZONE');
    if (!TIME.test(text.value))
      throw this.error('Expected TIME string to be of the format HH:mm:ss[.ddd...][+|-HH:mm]');
    return { kind: 'foreign', name: 'UNKNOWN', type: 'Time', span: text.span };
  }

  private hasZone(): boolean {
    if (!this.skip('with')) return false;
    this.expect('time');
    this.expect('zone');
    return true;
  }

  private dateText(expected: string): { readonly value: string; readonly span: Span } {
    const token = this.peek();
    if (!token.value || !('S' in token.value)) throw this.error(`Expected ${expected}, found ${valueType(token)}`);
    this.next();
    return { value: token.value.S, span: token.span };
  }

  private specialCall(): Expression {
    const { text: name, span } = this.next();
    this.expect('(');
    const operands = this.operandsOf(name);
    this.expect(')');
    return { kind: 'call', name, operands, span };
  }

  private operandsOf(name: string): Expression[] {
    if (name === 'substring') return this.substring();
    if (name === 'trim') return this.trim();
    const operands = [this.datePart()];
    if (name === 'extract') this.expect('from');
    else {
      this.expectComma();
      operands.push(this.expression());
      this.expectComma();
    }
    return [...operands, this.expression()];
  }

  private substring(): Expression[] {
    const operands = [this.expression()];
    const hasWords = this.skip('from');
    if (!hasWords) this.expectComma();
    operands.push(this.expression());
    if (hasWords ? this.skip('for') : this.skip(',')) operands.push(this.expression());
    return operands;
  }

  private trim(): Expression[] {
    const operands: Expression[] = [];
    const { text, span } = this.peek();
    const hasSide = this.isIdentifier() && TRIMMED_SIDES.has(text.toLowerCase());
    if (hasSide) {
      this.next();
      operands.push({ kind: 'symbol', span });
    }
    if (!this.is('from')) operands.push(this.expression());
    if (hasSide) this.expect('from');
    else if (!this.skip('from')) return operands;
    return [...operands, this.expression()];
  }

  private datePart(): Expression {
    const { text, span } = this.peek();
    if (!this.isIdentifier() || !DATE_PARTS.has(text.toLowerCase()))
      throw this.error('Expected one of: [year, month, day, hour, minute, second]');
    this.next();
    return { kind: 'symbol', span };
  }

  private expectComma(): void {
    if (!this.skip(',')) throw this.error('Expected COMMA');
  }
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function valueType({ text, value }: Token): string {
  if (text === '?') return 'INT';
  if (!value) return 'SYMBOL';
  if ('N' in value) return /^\d+$/.test(value.N) ? 'INT' : 'DECIMAL';
  return 'BOOL' in value ? 'BOOL' : 'NULL';
}
