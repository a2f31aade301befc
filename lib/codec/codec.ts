import { ValidationError } from '../errors/usage-errors';
import { type AttributeType, type AttributeValue, typeOf } from '../wire/attribute-value';

/** What stands at a key of a map. */
export interface Member {
  readonly name: string;
  readonly codec: Codec;
  readonly required?: boolean;
}

/** One way between a value in memory and its stored form. Compiled once per attribute; knows nothing of names. */
export interface Codec {
  /** What the value is called in messages: "a string", "a Date". */
  readonly expects: string;
  /** The one stored type, where there is only one (`S`, `N`, ...): key schemas need it. */
  readonly storedType?: AttributeType;
  /** The stored form; undefined means "not stored" (an empty Set). Throws {@link ValueFault}. */
  encode(value: unknown, depth?: number): AttributeValue | undefined;
  /** The value in memory. Throws {@link ValueFault} where the stored form is not this codec's. */
  decode(stored: AttributeValue): unknown;
  /** What an attribute that is absent in a loaded item reads as, whatever its default: the empty Set, which is not stored. */
  absent?(): unknown;
  /** The codec of one element of a list or set. */
  readonly element?: Codec;
  /** A codec of the user's own: what is stored is not what the class of the value says. */
  readonly coded?: true;
  /** The codec of a part of the value, such as the beginning of a text; undefined: this one. */
  readonly part?: Codec;
  /** The codec of the value at a key of a map; undefined where the map has no such attribute. */
  member?(key: string): Member | undefined;
  /** The declared attributes of a map, where they are known. */
  readonly members?: readonly string[];
  /** A list whose elements are strings as they are stored. */
  readonly ofStrings?: true;
  /** Turns what a value became in a plain object or in JSON back into the value, where that can be told. Throws {@link ValueFault}. */
  revive?(value: unknown, depth?: number): unknown;
  /** Makes instances of the plain objects that were given for a nested class. */
  instantiate?(value: unknown, depth?: number): unknown;
}

/** What is wrong with a value, without the value; where it stands is added on its way up. */
export class ValueFault extends Error {
  readonly path: (string | number)[] = [];

  constructor(
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(problem, options);
  }

  at(segment: string | number): this {
    this.path.unshift(segment);
    return this;
  }
}

/** Runs one step inside a list or map, so that a fault names the place. */
export function within<T>(segment: string | number, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw error instanceof ValueFault ? error.at(segment) : error;
  }
}

/** Words a fault for the user: `Account.address.city: expected a string, got a number`. */
export function inWordsOf<T>(label: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    const place = error.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
    throw new ValidationError(`${label}${place}: ${error.problem}`, {
      issues: [{ path: error.path, message: error.problem }],
      ...(error.cause ? { cause: error.cause } : {}),
    });
  }
}

/** What a value is, in a word and without showing it. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return 'an array';
  // Asked of the prototype: a `constructor` of the value's own may be anything.
  const type: unknown = Object.getPrototypeOf(value)?.constructor;
  return typeof type === 'function' && type.name && type.name !== 'Object' ? withArticle(type.name) : 'an object';
}

/** "an Address", "a Date". */
export function withArticle(name: string): string {
  return `${/^[AEIO]/i.test(name) ? 'an' : 'a'} ${name}`;
}

export function mismatch(codec: Pick<Codec, 'expects'>, value: unknown): ValueFault {
  return new ValueFault(`expected ${codec.expects}, got ${describe(value)}`);
}

/** The stored form is of another type than the class declares: a wrong value would be worse than an error. */
export function storedMismatch(codec: Pick<Codec, 'expects'>, stored: AttributeValue): ValueFault {
  return new ValueFault(
    `is stored as ${typeOf(stored)}, which is not ${codec.expects}: declare its \`type\`, or give it a \`codec\``,
  );
}
