import type { ServiceError } from '../service-error';
import { errorAt, syntaxError } from './statement-error';
import type { Token } from './tokens';

/** Keywords that begin expressions of SQL with a syntax of their own, none of which DynamoDB takes. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'case cast substring trim extract date_add date_diff date time'.split(' '),
);

/** What is wrong with such a keyword, most often an attribute name that lacks its quotes; undefined for any other. */
export function foreignSyntaxError({ text, span }: Token, next: Token): ServiceError | undefined {
  if (!KEYWORDS.has(text)) return undefined;
  const unsupported = errorAt(`Unsupported token in expression: ${text.toUpperCase()}`, span);
  if (text === 'case' || next.text === '(') return unsupported;
  if (text === 'cast') return syntaxError('Missing left parenthesis after CAST');
  if (text !== 'date' && text !== 'time') return syntaxError('Expected LEFT_PAREN');
  if (next.value && 'S' in next.value) return unsupported;
  if (text === 'date') {
    return syntaxError(`Expected date string followed by the keyword DATE, found ${valueType(next)}`);
  }
  if (next.kind === 'keyword') return syntaxError('Expected WITH keyword');
  return syntaxError(
    `Expected time string followed by the keyword TIME OR TIME WITH TIME ZONE, found ${valueType(next)}`,
  );
}

function valueType({ text, value }: Token): string {
  if (text === '?') return 'INT';
  if (!value) return 'SYMBOL';
  if ('N' in value) return /^\d+$/.test(value.N) ? 'INT' : 'DECIMAL';
  return 'BOOL' in value ? 'BOOL' : 'NULL';
}
