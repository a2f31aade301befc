import { type AttributeValue, type Item, typeOf } from '../../wire/attribute-value';
import { invalid, validationError } from '../protocol/service-error';
import { encodeBeginning, encodePartition, encodeValue, endOf } from '../storage/key-encoding';
import type { KeyAttribute, KeySchema } from '../storage/key-schema';
import { checkNotEmpty } from '../storage/keys';
import { checkPartitionEqual, checkSortsEqual } from './composite-keys';
import type { KeyCondition, KeyConditions } from './key-conditions';
import type { Source } from './source';
import { checkStartKey, checkStartPosition, checkStartSize } from './start-key';

/** The part of a source that a query reads. */
export interface QueryRange {
  readonly from: string;
  readonly to: string;
  /** The prefix of all keys of the partition. */
  readonly partition: string;
}

/**
 * Checks key conditions and the start key against the keys of the source, one key after the other, and returns the range of the conditions. Throws
 * `ValidationException`.
 */
export function queryRange(source: Source, conditions: KeyConditions, start?: Item): QueryRange {
  const { keys } = source;
  checkCount(keys, conditions);
  if (start) checkStartSize(start, source);
  keys.all.forEach((attribute, at) => {
    if (start) checkStartKey(start, attribute);
    if (at === 0) checkPartitionEqual(keys, conditions);
    if (at === keys.partition.length) checkSortsEqual(keys, conditions);
    checkCondition(keys, at, conditions);
  });
  if (start) checkStartPosition(start, source);
  const partition = encodePartition(keys.partition.map(({ name }) => equalValue(conditions, name)));
  const sorts = keys.sort.flatMap(({ name }) => conditions.get(name) ?? []);
  return { ...sortRange(partition, sorts), partition };
}

function checkCount({ all }: KeySchema, { size }: KeyConditions): void {
  if (size <= all.length) return;
  throw validationError(
    `The number of query conditions (${size}) exceeds the number of key attributes defined in the schema (${all.length})`,
  );
}

/** All conditions except the last must be equalities, as those on the partition are, without a gap. */
function checkCondition({ all, partition }: KeySchema, at: number, conditions: KeyConditions): void {
  const attribute = all[at] as KeyAttribute;
  const isPartition = at < partition.length;
  const condition = conditions.get(attribute.name);
  if (!condition) {
    if (!isPartition && conditions.size <= at) return;
    throw validationError(`Query condition missed key schema element: ${attribute.name}`);
  }
  if (!condition.operator) throw validationError('Attempted conditional constraint is not an indexable operation');
  checkValues(condition, attribute);
  if (condition.operator !== 'EQ' && (isPartition || conditions.size > at + 1)) {
    throw validationError('Query key condition not supported');
  }
}

function checkValues({ values }: KeyCondition, attribute: KeyAttribute): void {
  for (const value of values) {
    if (typeOf(value) !== attribute.type) {
      throw invalid('Condition parameter type does not match schema type');
    }
    checkNotEmpty(value, attribute);
  }
}

function sortRange(partition: string, conditions: readonly KeyCondition[]): { from: string; to: string } {
  const last = conditions.at(-1);
  if (!last) return { from: partition, to: endOf(partition) };
  const equal = conditions.slice(0, -1).map(({ values }) => encodeValue(values[0] as AttributeValue));
  const prefix = partition + equal.join('');
  const [first, second] = last.values as [AttributeValue, AttributeValue];
  const at = prefix + encodeValue(first);
  switch (last.operator) {
    case 'EQ':
      return { from: at, to: endOf(at) };
    case 'LT':
      return { from: prefix, to: at };
    case 'LE':
      return { from: prefix, to: endOf(at) };
    case 'GT':
      return { from: endOf(at), to: endOf(prefix) };
    case 'GE':
      return { from: at, to: endOf(prefix) };
    case 'BETWEEN':
      return { from: at, to: endOf(prefix + encodeValue(second)) };
    default: {
      const beginning = prefix + encodeBeginning(first);
      return { from: beginning, to: endOf(beginning) };
    }
  }
}

function equalValue(conditions: KeyConditions, name: string): AttributeValue {
  return conditions.get(name)?.values[0] as AttributeValue;
}
