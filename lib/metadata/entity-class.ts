/** A class whose instances are stored as items. The items of an abstract class are those of its subclasses. */
export type EntityClass<T extends object = object> = abstract new () => T;

/** A class that can be constructed without arguments, as dynact does when it reads an item. */
export type ConcreteClass<T extends object = object> = new () => T;

/** Properties of a record that are not attributes. */
export interface RecordFlags {
  readonly isNew: boolean;
  readonly isChanged: boolean;
}

/** The names of a class's attributes: its properties, without methods. */
export type AttributeName<T> = Exclude<
  { [K in keyof T]-?: NonNullable<T[K]> extends (...args: never) => unknown ? never : K }[keyof T] & string,
  T extends RecordFlags ? keyof RecordFlags : never
>;

/** The names of attributes that are numbers. */
export type NumberName<T> = {
  [K in AttributeName<T>]: NonNullable<T[K]> extends number | bigint ? K : never;
}[AttributeName<T>];

/** Values for the attributes of a class, all optional: `build` and `update` take them. */
export type Values<T> = { [K in AttributeName<T>]?: T[K] | undefined };

/**
 * Says to the compiler which properties are the key, so that `get` takes exactly these. It does not exist at run time.
 *
 * @example
 * class Order extends ActiveRecord {
 *   declare readonly [key]: 'customerId' | 'placedAt';
 *   @PartitionKey() customerId!: string;
 *   @SortKey() placedAt!: string;
 * }
 */
export const key: unique symbol = Symbol('dynact.key');

/** Says to the compiler which properties `create` requires: `declare readonly [required]: 'email' | 'name'`. */
export const required: unique symbol = Symbol('dynact.required');

/** Says to the compiler which indexes `query(...).index(name)` may name: `declare readonly [indexes]: 'byStatus'`. */
export const indexes: unique symbol = Symbol('dynact.indexes');

/** Values for a new record: {@link Values}, with those that the class declares as {@link required}. */
export type NewValues<T> = Values<T> & Demanded<T>;

type Demanded<T> = T extends { readonly [required]: infer R extends string }
  ? { [K in R & keyof T]: NonNullable<T[K]> }
  : unknown;

/** The names of a class's indexes; any string if the class does not declare its {@link indexes}. */
export type IndexName<T> = T extends { readonly [indexes]: infer I extends string } ? I : string;

declare const coded: unique symbol;

/**
 * The type of an attribute whose `codec` stores an instance as one value: it is compared as a whole, and may be a key.
 *
 * @example
 * @Attribute({ codec: moneyCodec }) price!: Coded<Money>;
 * Product.scan().filter(p => p.price.lt(new Money(200)));
 */
export type Coded<V> = V & { readonly [coded]?: never };

/** The mark of {@link Coded}. */
export interface CodedMark {
  readonly [coded]?: never;
}

/**
 * For the class of an attribute that is declared further down, or in a module that imports this one. Compilers that emit types would look for
 * the class too early without it.
 *
 * @example
 * @Attribute({ type: () => Person }) owner?: Relation<Person>;
 */
export type Relation<T> = T;

/** The types that a key may have. */
export type KeyValue = string | number | bigint | boolean | Date | Uint8Array;

type IsKeyPart<V> = V extends KeyValue ? true : typeof coded extends keyof V ? true : false;

/** The properties that a query may use: those that may be part of a key of the table or an index. */
export type QueryKey<T> = {
  [K in AttributeName<T> as IsKeyPart<NonNullable<T[K]>> extends true ? K : never]?: NonNullable<T[K]>;
};

/** The type of a key if the class does not declare its {@link key}: the compiler accepts any part, a call needs all. */
export type KeyParts<T> = QueryKey<T>;

/** The key of an item: exactly the properties that the class declares as its {@link key}, or else any that may be part of a key. */
export type Key<T> = T extends { readonly [key]: infer K extends string }
  ? { [P in K & keyof T]-?: NonNullable<T[P]> }
  : KeyParts<T>;

/** Whether the class computes a property: it has a getter and no setter. */
export function isComputed({ prototype }: EntityClass, property: string): boolean {
  for (let owner = prototype; owner; owner = Object.getPrototypeOf(owner)) {
    const found = Object.getOwnPropertyDescriptor(owner, property);
    if (found) return found.get !== undefined && found.set === undefined;
  }
  return false;
}
