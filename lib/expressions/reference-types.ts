import type { AttributeName, CodedMark, Values } from '../metadata/entity-class';
import type { AttributeType } from '../wire/attribute-value';
import type { Condition } from './condition';

/** The phantom that carries the type of an operand's value. */
declare const valueType: unique symbol;

/** The phantom that distinguishes an action from other objects. */
declare const actionType: unique symbol;

/** Something with a value of type V in DynamoDB: an attribute, or an expression over attributes. */
export interface Operand<V> {
  readonly [valueType]: V;
}

/** One change of an update. */
export interface UpdateAction {
  readonly [actionType]: true;
}

/** `ifNotExists(v)`: an action by itself, or the right side of `set`. */
export interface Fallback<V> extends UpdateAction, Operand<V> {
  plus(value: V | Operand<Wide<V>>): Operand<V>;
  minus(value: V | Operand<Wide<V>>): Operand<V>;
}

/** The type without its literals: an attribute of type 'a' | 'b' may be compared with one of type string. */
type Wide<V> = [V] extends [string] ? string : [V] extends [number] ? number : [V] extends [boolean] ? boolean : V;

/** What every attribute can do. */
export interface AttributeMethods<V> extends Operand<V> {
  /** `#a = :v` */
  eq(value: V | Operand<Wide<V>>): Condition;
  /** `#a <> :v`; true where the attribute is missing, too. */
  ne(value: V | Operand<Wide<V>>): Condition;
  /** `#a IN (:v, ...)`, 1 to 100 values. */
  in(...values: V[]): Condition;
  /** `attribute_exists(#a)` */
  exists(): Condition;
  /** `attribute_not_exists(#a)` */
  notExists(): Condition;
  /** `attribute_type(#a, :t)` */
  type(type: AttributeType): Condition;
  /** `SET #a = :v`; an empty Set removes the attribute, as it cannot be stored. */
  set(value: V | Operand<Wide<V>>): UpdateAction;
  /** `REMOVE #a` */
  remove(): UpdateAction;
  /** `SET #a = if_not_exists(#a, :v)` */
  ifNotExists(value: V | Operand<Wide<V>>): Fallback<V>;
}

export interface OrderedMethods<V> extends AttributeMethods<V> {
  /** `#a < :v` */
  lt(value: V | Operand<Wide<V>>): Condition;
  /** `#a <= :v` */
  lte(value: V | Operand<Wide<V>>): Condition;
  /** `#a > :v` */
  gt(value: V | Operand<Wide<V>>): Condition;
  /** `#a >= :v` */
  gte(value: V | Operand<Wide<V>>): Condition;
  /** `#a BETWEEN :low AND :high`, both included. */
  between(low: V | Operand<Wide<V>>, high: V | Operand<Wide<V>>): Condition;
}

/** The size of a value, to compare: characters of a string, bytes of binary, elements of a collection. */
export interface SizeReference {
  eq(size: number): Condition;
  ne(size: number): Condition;
  lt(size: number): Condition;
  lte(size: number): Condition;
  gt(size: number): Condition;
  gte(size: number): Condition;
  between(low: number, high: number): Condition;
  in(...sizes: number[]): Condition;
}

export interface Sized {
  /** `size(#a)` */
  size(): SizeReference;
}

export interface TextMethods<V, Part> extends OrderedMethods<V>, Sized {
  /** `begins_with(#a, :v)` */
  beginsWith(prefix: Part): Condition;
  /** `contains(#a, :v)` */
  contains(part: Part): Condition;
}

export interface NumberMethods<V, N> extends OrderedMethods<V> {
  /** `ADD #a :n`: creates the attribute at n where it is missing. */
  add(amount: N): UpdateAction;
  /** `#a + :n`, for the right side of `set`. */
  plus(amount: N | Operand<N>): Operand<V>;
  /** `#a - :n`, for the right side of `set`. */
  minus(amount: N | Operand<N>): Operand<V>;
}

export interface ListMethods<V, E> extends AttributeMethods<V>, Sized {
  /** `contains(#a, :v)` */
  contains(element: E): Condition;
  /** `#a[i]`, counted from 0. */
  at(index: number): Reference<E>;
  /** `list_append(#a, :v)`; a missing list counts as empty. */
  append(elements: readonly E[]): UpdateAction;
  /** `list_append(:v, #a)`; a missing list counts as empty. */
  prepend(elements: readonly E[]): UpdateAction;
}

export interface SetMethods<V, E> extends AttributeMethods<V>, Sized {
  /** `contains(#a, :v)` */
  contains(element: E): Condition;
  /** `ADD #a :v`: adds elements, and creates the set where it is missing. */
  add(elements: Iterable<E>): UpdateAction;
  /** `DELETE #a :v`: takes elements out; with its last element the attribute goes. */
  delete(elements: Iterable<E>): UpdateAction;
}

export interface MapMethods<V> extends AttributeMethods<V>, Sized {
  /** A member by name: for names that are not properties, or that are also names of methods. */
  get<K extends AttributeName<V>>(key: K): Reference<V[K]>;
}

/** The members of a map, but for those whose names are methods: `get(name)` reaches these. */
export type MapMembers<V> = {
  readonly [K in Exclude<AttributeName<V>, keyof MapMethods<V>>]-?: Reference<V[K]>;
};

/** An attribute whose type says nothing: everything is possible, DynamoDB decides. */
export interface AnyMethods extends OrderedMethods<unknown>, Sized {
  beginsWith(prefix: string | Uint8Array): Condition;
  contains(part: unknown): Condition;
  add(amount: number | Iterable<unknown>): UpdateAction;
  delete(elements: Iterable<unknown>): UpdateAction;
  plus(amount: number | Operand<number>): Operand<number>;
  minus(amount: number | Operand<number>): Operand<number>;
  append(elements: readonly unknown[]): UpdateAction;
  prepend(elements: readonly unknown[]): UpdateAction;
  at(index: number): AnyReference;
  get(key: string): AnyReference;
}

export interface AnyMembers {
  readonly [key: string]: AnyReference;
}

export type AnyReference = AnyMethods & AnyMembers;

/** The typed reference of an attribute: a method that does not suit its type is not there. */
export type Reference<V> = unknown extends V ? AnyReference : KnownReference<Exclude<V, undefined>, NonNullable<V>>;

/** `V` may hold null, `N` is what is left without. Tuples keep unions whole: 'a' | 'b' is one reference, not two. */
type KnownReference<V, N> = [N] extends [string]
  ? TextMethods<V, string>
  : [N] extends [number]
    ? NumberMethods<V, number>
    : [N] extends [bigint]
      ? NumberMethods<V, bigint>
      : [N] extends [boolean]
        ? AttributeMethods<V>
        : [N] extends [Date | string | number | bigint]
          ? OrderedMethods<V>
          : [N] extends [Uint8Array]
            ? TextMethods<V, Uint8Array>
            : [N] extends [ReadonlySet<infer E>]
              ? SetMethods<V, E>
              : [N] extends [readonly (infer E)[]]
                ? ListMethods<V, E>
                : [N] extends [object]
                  ? ObjectReference<V, N>
                  : AnyReference;

/** An instance that a codec stores as one value has the methods of its whole; any other object is a map with members. */
type ObjectReference<V, N> = keyof CodedMark extends keyof N
  ? OrderedMethods<V>
  : AttributeMethods<V> & MapMethods<N> & MapMembers<N>;

/** Each attribute of T as a typed reference. */
export type References<T> = { readonly [K in AttributeName<T>]-?: Reference<T[K]> };

/**
 * A condition, or a function that makes one from the attributes; false or null for none. Not undefined: a block that forgot its
 * `return` would write unconditionally.
 */
export type ConditionInput<T> = Condition | ((attributes: References<T>) => Condition | null | false);

/** New values by property, or a function that gives actions. */
export type UpdateInput<T> = Values<T> | ((attributes: References<T>) => UpdateAction | readonly UpdateAction[]);
