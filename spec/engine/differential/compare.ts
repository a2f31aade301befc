import { withComparableTable } from './known-descriptions';
import { type Difference, knownDifferences } from './known-differences';
import { alike } from './known-fields';
import { ordered } from './ordered';
import type { Answer } from './raw-backend';
import type { Request } from './requests/request';

/** What is compared of an answer: the whole of it, in one form. */
export interface Canonical {
  readonly status: number;
  readonly error?: string;
  readonly message?: string;
  readonly body: unknown;
}

/** Why two answers differ, or undefined when they do not, or differ in a known way. */
export function differenceBetween(request: Request, local: Answer, engine: Answer): Difference | undefined {
  const tables = { local: withComparableTable(request, local), engine: withComparableTable(request, engine) };
  const comparable = alike(request, tables);
  const difference = { request, local: canonical(comparable.local), engine: canonical(comparable.engine) };
  if (JSON.stringify(difference.local) === JSON.stringify(difference.engine)) return undefined;
  return knownDifferences.some(({ explains }) => explains(difference)) ? undefined : difference;
}

/** An answer with everything in order that has no order, and errors by their name without its namespace. */
export function canonical({ status, body }: Answer): Canonical {
  const { __type, message, Message, ...rest } = body;
  if (typeof __type !== 'string') return { status, body: ordered(rest) };
  const said = String(message ?? Message ?? '');
  return { status, error: __type.split('#')[1], message: said, body: ordered(rest) };
}
