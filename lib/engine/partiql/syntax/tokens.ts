import type { AttributeValue } from '../../../wire/attribute-value';
import { type ServiceError, validationError } from '../../protocol/service-error';

/** The position of a token. Lines and columns count from 1. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/**
 * One token of a statement. Keywords and operators have their text in lower case, several words that mean one thing
 * joined by `_`; `clause` is a keyword that can only continue a clause, such as `AS` or `DESC`.
 */
export interface Token {
  readonly kind: 'keyword' | 'clause' | 'identifier' | 'operator' | 'punctuation' | 'literal' | 'ion' | 'end';
  readonly text: string;
  readonly span: Span;
  /** Of a literal. */
  readonly value?: AttributeValue;
}

const CLAUSES: ReadonlySet<string> = new Set(['as', 'at', 'by', 'asc', 'desc', 'for']);

const WORD_OPERATORS: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'is',
  'in',
  'between',
  'like',
  'union',
  'except',
  'intersect',
]);

/** Words that have another meaning together. */
const PHRASES: Readonly<Record<string, Token['kind']>> = {
  not_in: 'operator',
  is_not: 'operator',
  not_between: 'operator',
  not_like: 'operator',
  insert_into: 'keyword',
  on_conflict: 'keyword',
  do_nothing: 'keyword',
  modified_old: 'keyword',
  modified_new: 'keyword',
  all_old: 'keyword',
  all_new: 'keyword',
  cross_join: 'keyword',
  inner_join: 'keyword',
  left_join: 'keyword',
  right_join: 'keyword',
  full_join: 'keyword',
  double_precision: 'keyword',
  character_varying: 'keyword',
};

/** Words that can only name an attribute or a table in double quotes. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `absolute action add all allocate alter and any are as asc assertion at authorization avg bag begin between bit
  bit_length blob bool boolean by cascade cascaded case cast catalog char character character_length char_length check
  clob close coalesce collate collation column commit conflict connect connection constraint constraints continue convert
  corresponding count create cross current current_date current_time current_timestamp current_user cursor date date_add
  date_diff deallocate dec decimal declare default deferrable deferred delete desc describe descriptor diagnostics
  disconnect distinct do domain double drop else end escape except exception exec execute exists external extract false
  fetch first float for foreign found from full get global go goto grant group having identity immediate in index
  indicator initially inner input insensitive insert int integer intersect interval into is isolation join key language
  last left let level like limit list local lower match max min missing modified module names national natural nchar new
  next no not nothing null nullif numeric octet_length of old on only open option or order outer output overlaps pad
  partial pivot position precision prepare preserve primary prior privileges procedure public read real references
  relative remove restrict returning right rollback rows schema scroll section select session session_user set sexp size
  smallint some space sql sqlcode sqlerror sqlstate string struct substring sum symbol system_user table temporary then
  time timestamp to transaction translate translation trim true tuple union unique unknown unpivot update upper usage
  user using value values varchar varying view when whenever where with work write zone`.split(/\s+/),
);

/** The kind of a word without quotes. */
export function wordToken(text: string, span: Span): Token {
  const word = text.toLowerCase();
  if (!KEYWORDS.has(word)) return { kind: 'identifier', text, span };
  if (word === 'true' || word === 'false')
    return { kind: 'literal', text: word, span, value: { BOOL: word === 'true' } };
  if (word === 'null') return { kind: 'literal', text: word, span, value: { NULL: true } };
  if (CLAUSES.has(word)) return { kind: 'clause', text: word, span };
  return { kind: WORD_OPERATORS.has(word) ? 'operator' : 'keyword', text: word, span };
}

/** The token of two words together; undefined if there is none. */
export function phraseToken(first: Token, second: Token): Token | undefined {
  const text = `${first.text}_${second.text}`;
  const kind = Object.hasOwn(PHRASES, text) ? PHRASES[text] : undefined;
  return kind && isWord(first) && isWord(second) ? { kind, text, span: first.span } : undefined;
}

function isWord({ kind }: Token): boolean {
  return kind === 'keyword' || kind === 'operator';
}

/** The error for text that is not a statement. The service has no details for characters that begin no token. */
export function syntaxError(problem: string): ServiceError {
  return validationError(`Statement wasn't well formed, can't be processed: ${problem}`);
}

/** The error for a statement that DynamoDB does not support, with the position: `line:column:length`. */
export function errorAt(problem: string, { line, column, length }: Span): ServiceError {
  return validationError(`${problem} at ${line}:${column}:${length}`);
}
