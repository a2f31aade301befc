import type { AttributeName } from '../metadata/entity-class';

/** A record as `toObject()` gives it: no classes, Sets as arrays. Hidden attributes are left out, exposed ones have their other name. */
export type PlainObject<T> = { [K in AttributeName<T>]: Plain<T[K]> };

type Plain<V> = V extends string | number | bigint | boolean | null | undefined | Date | Uint8Array
  ? V
  : V extends ReadonlySet<infer E> | readonly (infer E)[]
    ? Plain<E>[]
    : V extends object
      ? PlainObject<V>
      : V;

/** A record as `toJSON()` gives it: dates and bigints as text, bytes as base64, Sets as arrays. */
export type JsonObject<T> = { [K in AttributeName<T>]: Json<T[K]> };

type Json<V> = V extends Date | bigint | Uint8Array
  ? string
  : V extends string | number | boolean | null | undefined
    ? V
    : V extends ReadonlySet<infer E> | readonly (infer E)[]
      ? Json<E>[]
      : V extends object
        ? JsonObject<V>
        : V;
