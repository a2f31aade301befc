import type { AttributeValue } from '../../../lib/wire/attribute-value';
import { canonicalNumber } from '../../../lib/wire/decimal';
import { type Difference, knownDifferences } from './known-differences';
import { alike } from './known-fields';
import type { Answer } from './raw-backend';
import type { Request } from './requests';

/** What is compared of an answer: the whole of it, in one form. */
export interface Canonical {
  readonly status: number;
  readonly error?: string;
  readonly message?: string;
  readonly body: unknown;
}

/** Why two answers differ, or undefined when they do not, or differ in a known way. */
export function differenceBetween(request: Request, local: Answer, engine: Answer): Difference | undefined {
  const comparable = alike(request, { local, engine });
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

function ordered(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(ordered);
  if (typeof json !== 'object' || json === null) return json;
  const members = Object.entries(json as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, orderedMember(name, member)]));
}

/** DynamoDB Local returns nested numbers as they were written. */
function orderedMember(name: string, member: unknown): unknown {
  if (name === 'N' && typeof member === 'string') return canonicalNumber(member);
  return isSet(name, member) ? sorted(name === 'NS' ? member.map(canonicalNumber) : member) : ordered(member);
}

function isSet(name: string, member: unknown): member is string[] {
  return /^[SNB]S$/.test(name) && Array.isArray(member);
}

function sorted(set: readonly string[]): string[] {
  return [...set].sort();
}

/** Items in an order that does not depend on where they came from. */
export function sortedItems(items: readonly Record<string, AttributeValue>[]): unknown[] {
  return items.map(item => JSON.stringify(ordered(item))).sort();
}
