/** What an attribute must be to be a part of a key. */
export type KeyPart = string | number | bigint | boolean | Date | Uint8Array;

/** The properties that a template names: `'ORDER#{placedAt}#{orderId}'` names `'placedAt' | 'orderId'`. */
export type Placeholders<S> = S extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Property}:${string}` ? Property : Name) | Placeholders<Rest>
  : never;

/** Those of these names that are no properties of T, or whose type cannot be a part of a key. */
export type NoKeyParts<T, Names extends string> = {
  [N in Names]: N extends keyof T
    ? unknown extends T[N]
      ? never
      : [NonNullable<T[N]>] extends [KeyPart]
        ? never
        : N
    : N;
}[Names];

/** Those of these names that are no properties of T. */
export type NoProperties<T, Names extends string> = Exclude<Names, keyof T>;
