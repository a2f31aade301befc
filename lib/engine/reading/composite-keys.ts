import { type ServiceError, validationError } from '../protocol/service-error';
import type { KeyAttribute, KeySchema } from '../storage/key-schema';
import type { KeyConditions } from './key-conditions';

/** Refuses conditions on a composite key unless all its partition attributes have an equality. */
export function checkPartitionEqual(keys: KeySchema, conditions: KeyConditions): void {
  if (!isComposite(keys)) return;
  const lacking = lackingEquality(keys.partition, conditions);
  if (lacking.length > 0) throw equalityError('HASH', lacking);
}

/** Refuses conditions on a composite key unless all sort attributes before the last one have an equality. */
export function checkSortsEqual(keys: KeySchema, conditions: KeyConditions): void {
  if (!isComposite(keys)) return;
  const last = keys.sort.findLastIndex(({ name }) => conditions.has(name));
  const lacking = lackingEquality(keys.sort.slice(0, Math.max(last, 0)), conditions);
  if (lacking.length === 0) return;
  throw equalityError('RANGE', lacking, ` because a condition is present on key attribute ${keys.sort[last]?.name}`);
}

function isComposite({ partition, sort }: KeySchema): boolean {
  return partition.length > 1 || sort.length > 1;
}

/** The attributes without a condition; if all have one, those whose condition is not an equality. */
function lackingEquality(attributes: readonly KeyAttribute[], conditions: KeyConditions): string[] {
  const names = attributes.map(({ name }) => name);
  const missing = names.filter(name => !conditions.has(name));
  return missing.length > 0 ? missing : names.filter(name => conditions.get(name)?.operator !== 'EQ');
}

function equalityError(kind: 'HASH' | 'RANGE', names: readonly string[], because = ''): ServiceError {
  return validationError(
    `${kind} key attributes ${names.join(', ')} must have equality conditions specified in the query${because}`,
  );
}
