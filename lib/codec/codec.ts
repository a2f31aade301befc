import { ValidationError } from '../errors/usage-errors';
import { type AttributeType, type AttributeValue, typeOf } from '../wire/attribute-value';

/** The declaration of one member of a map. */
export interface Member {
  readonly name: string;
  readonly codec: Codec;
  readonly required?: boolean;
}

/** Converts between a value in memory and its stored form. Compiled once per attribute, and independent of names. */
export interface Codec {
  /** The value's name in messages: "a string", "a Date". */
  readonly expects: string;
  /** The stored type, if there is only one (`S`, `N`, ...). Key schemas need it. */
  readonly storedType?: AttributeType;
  /** The stored form; undefined means "not stored" (an empty Set). Throws {@link ValueFault}. */
  encode(value: unknown, depth?: number): AttributeValue | undefined;
  /** The stored form as the text of DynamoDB's JSON, made without the stored form; where it is missing, that is made text. */
  write?(value: unknown, depth?: number): string | undefined;
  /** The value in memory. Throws {@link ValueFault} if the stored form is not one of this codec. */
  decode(stored: AttributeValue): unknown;
  /** The value of an attribute that is absent in a loaded item, whatever its default: the empty Set, which is not stored. */
  absent?(): unknown;
  /** The codec of one element of a list or set. */
  readonly element?: Codec;
  /** A custom codec: the stored form does not follow from the class of the value. */
  readonly coded?: true;
  /** The codec of a part of the value, such as the beginning of a text. Default: this one. */
  readonly part?: Codec;
  /** The codec of the value at a key of a map; undefined if the map has no such attribute. */
  member?(key: string): Member | undefined;
  /** The declared attributes of a map, if they are known. */
  readonly members?: readonly string[];
  /** True for a list whose elements are stored strings. */
  readonly ofStrings?: true;
  /** Restores a value from its form in a plain object or JSON, if that form is unambiguous. Throws {@link ValueFault}. */
  revive?(value: unknown, depth?: number): unknown;
  /** Turns plain objects that were given for a nested class into instances. */
  instantiate?(value: unknown, depth?: number): unknown;
}

/** What is wrong with a value, without the value. Its path is added as the fault passes up. */
export class ValueFault extends Error {
  readonly path: (string | number)[] = [];
  /** A mistake in the program, such as a missing declaration: no input makes it. */
  readonly isMisuse: boolean = false;

  /** The fault of a program. */
  static misuse(problem: string): ValueFault {
    return Object.assign(new ValueFault(problem), { isMisuse: true });
  }

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

/** Runs one step inside a list or map, so that a fault gets the path. */
export function within<T>(segment: string | number, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw error instanceof ValueFault ? error.at(segment) : error;
  }
}

/** The place that a label names: of `Account.tags[0]`, `['tags', 0]`. */
export function placeOf(label: string): (string | number)[] {
  const [, ...parts] = label.match(/[^.[\]]+/g) ?? [];
  return parts.map(part => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Turns a fault into a ValidationError: `Account.address.city: expected a string, got a number`. */
export function inWordsOf<T>(label: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw inWords(label, error);
  }
}

/** The same for what was caught; other errors stay as they are. */
export function inWords(label: string, error: unknown): unknown {
  if (!(error instanceof ValueFault)) return error;
  const place = error.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  const message = `${label}${place}: ${error.problem}`;
  const details = {
    issues: [{ path: [...placeOf(label), ...error.path], message: error.problem }],
    ...(error.cause ? { cause: error.cause } : {}),
  };
  return error.isMisuse ? ValidationError.misuse(message, details) : new ValidationError(message, details);
}

/** The kind of a value in a word, without showing it. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return 'an array';
  // Read from the prototype: the value's own `constructor` may be anything.
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

/** The fault for a stored type that the class does not declare: a wrong value would be worse than an error. */
export function storedMismatch(codec: Pick<Codec, 'expects'>, stored: AttributeValue): ValueFault {
  return new ValueFault(
    `is stored as ${typeOf(stored)}, which is not ${codec.expects}: declare its \`type\`, or give it a \`codec\``,
  );
}
