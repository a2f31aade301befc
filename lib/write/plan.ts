import { describe, inWordsOf } from '../codec/codec';
import { numberToText } from '../codec/numbers';
import { keyNames, keyOfItem, keyOfNewItem, keyOfRecord, keyValues, requireKey, sameKey } from '../entity/key';
import { missingValues } from '../entity/missing-values';
import { refuseStale, stateOf } from '../entity/record-state';
import { ItemTooLargeError, ValidationError } from '../errors/usage-errors';
import { Condition, combineNodes, isEmpty } from '../expressions/condition';
import type { ConditionNode } from '../expressions/nodes';
import type { ConditionInput, UpdateInput } from '../expressions/reference-types';
import { referencesOf } from '../expressions/references';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type {
  CheckOperation,
  DeleteOperation,
  PutOperation,
  UpdateOperation,
  WriteOperation,
} from '../operations/write';
import { type Item, setAttribute } from '../wire/attribute-value';
import { itemSize } from '../wire/size';
import { actionsOf } from './actions';
import {
  type Expectation,
  expectAbsent,
  expectAsLoaded,
  expectationCondition,
  expectOlder,
  versionOf,
} from './expectation';
import { notFound } from './refusal';

/** A write that is ready to be sent: what to send, what it insists on, and what to make of memory once DynamoDB took it. */
export interface WritePlan<Operation extends WriteOperation = WriteOperation> {
  readonly operation: Operation;
  readonly key: Item;
  /** The conflict check; its condition is part of the operation's. */
  readonly expectation: Expectation | undefined;
  /** What the transaction read of the item, and must find again; its condition is part of the operation's too. */
  readonly readCheck: Expectation | undefined;
  readonly mustExist: boolean;
}

export interface SavePlan extends WritePlan<PutOperation> {
  /** Of the item, in bytes as DynamoDB counts them. */
  readonly size: number;
  /** Properties that get a value once the item is stored: version, defaults, a generated id. */
  readonly assigned: Readonly<Record<string, unknown>>;
}

export interface WriteChoices<T> {
  /** Refuse the write when the item is not as it was loaded, or when a new record meets an item. See `@Table({ raiseOnConflict })`. */
  readonly raiseOnConflict?: boolean | undefined;
  /** Write only where this is true; else ConditionalCheckFailedError. */
  readonly condition?: ConditionInput<T> | undefined;
}

/** What only a transaction asks of a write. */
export interface TransactChoice {
  readonly readCheck?: Expectation | undefined;
}

/** What only a save that compares nothing needs to know. */
export interface OverwriteChoice {
  /** The version that is known to be stored: the save moves past it, and past whatever turns out to be stored. */
  readonly storedVersion?: number | undefined;
}

export interface ExistenceChoice {
  /** Write only where the item exists; else ItemNotFoundError. */
  readonly mustExist?: boolean | undefined;
}

type ByKeyChoices<T> = Pick<WriteChoices<T>, 'condition'> & ExistenceChoice & TransactChoice;

/** PutItem of a record. `generated` are property values that the record does not have yet. */
export function planSave<T extends object>(
  metadata: EntityMetadata,
  record: T,
  choices: WriteChoices<T> & TransactChoice & OverwriteChoice,
  generated: Readonly<Record<string, unknown>> = {},
): SavePlan {
  const state = stateOf(record);
  refuseStale(metadata, state);
  const assigned = Object.assign(state ? {} : missingValues(metadata, record), generated);
  const values = withValues(record, assigned);
  for (const key of metadata.keys) requireKey(metadata, key, (values as Record<string, unknown>)[key.property]);
  const item = itemOf(metadata, values, state);
  const key = keyOfNewItem(metadata, item);
  const { version } = metadata;
  if (version) {
    const next = Math.max(versionOf(metadata, state?.stored), choices.storedVersion ?? 0) + 1;
    assigned[version.property] = next;
    setAttribute(item, version.name, { N: numberToText(next) });
  }
  const size = checkedSize(metadata, item);
  const overwrites =
    version && choices.storedVersion !== undefined ? expectOlder(version, item[version.name]!) : undefined;
  const expectation = raises(metadata, choices) ? expectationFor(metadata, record, state) : overwrites;
  const { readCheck } = choices;
  const condition = combine(metadata, choices.condition, { expectation, readCheck, mustExist: false });
  const operation = { kind: 'put', tableName: metadata.tableName, item, condition } as const;
  return { operation, key, expectation, readCheck, mustExist: false, size, assigned };
}

/** The item that a record makes: its attributes, and those that the class does not declare, as they were read. */
export function itemOf(metadata: EntityMetadata, record: object, state = stateOf(record)): Item {
  const item = inWordsOf(metadata.className, () => metadata.record.encode(record));
  if (state?.unknown) for (const [name, value] of Object.entries(state.unknown)) setAttribute(item, name, value);
  return item;
}

/** UpdateItem of a record. */
export function planUpdate<T extends object>(
  metadata: EntityMetadata,
  record: T,
  input: UpdateInput<T>,
  choices: WriteChoices<T> & ExistenceChoice & TransactChoice,
): WritePlan<UpdateOperation> {
  const expectation = expectationOnWrite(metadata, record, choices, 'update');
  return updatePlan(metadata, keyOfRecord(metadata, record), input, choices, expectation);
}

/** UpdateItem of whatever has the key. */
export function planUpdateByKey<T extends object>(
  metadata: EntityMetadata,
  key: Item,
  input: UpdateInput<T>,
  choices: ByKeyChoices<T>,
): WritePlan<UpdateOperation> {
  return updatePlan(metadata, key, input, choices, undefined);
}

/** DeleteItem of a record; undefined where nothing must be sent: a new record has no item that may be deleted under `raiseOnConflict`. */
export function planDelete<T extends object>(
  metadata: EntityMetadata,
  record: T,
  choices: WriteChoices<T> & ExistenceChoice & TransactChoice,
): WritePlan<DeleteOperation> | undefined {
  if (!stateOf(record) && raises(metadata, choices)) {
    if (choices.mustExist) throw notFound(metadata, keyOfRecord(metadata, record));
    return undefined;
  }
  const expectation = expectationOnWrite(metadata, record, choices, 'delete');
  return deletePlan(metadata, keyOfRecord(metadata, record), choices, expectation);
}

/** DeleteItem of whatever has the key. */
export function planDeleteByKey<T extends object>(
  metadata: EntityMetadata,
  key: Item,
  choices: ByKeyChoices<T>,
): WritePlan<DeleteOperation> {
  return deletePlan(metadata, key, choices, undefined);
}

/** The condition that the caller gave, as a node; undefined where it gave none. */
export function conditionNode<T>(
  metadata: EntityMetadata,
  input: ConditionInput<T> | undefined,
): ConditionNode | undefined {
  if (input === undefined) return undefined;
  const condition = typeof input === 'function' ? input(referencesOf<T>(metadata)) : input;
  if (condition === null || condition === false) return undefined;
  if (condition instanceof Condition) return condition.node;
  throw new ValidationError(
    `${metadata.className}: a condition must be made from the attributes and returned, such as a => a.${metadata.partitionKey.property}.exists(); ` +
      `got ${describe(condition)} (false stands for none)`,
  );
}

function updatePlan<T>(
  metadata: EntityMetadata,
  key: Item,
  input: UpdateInput<T>,
  choices: ByKeyChoices<T>,
  expectation: Expectation | undefined,
): WritePlan<UpdateOperation> {
  const checks = { expectation, readCheck: choices.readCheck, mustExist: choices.mustExist ?? false };
  const actions = actionsOf(metadata, input);
  const condition = combine(metadata, choices.condition, checks);
  return { operation: { kind: 'update', tableName: metadata.tableName, key, actions, condition }, key, ...checks };
}

function deletePlan<T>(
  metadata: EntityMetadata,
  key: Item,
  choices: ByKeyChoices<T>,
  expectation: Expectation | undefined,
): WritePlan<DeleteOperation> {
  const checks = { expectation, readCheck: choices.readCheck, mustExist: choices.mustExist ?? false };
  const condition = combine(metadata, choices.condition, checks);
  return { operation: { kind: 'delete', tableName: metadata.tableName, key, condition }, key, ...checks };
}

/** A condition on an item that the transaction does not write. */
export function planCheck<T>(
  metadata: EntityMetadata,
  key: Item,
  input: ConditionInput<T> | undefined,
  readCheck: Expectation | undefined,
): WritePlan<CheckOperation> {
  const checks = { expectation: undefined, readCheck, mustExist: false };
  const condition = combine(metadata, input, checks);
  if (isEmpty(condition)) {
    throw new ValidationError(`${metadata.className}: a check needs a condition, and got one that is always true`);
  }
  return { operation: { kind: 'check', tableName: metadata.tableName, key, condition }, key, ...checks };
}

/** Whether a save must take an id for the record first. */
export function needsId({ autoIncrement, partitionKey }: EntityMetadata, record: object): boolean {
  return autoIncrement && !stateOf(record) && (record as Record<string, unknown>)[partitionKey.property] === undefined;
}

function raises(
  metadata: EntityMetadata,
  { raiseOnConflict = metadata.raiseOnConflict }: { raiseOnConflict?: boolean | undefined },
): boolean {
  return raiseOnConflict;
}

function expectationFor(metadata: EntityMetadata, record: object, state = stateOf(record)): Expectation {
  return state ? expectAsLoaded(metadata, record, state) : expectAbsent(metadata);
}

/** Updates and deletes go to the item that was loaded: a key edited in memory would send them to another one. */
function expectationOnWrite<T>(
  metadata: EntityMetadata,
  record: object,
  choices: WriteChoices<T>,
  verb: string,
): Expectation | undefined {
  const state = stateOf(record);
  refuseStale(metadata, state);
  if (!state) return undefined;
  if (raises(metadata, choices)) return expectAsLoaded(metadata, record, state);
  if (!sameKey(metadata, state.stored, keyOfRecord(metadata, record))) {
    throw new ValidationError(
      `${metadata.className}: the key { ${keyNames(metadata)} } was edited since the record was loaded, so ${verb} would reach another item: ` +
        `set it back, or use ${verb}ByKey`,
    );
  }
  return undefined;
}

/** The caller's condition and ours, all of which must hold. */
function combine<T>(
  metadata: EntityMetadata,
  input: ConditionInput<T> | undefined,
  { expectation, readCheck, mustExist }: Pick<WritePlan, 'expectation' | 'readCheck' | 'mustExist'>,
): ConditionNode {
  const own = conditionNode(metadata, input);
  const parts: ConditionNode[] = own ? [own] : [];
  if (expectation) parts.push(expectationCondition(expectation));
  if (readCheck) parts.push(expectationCondition(readCheck));
  if (mustExist) parts.push({ kind: 'exists', path: [metadata.partitionKey.name], exists: true });
  return combineNodes('and', parts);
}

/** The record as it will be, while it stays as it is. */
export function withValues(record: object, values: Record<string, unknown>): object {
  for (const _ in values) return Object.assign(Object.create(record), values);
  return record;
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
