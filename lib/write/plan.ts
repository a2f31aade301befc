import { inWordsOf } from '../codec/codec';
import { keyNames, keyOfItem, keyOfNewItem, keyOfRecord, keyValues, requireKey, sameKey } from '../entity/key';
import { missingValues } from '../entity/missing-values';
import { type RecordState, refuseStale, stateOf } from '../entity/record-state';
import { withValues } from '../entity/with-values';
import { ItemTooLargeError, ValidationError } from '../errors/usage-errors';
import { combineNodes, isEmpty } from '../expressions/condition';
import { conditionNode } from '../expressions/inputs';
import type { ConditionNode } from '../expressions/nodes';
import { isBuilt } from '../metadata/class-keys';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { WriteOperation } from '../operations/write';
import { type Item, setAttribute } from '../wire/attribute-value';
import { itemSize } from '../wire/size';
import { actionsOf } from './actions';
import { completePut, completeUpdate } from './complete';
import { addDiscriminator, ofClass } from './discriminator';
import type { UpdateDraft } from './draft';
import {
  type Expectation,
  expectAbsent,
  expectAsLoaded,
  expectationCondition,
  expectOlder,
  relyingOn,
} from './expectation';
import { type Generated, takesId } from './generate';
import { addBuiltKeys } from './key-attributes';
import { notFound } from './refusal';
import { refuseSealed } from './sealed';
import type { SingleVerb, Write, WriteChoices } from './write';

/** What becomes of the record once DynamoDB took the write. */
export type Effect =
  /** It is in DynamoDB as the item that was put. */
  | 'saved'
  /** It is what the answer says; without one, stale. */
  | 'answered'
  /** It is new again. */
  | 'deleted'
  /** Its item has other values, which are not known. */
  | 'stale'
  | 'none';

/** What can be sent by itself. */
export type SingleOperation = Exclude<WriteOperation, { kind: 'check' }>;

/** A write that is ready to be sent: what to send, what it insists on, and what becomes of the record once DynamoDB took it. */
export interface WritePlan<Operation extends WriteOperation = WriteOperation> {
  readonly metadata: EntityMetadata;
  readonly operation: Operation;
  readonly key: Item;
  /** The conflict check; its condition is part of the operation's. */
  readonly expectation: Expectation | undefined;
  /** What the transaction read of the item, and must find again; its condition is part of the operation's too. */
  readonly readCheck: Expectation | undefined;
  readonly mustExist: boolean;
  readonly effect: Effect;
  /** Property values that the record gets once the item is stored: version, defaults, a generated id. */
  readonly assigned: Readonly<Record<string, unknown>>;
  /** Of the item that is put, in bytes as DynamoDB counts them. */
  readonly size: number;
}

/** What a plan depends on besides the write itself. */
export interface PlanContext {
  readonly tableName: string;
  readonly generated?: Generated | undefined;
  /** Only in a transaction: what it read of the item. */
  readonly readCheck?: Expectation | undefined;
  /** Only of a save that compares nothing: the version that is known to be stored. The save moves past it, and past whatever turns out to be stored. */
  readonly storedVersion?: number | undefined;
}

/** What to send for a write; undefined where nothing must be. Nothing in memory changes. */
export function planOf(write: Write<SingleVerb>, context: PlanContext): WritePlan<SingleOperation> | undefined;
export function planOf(write: Write, context: PlanContext): WritePlan | undefined;
export function planOf(write: Write, context: PlanContext): WritePlan | undefined {
  switch (write.verb) {
    case 'save':
    case 'create':
      return planPut(write, context);
    case 'update':
      return planUpdate(write, context);
    case 'delete':
      return planDelete(write, context);
    case 'check':
      return planCheck(write, context);
  }
}

/** PutItem of a record. */
function planPut(write: Write, context: PlanContext): WritePlan {
  const { metadata, options } = write;
  const record = write.record!;
  const state = stateOf(record);
  refuseStale(metadata, state);
  const mustBeNew = write.verb === 'create' || takesId(write);
  if (mustBeNew && state) {
    throw ValidationError.misuse(
      `${metadata.className}: create takes a new record, and this one is in DynamoDB: use save`,
    );
  }
  const assigned = Object.assign(state ? {} : missingValues(metadata, record), context.generated);
  const values = withValues(record, assigned);
  for (const key of metadata.keys) {
    if (!isBuilt(key)) requireKey(metadata, key, (values as Record<string, unknown>)[key.property]);
  }
  const item = itemOf(metadata, values, state);
  const key = keyOfNewItem(metadata, item);
  const { storedVersion } = context;
  completePut({ metadata, values, state, storedVersion, item, assigned });
  refuseSealed(metadata, record, () => Object.keys(assigned));
  const size = checkedSize(metadata, item);
  const expectation =
    mustBeNew || raises(metadata, options)
      ? expectationFor(metadata, record, state)
      : olderThan(metadata, item, storedVersion);
  const checks = { expectation, readCheck: context.readCheck, mustExist: false };
  const condition = combine(metadata, options.condition, checks);
  const operation = { kind: 'put', tableName: context.tableName, item, condition } as const;
  return { metadata, operation, key, ...checks, effect: 'saved', assigned, size };
}

/** UpdateItem of a record, or of whatever has the key. */
function planUpdate(write: Write, context: PlanContext): WritePlan {
  const { metadata, record, options } = write;
  const state = record && stateOf(record);
  const expectation = record && expectationOnWrite(metadata, record, options, 'update');
  const key = record ? keyOfRecord(metadata, record) : write.key!;
  if (record) refuseSealed(metadata, record, () => settable(metadata));
  const actions = actionsOf(metadata, write.input!);
  const mustExist = options.mustExist ?? false;
  const conditions = record ? [] : insisted(metadata);
  const draft: UpdateDraft = {
    metadata,
    key,
    record,
    state,
    actions,
    asked: actions.length,
    given: options.given,
    mayCreate: !state && !mustExist,
    conditions,
    relied: new Map(),
  };
  completeUpdate(draft);
  const checks = { expectation: relyingOn(expectation, draft.relied), readCheck: context.readCheck, mustExist };
  const condition = combine(metadata, options.condition, checks, conditions);
  const operation = { kind: 'update', tableName: context.tableName, key, actions, condition } as const;
  return { metadata, operation, key, ...checks, effect: record ? 'answered' : 'none', assigned: {}, size: 0 };
}

/** DeleteItem of a record, or of whatever has the key. A new record has no item that may be deleted under `raiseOnConflict`. */
function planDelete({ metadata, record, key, options }: Write, context: PlanContext): WritePlan | undefined {
  if (!record) return removal(metadata, key!, undefined, options, context, 'none', insisted(metadata));
  if (!stateOf(record) && raises(metadata, options)) {
    if (options.mustExist) throw notFound(metadata, keyOfRecord(metadata, record));
    return undefined;
  }
  const expectation = expectationOnWrite(metadata, record, options, 'delete');
  return removal(metadata, keyOfRecord(metadata, record), expectation, options, context, 'deleted');
}

function removal(
  metadata: EntityMetadata,
  key: Item,
  expectation: Expectation | undefined,
  options: Write['options'],
  context: PlanContext,
  effect: Effect,
  conditions: readonly ConditionNode[] = [],
): WritePlan {
  const checks = { expectation, readCheck: context.readCheck, mustExist: options.mustExist ?? false };
  const condition = combine(metadata, options.condition, checks, conditions);
  const operation = { kind: 'delete', tableName: context.tableName, key, condition } as const;
  return { metadata, operation, key, ...checks, effect, assigned: {}, size: 0 };
}

/** A condition on an item that the transaction does not write. */
function planCheck({ metadata, options, ...write }: Write, { tableName, readCheck }: PlanContext): WritePlan {
  const key = write.key!;
  const checks = { expectation: undefined, readCheck, mustExist: false };
  const condition = combine(metadata, options.condition, checks);
  if (isEmpty(condition)) {
    throw ValidationError.misuse(`${metadata.className}: a check needs a condition, and got one that is always true`);
  }
  const operation = { kind: 'check', tableName, key, condition } as const;
  return { metadata, operation, key, ...checks, effect: 'none', assigned: {}, size: 0 };
}

/** The item that a record makes, with the keys that are built of it and the name of its class; without the version of its next save. */
export function storedItem(metadata: EntityMetadata, record: object): Item {
  const item = itemOf(metadata, record);
  addDiscriminator(metadata, item);
  addBuiltKeys(metadata, item);
  return item;
}

/** The item that a record makes: its attributes, and those that the class does not declare, as they were read. */
export function itemOf(metadata: EntityMetadata, record: object, state = stateOf(record)): Item {
  const item = inWordsOf(metadata.className, () => metadata.record.encode(record));
  if (state?.unknown) for (const [name, value] of Object.entries(state.unknown)) setAttribute(item, name, value);
  return item;
}

function raises(metadata: EntityMetadata, { raiseOnConflict = metadata.raiseOnConflict }: Write['options']): boolean {
  return raiseOnConflict;
}

function expectationFor(metadata: EntityMetadata, record: object, state: RecordState | undefined): Expectation {
  return state ? expectAsLoaded(metadata, record, state) : expectAbsent(metadata);
}

/** Of a save that compares nothing, where it was asked to move past what is stored. */
function olderThan(
  { version }: EntityMetadata,
  item: Item,
  storedVersion: number | undefined,
): Expectation | undefined {
  return version && storedVersion !== undefined ? expectOlder(version, item[version.name]!) : undefined;
}

/** Updates and deletes go to the item that was loaded: a key edited in memory would send them to another one. */
function expectationOnWrite(
  metadata: EntityMetadata,
  record: object,
  options: Write['options'],
  verb: string,
): Expectation | undefined {
  const state = stateOf(record);
  refuseStale(metadata, state);
  if (!state) return undefined;
  if (raises(metadata, options)) return expectAsLoaded(metadata, record, state);
  if (!sameKey(metadata, state.stored, keyOfRecord(metadata, record))) {
    throw ValidationError.misuse(
      `${metadata.className}: the key { ${keyNames(metadata)} } was edited since the record was loaded, so ${verb} would reach another item: ` +
        `set it back, or use ${verb}ByKey`,
    );
  }
  return undefined;
}

/** What a write by key insists on, whatever it is asked: it reaches no item of another class. */
function insisted(metadata: EntityMetadata): ConditionNode[] {
  const condition = ofClass(metadata);
  return condition ? [condition] : [];
}

/** What an answer may set. */
function settable({ attributes }: EntityMetadata): string[] {
  return attributes.filter(({ computed }) => !computed).map(({ property }) => property);
}

/** The caller's condition and ours, all of which must hold. */
function combine(
  metadata: EntityMetadata,
  input: WriteChoices<object>['condition'],
  { expectation, readCheck, mustExist }: Pick<WritePlan, 'expectation' | 'readCheck' | 'mustExist'>,
  others: readonly ConditionNode[] = [],
): ConditionNode {
  const own = conditionNode(metadata, input);
  const parts: ConditionNode[] = own ? [own, ...others] : [...others];
  if (expectation) parts.push(expectationCondition(expectation));
  if (readCheck) parts.push(expectationCondition(readCheck));
  if (mustExist) parts.push({ kind: 'exists', path: [metadata.partitionKey.name], exists: true });
  return combineNodes('and', parts);
}

function checkedSize(metadata: EntityMetadata, item: Item): number {
  const size = itemSize(item);
  const { className, maxItemSize: maxSize } = metadata;
  if (size <= maxSize) return size;
  throw new ItemTooLargeError(
    `${className}: the item has ${size} bytes, ${maxSize} is the limit: store large values elsewhere, or split the item`,
    { size, maxSize, key: keyValues(metadata, keyOfItem(metadata, item)) },
  );
}
