/** Bytes as the SDK holds them, or base64 text as DynamoDB's JSON does. Every function in `wire` accepts both. */
export type Binary = Uint8Array | string;

/**
 * One value in DynamoDB's own types: `{ S: 'text' }`, `{ N: '12' }`, `{ L: [{ BOOL: true }] }`.
 *
 * Narrow with `in`: `'S' in value`. See
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: Binary }
  | { BOOL: boolean }
  | { NULL: true }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: Binary[] }
  | { L: AttributeValue[] }
  | { M: Record<string, AttributeValue> };

/** The attributes of one item, or the attributes that make its key, by name. */
export type Item = Record<string, AttributeValue>;

/** The attributes of an item that is being made. */
export interface AttributesByName {
  get(name: string): AttributeValue | undefined;
}

/** DynamoDB's name for the type of a value. */
export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

/** The type of a value: `typeOf({ N: '1' })` is `'N'`. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType;
  throw new TypeError('An attribute value must have a type');
}

/** The attribute of that name, never one inherited from `Object.prototype`: `__proto__` and `constructor` are names like any other. */
export function attributeOf(attributes: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** Sets an attribute of any name, on an object that the caller owns. */
export function setAttribute(attributes: Item, name: string, value: AttributeValue): void {
  assign(attributes, name, value);
}

/** A copy that shares nothing with the item but bytes. */
export function copyOfItem(item: Item): Item {
  const copy: Item = {};
  for (const name of Object.keys(item)) setAttribute(copy, name, copyOfValue(item[name]!));
  return copy;
}

export function copyOfValue(value: AttributeValue): AttributeValue {
  if ('L' in value) return { L: value.L.map(copyOfValue) };
  if ('M' in value) return { M: copyOfItem(value.M) };
  if ('SS' in value) return { SS: [...value.SS] };
  if ('NS' in value) return { NS: [...value.NS] };
  if ('BS' in value) return { BS: [...value.BS] };
  return { ...value };
}

/** Sets a property even where its name (`__proto__`) would reach the prototype instead. */
export function assign(target: object, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (target as Record<string, unknown>)[name] = value;
  }
}
