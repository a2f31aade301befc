import { sameKey } from '../../entity/key';
import { stateOf } from '../../entity/record-state';
import { ValidationError } from '../../errors/usage-errors';
import { combineNodes } from '../../expressions/condition';
import type { ActionNode } from '../../expressions/nodes';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { WriteOperation } from '../../operations/write';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../../wire/attribute-value';
import { equalOrAbsent } from '../../wire/equality';
import { type Expectation, expectationCondition } from '../expectation';
import type { Write } from '../write';
import { type Reservation, reservationsOf } from './reservation';

/** How a write changes the unique values of its record. */
export interface Uniqueness {
  /** The stored values that the write assumes. With other stored values it would free or keep the wrong reservations. */
  readonly guard: Expectation;
  /** Values that the record claims, or keeps with another expiry. */
  readonly claims: readonly Reservation[];
  /** Values that the record gives up. */
  readonly releases: readonly Reservation[];
}

/** The item before the write as far as it is known; undefined if it is not known. */
export type Believed = { readonly item: Item | undefined } | undefined;

/** What a record knows about its item: it was loaded, or it is new. A write by key knows nothing. */
export function believedOf({ record, metadata, verb }: Write, key: Item): Believed {
  if (!record) return undefined;
  const state = stateOf(record);
  if (!state) return verb === 'save' || verb === 'create' ? { item: undefined } : undefined;
  return { item: sameKey(metadata, state.stored, key) ? state.stored : undefined };
}

/** Whether a write may change a unique value. */
export function touchesUnique(metadata: EntityMetadata, operation: WriteOperation): boolean {
  if (operation.kind === 'check') return false;
  if (operation.kind !== 'update') return true;
  const watched = watchedNames(metadata);
  return operation.actions.some(({ path }) => watched.has(String(path[0])));
}

/** `foreign`: reservations that turned out to belong to another record. They are left as they are. */
export function uniquenessOf(
  metadata: EntityMetadata,
  operation: Exclude<WriteOperation, { kind: 'check' }>,
  key: Item,
  before: Item | undefined,
  foreign: ReadonlySet<string> = NONE,
): Uniqueness {
  const had = reservationsOf(metadata, key, before);
  const wants = reservationsOf(metadata, key, itemAfter(metadata, operation, before));
  const attributes = new Map([...watchedNames(metadata)].map(name => [name, before && attributeOf(before, name)]));
  return {
    guard: { kind: 'as loaded', attributes },
    claims: [...wants]
      .filter(([digest, { item }]) => !isSame(metadata, had.get(digest), item))
      .map(([, claim]) => claim),
    releases: [...had]
      .filter(([digest]) => !wants.has(digest) && !foreign.has(digest))
      .map(([, reservation]) => reservation),
  };
}

const NONE: ReadonlySet<string> = new Set();

/** The operation, on condition that the unique attributes have the values that the write assumes. */
export function guarded<O extends WriteOperation>(operation: O, { guard }: Uniqueness): O {
  const parts = [operation.condition, expectationCondition(guard)].filter(part => part !== undefined);
  return { ...operation, condition: combineNodes('and', parts) };
}

/** A reservation has the time to live of its record. */
function isSame({ lifecycle }: EntityMetadata, had: Reservation | undefined, item: Item): boolean {
  if (!had) return false;
  const name = lifecycle.expiresAt?.name;
  return name === undefined || equalOrAbsent(attributeOf(had.item, name), attributeOf(item, name));
}

const watched = new WeakMap<EntityMetadata, ReadonlySet<string>>();

/** The attributes that reservations are built from. */
function watchedNames(metadata: EntityMetadata): ReadonlySet<string> {
  let names = watched.get(metadata);
  if (!names) {
    const { expiresAt, deletedAt } = metadata.lifecycle;
    const times = [expiresAt, deletedAt].flatMap(time => time?.name ?? []);
    names = new Set([...metadata.unique.flatMap(unique => unique.names), ...times]);
    watched.set(metadata, names);
  }
  return names;
}

function itemAfter(
  metadata: EntityMetadata,
  operation: Exclude<WriteOperation, { kind: 'check' }>,
  before: Item | undefined,
): Item | undefined {
  switch (operation.kind) {
    case 'put':
      return operation.item.values;
    case 'delete':
      return undefined;
    case 'update': {
      const after: Item = { ...before };
      for (const action of operation.actions) {
        if (watchedNames(metadata).has(String(action.path[0]))) apply(after, action);
      }
      return after;
    }
  }
}

function apply(item: Item, action: ActionNode): void {
  const name = String(action.path[0]);
  const value = valueAfter(action, attributeOf(item, name));
  if (value) setAttribute(item, name, value);
  else delete item[name];
}

function valueAfter(action: ActionNode, before: AttributeValue | undefined): AttributeValue | undefined {
  if (action.kind !== 'set') return undefined;
  if (action.value.kind === 'ifNotExists' && before) return before;
  const node = action.value.kind === 'ifNotExists' ? action.value.fallback : action.value;
  return node.kind === 'value' ? node.value : undefined;
}

/** Throws ValidationError for an update after which a unique value is not known. */
export function refuseUnknown(metadata: EntityMetadata, operation: WriteOperation): void {
  if (operation.kind !== 'update') return;
  const watched = watchedNames(metadata);
  for (const action of operation.actions) {
    const name = String(action.path[0]);
    if (!watched.has(name) || isKnown(action)) continue;
    const property = metadata.attributes.find(attribute => attribute.name === name)?.property ?? name;
    throw ValidationError.misuse(
      `${metadata.className}.${property} is unique: an update can only set it to a value or remove it, as its reservation must be known beforehand`,
    );
  }
}

function isKnown(action: ActionNode): boolean {
  if (action.path.length > 1) return false;
  if (action.kind !== 'set') return action.kind === 'remove';
  const { value } = action;
  if (value.kind !== 'ifNotExists') return value.kind === 'value';
  return value.fallback.kind === 'value' && value.path.length === 1 && value.path[0] === action.path[0];
}
