import { type Codec, inWordsOf, ValueFault } from '../codec/codec';
import { encodeNullable } from '../codec/collections';
import { numberCodec } from '../codec/scalars';
import { ValidationError } from '../errors/usage-errors';
import type { AttributeValue } from '../wire/attribute-value';
import { Condition } from './condition';
import { internals } from './internals';
import type { Comparator, OperandNode, Path } from './nodes';
import { joined, type Owners } from './owners';
import { used } from './unused';

/** DynamoDB's limit on the values of IN. */
const MAX_IN_VALUES = 100;

/** What a reference knows: its name for messages, its place in the item, and how its values are stored. */
export interface Place {
  readonly label: string;
  readonly path: Path;
  /** The class that it is an attribute of. */
  readonly owners: Owners;
  readonly codec: Codec;
  /** An item without it cannot be saved, so no update takes it away. */
  readonly required?: boolean | undefined;
}

/** The left side of a comparison: an attribute, or the size of one. */
export abstract class Comparable {
  readonly [internals]: Place & { readonly node: OperandNode };

  constructor(place: Place, node: OperandNode) {
    this[internals] = { ...place, node };
  }

  eq(value: unknown): Condition {
    return compare(this, '=', value);
  }

  ne(value: unknown): Condition {
    return compare(this, '<>', value);
  }

  lt(value: unknown): Condition {
    return compare(this, '<', value);
  }

  lte(value: unknown): Condition {
    return compare(this, '<=', value);
  }

  gt(value: unknown): Condition {
    return compare(this, '>', value);
  }

  gte(value: unknown): Condition {
    return compare(this, '>=', value);
  }

  between(low: unknown, high: unknown): Condition {
    const { node } = this[internals];
    return new Condition(
      { kind: 'between', operand: node, low: operand(this, low), high: operand(this, high) },
      ownersOf(this, low, high),
    );
  }

  in(...values: unknown[]): Condition {
    const { label, node } = this[internals];
    if (values.length < 1 || values.length > MAX_IN_VALUES) {
      throw ValidationError.misuse(`${label}: in() takes 1 to ${MAX_IN_VALUES} values, got ${values.length}`);
    }
    return new Condition(
      { kind: 'in', operand: node, values: values.map(value => operand(this, value)) },
      ownersOf(this, ...values),
    );
  }
}

/** `size(#a)`: compared with numbers, whatever the attribute is. */
export class Size extends Comparable {
  constructor({ label, path, owners }: Place) {
    super({ label: `${label}.size()`, path, owners, codec: numberCodec }, { kind: 'size', path });
  }
}

function compare(left: Comparable, comparator: Comparator, value: unknown): Condition {
  const { node } = left[internals];
  return new Condition(
    { kind: 'comparison', comparator, left: node, right: operand(left, value) },
    ownersOf(left, value),
  );
}

/** The classes of the subject, and of what it is used with. */
export function ownersOf(subject: { [internals]: { readonly owners: Owners } }, ...values: readonly unknown[]): Owners {
  let { owners } = subject[internals];
  for (const value of values) if (isOperand(value)) owners = joined(owners, value[internals].owners);
  return owners;
}

/** The node of another reference or expression, or of a value in the subject's stored form. */
export function operand(subject: Comparable, value: unknown, codec = subject[internals].codec): OperandNode {
  if (!isOperand(value)) return { kind: 'value', value: required(subject, value, codec) };
  used(value);
  return value[internals].node;
}

export function isOperand(value: unknown): value is { [internals]: { node: OperandNode; owners?: Owners } } {
  return typeof value === 'object' && value !== null && internals in value && 'node' in (value[internals] as object);
}

export function required(subject: Comparable, value: unknown, codec?: Codec): AttributeValue {
  const stored = encode(subject, value, codec);
  if (stored) return stored;
  throw ValidationError.misuse(`${subject[internals].label}: an empty Set cannot be sent to DynamoDB`);
}

export function encode(
  subject: Comparable,
  value: unknown,
  codec = subject[internals].codec,
): AttributeValue | undefined {
  return inWordsOf(subject[internals].label, () => {
    if (value === undefined)
      throw ValueFault.misuse('got undefined: leave the part out, or use exists(), notExists() or remove()');
    return encodeNullable(codec, value, subject[internals].path.length - 1);
  });
}
