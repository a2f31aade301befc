/** A class whose instances are items. An abstract one has those of its subclasses. */
export type EntityClass<T extends object = object> = abstract new () => T;

/** One that can be made, without arguments, as dynact does when it reads an item. */
export type ConcreteClass<T extends object = object> = new () => T;

/** What a record says of itself; not attributes. */
export interface RecordFlags {
  readonly isNew: boolean;
  readonly isChanged: boolean;
}

/** The names of a class's attributes: its properties that are no methods. */
export type AttributeName<T> = Exclude<
  { [K in keyof T]-?: NonNullable<T[K]> extends (...args: never) => unknown ? never : K }[keyof T] & string,
  T extends RecordFlags ? keyof RecordFlags : never
>;

/** Values for the attributes of a class, all optional: `build` and `update` take them. */
export type Values<T> = { [K in AttributeName<T>]?: T[K] | undefined };

/**
 * Says to the compiler which properties are the key, so that `get` takes exactly these. Nothing of it is there at run time.
 *
 * @example
 * class Order extends ActiveRecord {
 *   declare readonly [key]: 'customerId' | 'placedAt';
 *   @PartitionKey() customerId!: string;
 *   @SortKey() placedAt!: string;
 * }
 */
export const key: unique symbol = Symbol('dynact.key');

/** Says to the compiler which properties `create` cannot do without: `declare readonly [required]: 'email' | 'name'`. */
export const required: unique symbol = Symbol('dynact.required');

/** Says to the compiler which indexes `query(...).index(name)` may name: `declare readonly [indexes]: 'byStatus'`. */
export const indexes: unique symbol = Symbol('dynact.indexes');

/** Values for a new record: {@link Values}, and all that the class says is {@link required}. */
export type NewValues<T> = Values<T> & Demanded<T>;

type Demanded<T> = T extends { readonly [required]: infer R extends string }
  ? { [K in R & keyof T]: NonNullable<T[K]> }
  : unknown;

/** The names of a class's indexes: any, where the class does not say its {@link indexes}. */
export type IndexName<T> = T extends { readonly [indexes]: infer I extends string } ? I : string;

declare const coded: unique symbol;

/**
 * The type of an attribute whose `codec` makes one stored value of an instance: it is compared as a whole, and may be a key.
 *
 * @example
 * @Attribute({ codec: moneyCodec }) price!: Coded<Money>;
 * Product.scan().filter(p => p.price.lt(new Money(200)));
 */
export type Coded<V> = V & { readonly [coded]?: never };

/** What is marked as {@link Coded}. */
export interface CodedMark {
  readonly [coded]?: never;
}

/**
 * The class of an attribute whose module imports this one, or that is declared further down: compilers that emit types would look for the
 * class too early.
 *
 * @example
 * @Attribute({ type: () => Person }) owner?: Relation<Person>;
 */
export type Relation<T> = T;

/** What a key may be made of. */
export type KeyValue = string | number | bigint | boolean | Date | Uint8Array;

type IsKeyPart<V> = V extends KeyValue ? true : typeof coded extends keyof V ? true : false;

/** The properties that a query may be asked by: those of the table's key or an index's. */
export type QueryKey<T> = {
  [K in AttributeName<T> as IsKeyPart<NonNullable<T[K]>> extends true ? K : never]?: NonNullable<T[K]>;
};

/** The key of an item: exactly the properties that the class says are its {@link key}, or else any that may be one. */
export type Key<T> = T extends { readonly [key]: infer K extends string }
  ? { [P in K & keyof T]-?: NonNullable<T[P]> }
  : QueryKey<T>;

/** Whether the class computes a property: it has a getter and no setter. */
export function isComputed({ prototype }: EntityClass, property: string): boolean {
  for (let owner = prototype; owner; owner = Object.getPrototypeOf(owner)) {
    const found = Object.getOwnPropertyDescriptor(owner, property);
    if (found) return found.get !== undefined && found.set === undefined;
  }
  return false;
}
