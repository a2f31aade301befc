import { anyCodec } from '../codec/any';
import { type Codec, describe, inWordsOf, type Member, ValueFault } from '../codec/codec';
import { encodeNullable } from '../codec/collections';
import { isName, isSet } from '../codec/kinds';
import { numberCodec } from '../codec/scalars';
import { ValidationError } from '../errors/usage-errors';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { AttributeType, AttributeValue } from '../wire/attribute-value';
import { Condition } from './condition';
import type { ActionNode, Comparator, ConditionNode, OperandNode, Path } from './nodes';
import { internals, type References } from './reference-types';

/** DynamoDB's limit on the values of IN. */
const MAX_IN_VALUES = 100;

const TYPES: ReadonlySet<string> = new Set<AttributeType>(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);

/**
 * The attributes of a class as typed references, for conditions and updates that are made outside a callback.
 *
 * @example
 * const a = attributes(Account);
 * const solvent = a.balance.gte(100).and(a.status.eq('active'));
 */
export function attributes<T extends object>(type: EntityClass<T>): References<T> {
  return referencesOf<T>(metadataOf(type));
}

const cache = new WeakMap<EntityMetadata, object>();

export function referencesOf<T>(metadata: EntityMetadata): References<T> {
  let references = cache.get(metadata);
  if (!references) {
    references = makeReferences(metadata);
    cache.set(metadata, references);
  }
  return references as References<T>;
}

function makeReferences({ className, attributes }: EntityMetadata): object {
  const references = Object.create(unknownAttributes(className)) as Record<string, Attribute>;
  for (const { property, name, codec, required } of attributes) {
    references[property] = makeReference({ label: `${className}.${property}`, path: [name], codec, required });
  }
  return Object.freeze(references);
}

/** Stands behind the references, so that a name the class does not have is met by an error that says so. */
function unknownAttributes(className: string): object {
  return new Proxy(Object.freeze({}), {
    get(_, name) {
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined;
      throw new ValidationError(
        `${className} has no attribute "${name}": put @Attribute on the property, or correct the name`,
      );
    },
  });
}

/** What a reference knows: its name for messages, its place in the item, and how its values are stored. */
interface Place {
  readonly label: string;
  readonly path: Path;
  readonly codec: Codec;
  /** An item without it cannot be saved, so no update takes it away. */
  readonly required?: boolean | undefined;
}

function makeReference(place: Place): Attribute {
  const attribute = new Attribute(place);
  if (place.codec.members) return withMembers(attribute, place.codec.members);
  return place.codec.member ? new Proxy(attribute, openMembers) : attribute;
}

/** A nested class: its attributes as properties, but for those whose names are methods. */
function withMembers(attribute: Attribute, members: readonly string[]): Attribute {
  for (const member of members) {
    if (Object.hasOwn(Attribute.prototype, member)) continue;
    Object.defineProperty(attribute, member, { get: () => attribute.get(member), enumerable: true });
  }
  return attribute;
}

/** A map of any keys: every property that is no method is a key. */
const openMembers: ProxyHandler<Attribute> = {
  get(attribute, name) {
    if (typeof name === 'symbol' || name === 'then' || Object.hasOwn(Attribute.prototype, name))
      return Reflect.get(attribute, name);
    return attribute.get(name);
  },
};

/** An operand that is no attribute by itself: `a.n.plus(1)`. */
class Computed {
  readonly [internals]: { readonly node: OperandNode };

  constructor(node: OperandNode) {
    this[internals] = { node };
  }
}

/** One class serves every type of attribute; which of its methods an attribute has is a matter of its type in reference-types.ts. */
class Attribute {
  readonly [internals]: Place & { readonly node: OperandNode };

  constructor(place: Place) {
    this[internals] = { ...place, node: { kind: 'path', path: place.path } };
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
    return between(this, low, high);
  }

  in(...values: unknown[]): Condition {
    return isOneOf(this, values);
  }

  exists(): Condition {
    return new Condition({ kind: 'exists', path: this[internals].path, exists: true });
  }

  notExists(): Condition {
    return new Condition({ kind: 'exists', path: this[internals].path, exists: false });
  }

  beginsWith(prefix: unknown): Condition {
    const { label, path } = this[internals];
    const argument = operand(this, prefix);
    if (argument.kind === 'value' && !('S' in argument.value || 'B' in argument.value)) {
      throw new ValidationError(`${label}: beginsWith needs a string or binary, got ${describe(prefix)}`);
    }
    return new Condition({ kind: 'function', name: 'begins_with', path, argument });
  }

  contains(part: unknown): Condition {
    const { path, codec } = this[internals];
    return new Condition({
      kind: 'function',
      name: 'contains',
      path,
      argument: operand(this, part, codec.element ?? codec),
    });
  }

  type(type: AttributeType): Condition {
    const { label, path } = this[internals];
    if (!TYPES.has(type)) throw new ValidationError(`${label}: type() needs one of ${[...TYPES].join(', ')}`);
    return new Condition({ kind: 'type', path, type });
  }

  size(): Size {
    return new Size(this);
  }

  at(index: number): Attribute {
    const { label, path, codec } = this[internals];
    if (!Number.isInteger(index) || index < 0) throw new ValidationError(`${label}: at() needs an index from 0 on`);
    return makeReference({ label: `${label}[${index}]`, path: [...path, index], codec: codec.element ?? anyCodec });
  }

  get(key: string): Attribute {
    const { label, path, codec } = this[internals];
    if (!isName(key)) throw new ValidationError(`${label}: get() needs the name of a member`);
    const member: Member | undefined = codec.member ? codec.member(key) : { name: key, codec: anyCodec };
    if (!member) throw new ValidationError(`${label} has no attribute "${key}": ${codec.expects} does not declare it`);
    const { name, codec: memberCodec, required } = member;
    return makeReference({ label: `${label}.${key}`, path: [...path, name], codec: memberCodec, required });
  }

  set(value: unknown): Action {
    const { path } = this[internals];
    if (isOperand(value)) return new Action({ kind: 'set', path, value: value[internals].node });
    if (value === null) refuseRequired(this);
    const stored = encode(this, value);
    return new Action(
      stored ? { kind: 'set', path, value: { kind: 'value', value: stored } } : { kind: 'remove', path },
    );
  }

  remove(): Action {
    refuseRequired(this);
    return new Action({ kind: 'remove', path: this[internals].path });
  }

  ifNotExists(value: unknown): FallbackAction {
    return new FallbackAction(this, {
      kind: 'ifNotExists',
      path: this[internals].path,
      fallback: operand(this, value),
    });
  }

  add(amount: unknown): Action {
    const isNumber = typeof amount === 'number' || typeof amount === 'bigint';
    const value = isNumber ? required(this, amount) : elements(this, amount);
    return new Action({ kind: 'add', path: this[internals].path, value });
  }

  delete(values: unknown): Action {
    return new Action({ kind: 'delete', path: this[internals].path, value: elements(this, values) });
  }

  plus(amount: unknown): Computed {
    return arithmetic(this, this[internals].node, '+', amount);
  }

  minus(amount: unknown): Computed {
    return arithmetic(this, this[internals].node, '-', amount);
  }

  append(values: readonly unknown[]): Action {
    return listAppend(this, existing => ({ left: existing, right: operand(this, values) }));
  }

  prepend(values: readonly unknown[]): Action {
    return listAppend(this, existing => ({ left: operand(this, values), right: existing }));
  }
}

function refuseRequired(attribute: Attribute): void {
  const { label, required } = attribute[internals];
  if (required) throw new ValidationError(`${label} is required: an update cannot take its value away`);
}

class Action {
  readonly [internals]: { readonly action: ActionNode };

  constructor(action: ActionNode) {
    this[internals] = { action };
  }
}

class FallbackAction {
  readonly [internals]: { readonly action: ActionNode; readonly node: OperandNode };

  constructor(
    private readonly attribute: Attribute,
    node: OperandNode,
  ) {
    this[internals] = { node, action: { kind: 'set', path: attribute[internals].path, value: node } };
  }

  plus(amount: unknown): Computed {
    return arithmetic(this.attribute, this[internals].node, '+', amount);
  }

  minus(amount: unknown): Computed {
    return arithmetic(this.attribute, this[internals].node, '-', amount);
  }
}

/** `size(#a)`: compared with numbers, whatever the attribute is. */
class Size {
  readonly [internals]: Place & { readonly node: OperandNode };

  constructor(attribute: Attribute) {
    const { label, path } = attribute[internals];
    this[internals] = { label: `${label}.size()`, path, codec: numberCodec, node: { kind: 'size', path } };
  }

  eq(size: number): Condition {
    return compare(this, '=', size);
  }

  ne(size: number): Condition {
    return compare(this, '<>', size);
  }

  lt(size: number): Condition {
    return compare(this, '<', size);
  }

  lte(size: number): Condition {
    return compare(this, '<=', size);
  }

  gt(size: number): Condition {
    return compare(this, '>', size);
  }

  gte(size: number): Condition {
    return compare(this, '>=', size);
  }

  between(low: number, high: number): Condition {
    return between(this, low, high);
  }

  in(...sizes: number[]): Condition {
    return isOneOf(this, sizes);
  }
}

type Comparable = Attribute | Size;

function compare(left: Comparable, comparator: Comparator, value: unknown): Condition {
  return new Condition({ kind: 'comparison', comparator, left: left[internals].node, right: operand(left, value) });
}

function between(subject: Comparable, low: unknown, high: unknown): Condition {
  const node: ConditionNode = {
    kind: 'between',
    operand: subject[internals].node,
    low: operand(subject, low),
    high: operand(subject, high),
  };
  return new Condition(node);
}

function isOneOf(subject: Comparable, values: readonly unknown[]): Condition {
  const { label, node } = subject[internals];
  if (values.length < 1 || values.length > MAX_IN_VALUES) {
    throw new ValidationError(`${label}: in() takes 1 to ${MAX_IN_VALUES} values, got ${values.length}`);
  }
  return new Condition({ kind: 'in', operand: node, values: values.map(value => operand(subject, value)) });
}

function arithmetic(attribute: Attribute, left: OperandNode, operator: '+' | '-', amount: unknown): Computed {
  return new Computed({ kind: 'arithmetic', operator, left, right: operand(attribute, amount) });
}

function listAppend(
  attribute: Attribute,
  order: (existing: OperandNode) => { left: OperandNode; right: OperandNode },
): Action {
  const { path } = attribute[internals];
  const existing: OperandNode = { kind: 'ifNotExists', path, fallback: { kind: 'value', value: { L: [] } } };
  return new Action({ kind: 'set', path, value: { kind: 'listAppend', ...order(existing) } });
}

function operand(subject: Comparable, value: unknown, codec = subject[internals].codec): OperandNode {
  return isOperand(value) ? value[internals].node : { kind: 'value', value: required(subject, value, codec) };
}

function isOperand(value: unknown): value is { [internals]: { node: OperandNode } } {
  return (
    value instanceof Attribute || value instanceof Computed || value instanceof FallbackAction || value instanceof Size
  );
}

/** The elements of a set, through the set's own codec: ADD and DELETE take any iterable of them. */
function elements(attribute: Attribute, values: unknown): AttributeValue {
  const iterable = typeof values === 'object' && values !== null && Symbol.iterator in values;
  if (!iterable) {
    throw new ValidationError(
      `${attribute[internals].label}: expected an array or Set of elements, got ${describe(values)}`,
    );
  }
  return required(attribute, isSet(values) ? values : new Set(values as Iterable<unknown>));
}

function required(subject: Comparable, value: unknown, codec?: Codec): AttributeValue {
  const stored = encode(subject, value, codec);
  if (stored) return stored;
  throw new ValidationError(`${subject[internals].label}: an empty Set cannot be sent to DynamoDB`);
}

function encode(subject: Comparable, value: unknown, codec = subject[internals].codec): AttributeValue | undefined {
  return inWordsOf(subject[internals].label, () => {
    if (value === undefined)
      throw new ValueFault('got undefined: leave the part out, or use exists(), notExists() or remove()');
    return encodeNullable(codec, value, subject[internals].path.length - 1);
  });
}
