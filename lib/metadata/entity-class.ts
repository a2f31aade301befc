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

/** Values for the attributes of a class, all optional: `build`, `create` and `update` take them. */
export type Values<T> = { [K in AttributeName<T>]?: T[K] };

/** What a key may be made of. */
export type KeyValue = string | number | bigint | boolean | Date | Uint8Array;

/** The key of an item: the partition key's property, and the sort key's where the class has one. */
export type Key<T> = { [K in AttributeName<T> as NonNullable<T[K]> extends KeyValue ? K : never]?: NonNullable<T[K]> };

/** Whether the class computes a property: it has a getter and no setter. */
export function isComputed({ prototype }: EntityClass, property: string): boolean {
  for (let owner = prototype; owner; owner = Object.getPrototypeOf(owner)) {
    const found = Object.getOwnPropertyDescriptor(owner, property);
    if (found) return found.get !== undefined && found.set === undefined;
  }
  return false;
}
