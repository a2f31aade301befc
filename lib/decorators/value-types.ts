import type { TypeName } from '../metadata/declarations';

/** The type in memory of each named type. */
interface ValueByName extends Record<TypeName, unknown> {
  string: string;
  number: number;
  bigint: bigint;
  numericString: string;
  boolean: boolean;
  date: Date;
  epochSeconds: Date;
  epochMilliseconds: Date;
  binary: Uint8Array;
  list: readonly unknown[];
  map: object;
  set: ReadonlySet<unknown>;
  stringSet: ReadonlySet<string>;
  numberSet: ReadonlySet<number>;
  bigintSet: ReadonlySet<bigint>;
  binarySet: ReadonlySet<Uint8Array>;
}

/** The type of an attribute with these options; it may have no value. Only standard decorators let the compiler check it. */
export type AttributeValueOf<Options> = Options extends { codec: { encode(value: infer V): unknown } }
  ? V | null | undefined
  : Options extends { type: infer Type }
    ? ValueOf<Type> | null | undefined
    : unknown;

type ValueOf<Type> = Type extends TypeName
  ? ValueByName[Type]
  : Type extends StringConstructor
    ? string
    : Type extends NumberConstructor
      ? number
      : Type extends BooleanConstructor
        ? boolean
        : Type extends BigIntConstructor
          ? bigint
          : Type extends Uint8ArrayConstructor
            ? Uint8Array
            : Type extends readonly [infer Element]
              ? readonly ValueOf<Element>[]
              : Type extends abstract new (
                    ...args: never
                  ) => infer Instance
                ? Instance
                : Type extends () => infer Later
                  ? ValueOf<Later>
                  : Type extends { readonly map: infer Member }
                    ? Readonly<Record<string, ValueOf<Member>>>
                    : unknown;
