import { type AttributeValue, type Item, setAttribute, typeOf } from '../../../wire/attribute-value';
import { equalValues } from '../../../wire/equality';
import type { Condition } from '../../expressions/bound';
import { type ServiceError, validationError } from '../../protocol/service-error';
import { type KeyAttribute, type KeySchema, keyOf } from '../../storage/key-schema';
import { checkNotEmpty } from '../../storage/keys';

/** The values that a condition requires certain attributes to be equal to. */
type Equalities = ReadonlyMap<string, readonly AttributeValue[]>;

/** The key that a condition names. Throws `ValidationException` if the condition does not determine one item. */
export function requiredKey(condition: Condition | undefined, schema: KeySchema): Item {
  const key = keyIn(condition, schema);
  if (key) return key;
  throw validationError('Where clause does not contain a mandatory equality on all key attributes');
}

/** The key of the only item that can meet a condition; undefined if the condition does not determine one. */
function keyIn(condition: Condition | undefined, schema: KeySchema): Item | undefined {
  const equalities = equalitiesOf(condition);
  if (!schema.all.every(({ name }) => equalities.has(name))) return undefined;
  for (const attribute of schema.all) checkEqualities(attribute, equalities.get(attribute.name) ?? []);
  return keyOf(firstValues(equalities), schema);
}

/** Whether a condition requires one value of each attribute of a key, and nothing else. */
export function isKeyAlone(condition: Condition | undefined, schema: KeySchema): boolean {
  const equalities = equalitiesOf(condition);
  const isOne = ({ name }: KeyAttribute) => isUniform(equalities.get(name) ?? []);
  return condition !== undefined && schema.all.every(isOne) && !asksForMore(condition, schema);
}

/** The attributes that a condition requires to be equal to one value, including the key. */
export function attributesIn(condition: Condition | undefined): Item {
  return firstValues(equalitiesOf(condition));
}

/** Whether a condition requires more than a key. */
export function asksForMore(condition: Condition, schema: KeySchema): boolean {
  if (condition.kind === 'and') return asksForMore(condition.left, schema) || asksForMore(condition.right, schema);
  const equality = equalityOf(condition);
  return !equality || !schema.all.some(({ name }) => name === equality.name);
}

/** Refuses a value that no key of the schema can have. */
export function checkKeyValue({ name, type }: KeyAttribute, value: AttributeValue): void {
  if (typeOf(value) !== type) throw keyTypeError(name);
  checkNotEmpty(value, { name, type });
}

export function keyTypeError(name: string): ServiceError {
  return validationError(`Key attribute's data type should match its data type in table's schema: Key ${name}`);
}

/** The attribute and the value of an equality, on either side. */
export function equalityOf(condition: Condition): { name: string; value: AttributeValue } | undefined {
  if (condition.kind !== 'compare' || condition.comparator !== '=') return undefined;
  const { left, right } = condition;
  const [path, value] = left.kind === 'path' ? [left, right] : [right, left];
  if (path.kind !== 'path' || path.path.length > 1 || value.kind !== 'value') return undefined;
  return { name: String(path.path[0]), value: value.value };
}

function equalitiesOf(condition: Condition | undefined): Equalities {
  const equalities = new Map<string, AttributeValue[]>();
  const collect = (part: Condition): void => {
    if (part.kind === 'and') {
      collect(part.left);
      collect(part.right);
    }
    const equality = equalityOf(part);
    if (equality) equalities.set(equality.name, [...(equalities.get(equality.name) ?? []), equality.value]);
  };
  if (condition) collect(condition);
  return equalities;
}

function checkEqualities(attribute: KeyAttribute, values: readonly AttributeValue[]): void {
  for (const value of values) checkKeyValue(attribute, value);
  if (isUniform(values)) return;
  throw validationError(
    `Multiple conditions on same key ${attribute.name}. Only single item Update/Insert/Delete are supported`,
  );
}

/** Whether there are values, all of them equal. */
function isUniform([first, ...others]: readonly AttributeValue[]): boolean {
  return first !== undefined && others.every(value => equalValues(value, first));
}

function firstValues(equalities: Equalities): Item {
  const item: Item = {};
  for (const [name, [value]] of equalities) setAttribute(item, name, value as AttributeValue);
  return item;
}
