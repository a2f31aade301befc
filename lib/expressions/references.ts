import { anyCodec } from '../codec/any';
import { describe, type Member, placeOf } from '../codec/codec';
import { isName, isSet } from '../codec/kinds';
import { ValidationError } from '../errors/usage-errors';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf, noSuchAttribute } from '../metadata/entity-metadata';
import type { AttributeType, AttributeValue } from '../wire/attribute-value';
import { Comparable, encode, isOperand, operand, ownersOf, type Place, required, Size } from './comparable';
import { Condition } from './condition';
import { internals } from './internals';
import type { ActionNode, OperandNode } from './nodes';
import type { Owners } from './owners';
import type { References } from './reference-types';
import { made, used } from './unused';

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

function makeReferences(metadata: EntityMetadata): object {
  const { className, attributes } = metadata;
  const owners = [metadata];
  const references = Object.create(unknownAttributes(className)) as Record<string, Attribute>;
  for (const { property, name, codec, required } of attributes) {
    const reference = makeReference({ label: `${className}.${property}`, path: [name], owners, codec, required });
    Object.defineProperty(
      references,
      property,
      readOnly(property, () => reference),
    );
  }
  return Object.freeze(references);
}

/** An attribute that an assignment, as in `a => { a.n = 5 }`, cannot replace: it would change nothing that is stored. */
function readOnly(name: string, get: () => unknown): PropertyDescriptor {
  return {
    get,
    set: () => refuseAssignment(name),
    enumerable: true,
  };
}

function refuseAssignment(name: string): never {
  throw ValidationError.misuse(
    `An assignment to "${name}" updates nothing: return the action, a => a.${name}.set(...)`,
  );
}

/** The prototype of the references: a name that the class does not have throws an error that says so. */
function unknownAttributes(className: string): object {
  return new Proxy(Object.freeze({}), {
    get(_, name) {
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined;
      throw noSuchAttribute(className, name);
    },
    set: (_, name) => {
      throw noSuchAttribute(className, String(name));
    },
  });
}

function makeReference(place: Place): Attribute {
  const attribute = new Attribute(place);
  if (place.codec.members) return withMembers(attribute, place.codec.members);
  if (place.codec.member) return new Proxy(attribute, openMembers);
  return place.codec.coded ? new Proxy(attribute, codedValue) : attribute;
}

/** A nested class: its attributes as properties, except those named like a method. */
function withMembers(attribute: Attribute, members: readonly string[]): Attribute {
  for (const member of members) {
    if (MAP_METHODS.has(member)) continue;
    Object.defineProperty(
      attribute,
      member,
      readOnly(member, () => attribute.get(member)),
    );
  }
  return attribute;
}

/** A map with any keys: every property that is not a method is a key. A value of any type has the methods of all types. */
const openMembers: ProxyHandler<Attribute> = {
  get(attribute, name) {
    const methods = attribute[internals].codec.storedType === 'M' ? MAP_METHODS : METHODS;
    if (typeof name === 'symbol' || name === 'then' || methods.has(name)) return Reflect.get(attribute, name);
    return attribute.get(name);
  },
};

/** A value with a custom codec: the members of its class are not what is stored. */
const codedValue: ProxyHandler<Attribute> = {
  get(attribute, name) {
    if (typeof name === 'symbol' || name === 'then' || name in attribute) return Reflect.get(attribute, name);
    throw ValidationError.misuse(
      `${attribute[internals].label} has a codec, so its "${name}" is not stored: compare the attribute as a whole, which needs the type ` +
        'Coded<...>, or reach into what the codec stores with get()',
    );
  },
};

/** An operand that is computed: `a.n.plus(1)`. */
class Computed {
  readonly [internals]: { readonly node: OperandNode; readonly owners: Owners };

  constructor(node: OperandNode, owners: Owners) {
    this[internals] = { node, owners };
    made(this);
  }
}

/** One class for every type of attribute; reference-types.ts decides which methods an attribute shows. */
class Attribute extends Comparable {
  constructor(place: Place) {
    super(place, { kind: 'path', path: place.path });
  }

  exists(): Condition {
    const { path, owners } = this[internals];
    return new Condition({ kind: 'exists', path, exists: true }, owners);
  }

  notExists(): Condition {
    const { path, owners } = this[internals];
    return new Condition({ kind: 'exists', path, exists: false }, owners);
  }

  beginsWith(prefix: unknown): Condition {
    const { label, path, codec } = this[internals];
    const argument = operand(this, prefix, codec.part);
    if (argument.kind === 'value' && !('S' in argument.value || 'B' in argument.value)) {
      throw ValidationError.misuse(`${label}: beginsWith needs a string or binary, got ${describe(prefix)}`);
    }
    return new Condition({ kind: 'function', name: 'begins_with', path, argument }, ownersOf(this, prefix));
  }

  contains(part: unknown): Condition {
    const { path, codec } = this[internals];
    const argument = operand(this, part, codec.element ?? codec.part);
    return new Condition({ kind: 'function', name: 'contains', path, argument }, ownersOf(this, part));
  }

  type(type: AttributeType): Condition {
    const { label, path, owners } = this[internals];
    if (!TYPES.has(type)) throw ValidationError.misuse(`${label}: type() needs one of ${[...TYPES].join(', ')}`);
    return new Condition({ kind: 'type', path, type }, owners);
  }

  size(): Size {
    return new Size(this[internals]);
  }

  at(index: number): Attribute {
    const { label, path, owners, codec } = this[internals];
    if (!Number.isInteger(index) || index < 0) throw ValidationError.misuse(`${label}: at() needs an index from 0 on`);
    const element = codec.element ?? anyCodec;
    return makeReference({ label: `${label}[${index}]`, path: [...path, index], owners, codec: element });
  }

  get(key: string): Attribute {
    const { label, path, owners, codec } = this[internals];
    if (!isName(key)) throw ValidationError.misuse(`${label}: get() needs the name of a member`);
    const member: Member | undefined = codec.member ? codec.member(key) : { name: key, codec: anyCodec };
    if (!member)
      throw ValidationError.misuse(`${label} has no attribute "${key}": ${codec.expects} does not declare it`);
    const { name, codec: memberCodec, required } = member;
    return makeReference({ label: `${label}.${key}`, path: [...path, name], owners, codec: memberCodec, required });
  }

  set(value: unknown): Action {
    const { path } = this[internals];
    const owners = ownersOf(this, value);
    if (isOperand(value)) return new Action({ kind: 'set', path, value: operand(this, value) }, owners);
    if (value === null) refuseRequired(this);
    const stored = encode(this, value);
    return new Action(
      stored ? { kind: 'set', path, value: { kind: 'value', value: stored } } : { kind: 'remove', path },
      owners,
    );
  }

  remove(): Action {
    refuseRequired(this);
    const { path, owners } = this[internals];
    return new Action({ kind: 'remove', path }, owners);
  }

  ifNotExists(value: unknown): FallbackAction {
    const { path } = this[internals];
    const fallback = operand(this, value);
    return new FallbackAction(this, { kind: 'ifNotExists', path, fallback }, ownersOf(this, value));
  }

  add(amount: unknown): Action {
    const isNumber = typeof amount === 'number' || typeof amount === 'bigint';
    const value = isNumber ? required(this, amount) : elements(this, amount);
    const { path, owners } = this[internals];
    return new Action({ kind: 'add', path, value }, owners);
  }

  delete(values: unknown): Action {
    const { path, owners } = this[internals];
    return new Action({ kind: 'delete', path, value: elements(this, values) }, owners);
  }

  plus(amount: unknown): Computed {
    return arithmetic(this, this, '+', amount);
  }

  minus(amount: unknown): Computed {
    return arithmetic(this, this, '-', amount);
  }

  append(values: readonly unknown[]): Action {
    return listAppend(this, values, (existing, added) => ({ left: existing, right: added }));
  }

  prepend(values: readonly unknown[]): Action {
    return listAppend(this, values, (existing, added) => ({ left: added, right: existing }));
  }
}

/** Refuses the assignment for members without a setter: the keys of an open map, and the elements of a list. */
Object.setPrototypeOf(
  Comparable.prototype,
  new Proxy(Object.prototype, {
    set: (target, name, value, receiver) =>
      typeof name === 'symbol' ? Reflect.set(target, name, value, receiver) : refuseAssignment(name),
  }),
);

const METHODS: ReadonlySet<string> = new Set(
  [Comparable.prototype, Attribute.prototype].flatMap(prototype => Object.getOwnPropertyNames(prototype)),
);

/** The methods of a map: any other name is that of a member, though a list or a number may have such a method. */
const MAP_METHODS: ReadonlySet<string> = new Set([
  'constructor',
  'eq',
  'ne',
  'in',
  'exists',
  'notExists',
  'type',
  'set',
  'remove',
  'ifNotExists',
  'size',
  'get',
]);

function refuseRequired(attribute: Attribute): void {
  const { label, required } = attribute[internals];
  if (!required) return;
  throw ValidationError.about(label, placeOf(label), 'is required: an update cannot take its value away');
}

class Action {
  readonly [internals]: { readonly action: ActionNode; readonly owners: Owners };

  constructor(action: ActionNode, owners: Owners) {
    this[internals] = { action, owners };
    made(this);
  }
}

class FallbackAction {
  readonly [internals]: { readonly action: ActionNode; readonly node: OperandNode; readonly owners: Owners };

  constructor(
    private readonly attribute: Attribute,
    node: OperandNode,
    owners: Owners,
  ) {
    this[internals] = { node, owners, action: { kind: 'set', path: attribute[internals].path, value: node } };
    made(this);
  }

  plus(amount: unknown): Computed {
    used(this);
    return arithmetic(this.attribute, this, '+', amount);
  }

  minus(amount: unknown): Computed {
    used(this);
    return arithmetic(this.attribute, this, '-', amount);
  }
}

function arithmetic(
  attribute: Attribute,
  left: Attribute | FallbackAction,
  operator: '+' | '-',
  amount: unknown,
): Computed {
  const { node } = left[internals];
  const right = operand(attribute, amount);
  return new Computed({ kind: 'arithmetic', operator, left: node, right }, ownersOf(left, amount));
}

function listAppend(
  attribute: Attribute,
  values: unknown,
  order: (existing: OperandNode, added: OperandNode) => { left: OperandNode; right: OperandNode },
): Action {
  const { path } = attribute[internals];
  const existing: OperandNode = { kind: 'ifNotExists', path, fallback: { kind: 'value', value: { L: [] } } };
  const value = { kind: 'listAppend', ...order(existing, operand(attribute, values)) } as const;
  return new Action({ kind: 'set', path, value }, ownersOf(attribute, values));
}

/** The elements of a set, through the set's own codec: ADD and DELETE take any iterable of them. */
function elements(attribute: Attribute, values: unknown): AttributeValue {
  const iterable = typeof values === 'object' && values !== null && Symbol.iterator in values;
  if (!iterable) {
    throw ValidationError.misuse(
      `${attribute[internals].label}: expected an array or Set of elements, got ${describe(values)}`,
    );
  }
  return required(attribute, isSet(values) ? values : new Set(values as Iterable<unknown>));
}
