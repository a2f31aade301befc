/** The types of attributes that can be part of a key. */
export type KeyPart = string | number | bigint | boolean | Date | Uint8Array;

/** The properties that a template names: `'ORDER#{placedAt}#{orderId}'` names `'placedAt' | 'orderId'`. */
export type Placeholders<S> = S extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Property}:${string}` ? Property : Name) | Placeholders<Rest>
  : never;

/** The names that are not properties of T, or whose type cannot be part of a key. */
export type NoKeyParts<T, Names extends string> = {
  [N in Names]: N extends keyof T
    ? unknown extends T[N]
      ? never
      : [NonNullable<T[N]>] extends [KeyPart]
        ? never
        : N
    : N;
}[Names];

/** The names that are not properties of T. */
export type NoProperties<T, Names extends string> = Exclude<Names, keyof T>;
