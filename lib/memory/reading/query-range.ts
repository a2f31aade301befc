import { type AttributeValue, typeOf } from '../../wire/attribute-value';
import { type ServiceError, validationError } from '../service-error';
import { encodeBeginning, encodePartition, encodeValue, endOf } from '../storage/key-encoding';
import type { KeyAttribute, KeySchema } from '../storage/key-schema';
import { checkNotEmpty } from '../validation/keys';
import type { KeyCondition, KeyConditions } from './key-conditions';
import type { Source } from './source';

/** The part of a source that a query reads. */
export interface QueryRange {
  readonly from: string;
  readonly to: string;
  /** What all keys of the partition begin with. */
  readonly partition: string;
}

/** Checks key conditions against the keys of the source and finds the range they mean. Throws `ValidationException`. */
export function queryRange({ keys }: Source, conditions: KeyConditions): QueryRange {
  if (conditions.size > keys.all.length) throw notSupported();
  requireConditions(keys.partition, conditions);
  const sorts = sortConditions(keys, conditions);
  checkTypes(keys.all, conditions);
  for (const { name } of keys.partition) if (conditions.get(name)?.operator !== 'EQ') throw notSupported();
  const partition = encodePartition(keys.partition.map(({ name }) => equalValue(conditions, name)));
  return { ...sortRange(partition, sorts), partition };
}

function requireConditions(attributes: readonly KeyAttribute[], conditions: KeyConditions): void {
  const missing = attributes.find(({ name }) => !conditions.has(name));
  if (missing) throw missed(missing.name);
}

/** The conditions on the sort key, in its order: equalities, and only the last may be of another kind. */
function sortConditions({ partition, sort }: KeySchema, conditions: KeyConditions): KeyCondition[] {
  const given = sort.filter(({ name }) => conditions.has(name));
  const isLeading = given.every((attribute, at) => attribute === sort[at]);
  const hasUnknown = conditions.size > partition.length + given.length;
  const missing = sort.find(({ name }) => !conditions.has(name));
  if (missing && (!isLeading || hasUnknown)) throw missed(missing.name);
  const sorts = given.map(({ name }) => conditions.get(name) as KeyCondition);
  if (sorts.slice(0, -1).some(({ operator }) => operator !== 'EQ')) throw notSupported();
  return sorts;
}

function checkTypes(attributes: readonly KeyAttribute[], conditions: KeyConditions): void {
  for (const attribute of attributes) {
    for (const value of conditions.get(attribute.name)?.values ?? []) {
      if (typeOf(value) !== attribute.type) {
        throw validationError(
          'One or more parameter values were invalid: Condition parameter type does not match schema type',
        );
      }
      checkNotEmpty(value, attribute);
    }
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
    case 'BEGINS_WITH': {
      const beginning = prefix + encodeBeginning(first);
      return { from: beginning, to: endOf(beginning) };
    }
  }
}

function equalValue(conditions: KeyConditions, name: string): AttributeValue {
  return conditions.get(name)?.values[0] as AttributeValue;
}

function missed(name: string): ServiceError {
  return validationError(`Query condition missed key schema element: ${name}`);
}

function notSupported(): ServiceError {
  return validationError('Query key condition not supported');
}
