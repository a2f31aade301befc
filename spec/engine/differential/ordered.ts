import type { Item } from '../../../lib/wire/attribute-value';
import { canonicalNumber } from '../../../lib/wire/decimal';

/** The same JSON with everything in order that has no order, and numbers in one form. */
export function ordered(json: unknown): unknown {
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
export function sortedItems(items: readonly Item[]): unknown[] {
  return items.map(item => JSON.stringify(ordered(item))).sort();
}
