import type { ItemText } from '../../codec/item-text';
import { keyOfNewItem, keyValues, requireKey, sameKey } from '../../entity/key';
import { missingValues } from '../../entity/missing-values';
import { hasOwnKey } from '../../entity/own-key';
import { type RecordState, refuseStale, stateOf } from '../../entity/record-state';
import { TENANTS } from '../../entity/tenant';
import { withValues } from '../../entity/with-values';
import { ItemTooLargeError, ValidationError } from '../../errors/usage-errors';
import type { ActionNode } from '../../expressions/nodes';
import { isBuilt } from '../../metadata/class-keys';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { attributeOf, type Item } from '../../wire/attribute-value';
import { equalOrAbsent } from '../../wire/equality';
import { isWithin, itemSize } from '../../wire/size';
import { type Expectation, expectAbsent, expectAsLoaded, expectOlder } from '../expectation';
import { takesId } from '../generate';
import type { Write } from '../write';
import { completePut, KEY_ATTRIBUTES } from './complete';
import { combine, raises } from './conditions';
import { deepChanges } from './deep-changes';
import { addDiscriminator } from './discriminator';
import { refuseIndexValuesOfPut } from './index-values';
import { ItemDraft } from './item-draft';
import { refuseSealed } from './sealed';
import type { Checks, PlanContext, WritePlan } from './write-plan';
import { newToken } from './write-token';

/** The whole record: PutItem, or UpdateItem of what changed if the save requires that the item is as it was loaded. */
export function planSave(write: Write, context: PlanContext): WritePlan | undefined {
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
  const made = makeItem(write, context, state, mustBeNew);
  const { draft, item, key } = made;
  const savesChanges = options.changesOnly ?? metadata.savesChanges;
  if (savesChanges && state && sameKey(metadata, state.stored, key)) return planChanges(write, context, state, made);
  const checks = checksOf(write, context, state, draft, mustBeNew);
  const condition = combine(metadata, options.condition, checks);
  const { tableName, now } = context;
  const actions = state && comparesItem(checks) ? changesAsActions(metadata, item.values, state) : undefined;
  const operation = actions
    ? ({ kind: 'update', tableName, key, actions, condition } as const)
    : ({ kind: 'put', tableName, item, condition } as const);
  const { expectation, readCheck, mustExist } = checks;
  // Name by name: a spread is slower, and a batch makes a plan for each item.
  return {
    metadata,
    operation,
    key,
    expectation,
    readCheck,
    mustExist,
    now,
    effect: 'saved',
    item,
    assigned: made.assigned,
    token: made.token,
    ownKey: made.ownKey,
  };
}

/** The item of a save, and what else came of making it. */
interface Made {
  readonly draft: ItemDraft;
  readonly item: ItemText;
  readonly key: Item;
  /** Values that the record gets once the write succeeded. */
  readonly assigned: Record<string, unknown>;
  readonly token: string | undefined;
  readonly ownKey: boolean;
}

/** Makes the item, and refuses what DynamoDB or the class would not take. */
function makeItem(
  { metadata, options, record }: Write,
  context: PlanContext,
  state: RecordState | undefined,
  mustBeNew: boolean,
): Made {
  const assigned = state ? {} : missingValues(metadata, record!);
  if (context.generated) Object.assign(assigned, context.generated);
  const ownKey = !state && hasOwnKey(metadata, record!, assigned);
  const values = withValues(record!, assigned);
  for (const key of metadata.keys) {
    if (!isBuilt(key)) requireKey(metadata, key, (values as Record<string, unknown>)[key.property]);
  }
  const draft = new ItemDraft(metadata, values, state);
  const key = keyOfNewItem(metadata, draft);
  const token = newToken(metadata, context);
  const isChecked = mustBeNew || raises(metadata, options) || context.readCheck !== undefined;
  const { storedVersion, now } = context;
  const touch = options.touch ?? true;
  completePut({ metadata, values, state, storedVersion, isChecked, now, touch, token, item: draft, assigned });
  if (!Object.isExtensible(record)) refuseSealed(metadata, record!, Object.keys(assigned));
  refuseIndexValuesOfPut({ metadata, values, state, item: draft });
  refuseReadOnly(metadata, draft, state);
  TENANTS.of(metadata)?.checkTenantOfItem(metadata, draft);
  const item = draft.written();
  checkSize(metadata, item, key);
  return { draft, item, key, assigned, token, ownKey };
}

/** UpdateItem of what changed, at the deepest paths that are safe; undefined if nothing changed. The record then gets the item that DynamoDB returns. */
function planChanges(
  { metadata, record, options }: Write,
  { tableName, readCheck, now }: PlanContext,
  state: RecordState,
  { item, key, token }: Made,
): WritePlan | undefined {
  const { version, lifecycle, keys } = metadata;
  const isKey = (name: string) => keys.some(one => one.name === name);
  const names = [...new Set([...Object.keys(item.values), ...Object.keys(state.stored)])].filter(name => !isKey(name));
  const changes = deepChanges(state.stored, item.values, names);
  const own = [version?.name, lifecycle.updatedAt?.name, metadata.writeToken];
  const asked = changes.filter(({ action }) => !own.includes(String(action.path[0])));
  if (asked.length === 0) return undefined;
  const changed = new Set([...asked.map(({ action }) => String(action.path[0])), ...keys.map(({ name }) => name)]);
  const asLoaded = {
    kind: 'as loaded',
    attributes: new Map([...changed].map(name => [name, attributeOf(state.stored, name)])),
  } as const;
  const expectation = !raises(metadata, options)
    ? undefined
    : version
      ? expectAsLoaded(metadata, record!, state)
      : asLoaded;
  const checks: Checks = { expectation, readCheck, mustExist: !expectation, now };
  const deep = asked.filter(({ action }) => action.path.length > 1);
  const parents = deep.map(({ action }) => ({ kind: 'type', path: action.path.slice(0, -1), type: 'M' }) as const);
  const condition = combine(metadata, options.condition, checks, parents, true);
  const actions = changes.map(({ action }) => (version && action.path[0] === version.name ? countOn(action) : action));
  const operation = { kind: 'update', tableName, key, actions, condition } as const;
  return { metadata, operation, key, ...checks, effect: 'answered', item, assigned: {}, token, ownKey: false };
}

/** Adds to the version, as the stored one is not known. */
function countOn({ path }: ActionNode): ActionNode {
  return { kind: 'add', path, value: { N: '1' } };
}

/** The item of a record, with its built keys and the name of its class. Without the version that its next save would store. */
export function storedItem(metadata: EntityMetadata, record: object): Item {
  const draft = new ItemDraft(metadata, record, stateOf(record));
  addDiscriminator(metadata, draft);
  KEY_ATTRIBUTES.of(metadata)?.add(metadata, draft);
  return draft.written().values;
}

function checksOf(
  { metadata, record, options }: Write,
  { storedVersion, readCheck, now }: PlanContext,
  state: RecordState | undefined,
  draft: ItemDraft,
  mustBeNew: boolean,
): Checks {
  const isChecked = mustBeNew || raises(metadata, options);
  const loaded = isChecked && state ? expectAsLoaded(metadata, record!, state) : undefined;
  const expectation = loaded ?? (isChecked ? expectAbsent(metadata) : olderThan(metadata, draft, storedVersion));
  return { expectation, readCheck, mustExist: false, now };
}

/** For a save without a conflict check that must move past a known stored version. */
function olderThan(
  { version }: EntityMetadata,
  draft: ItemDraft,
  storedVersion: number | undefined,
): Expectation | undefined {
  return version && storedVersion !== undefined ? expectOlder(version, draft.get(version.name)!) : undefined;
}

/** Whether the write requires that the item is the one that was read. */
function comparesItem({ expectation, readCheck }: Checks): boolean {
  return expectation?.kind === 'as loaded' || readCheck?.kind === 'as loaded';
}

/** More would not fit into the 4,096 bytes of an expression. */
const MAX_CHANGES = 120;

/**
 * The changes that a save makes to the item that was read. Attributes that the class does not declare stay as they are, also those that
 * others added since. Undefined if the changes are too many for an update: then the whole item is put.
 */
function changesAsActions(metadata: EntityMetadata, item: Item, { stored }: RecordState): ActionNode[] | undefined {
  const actions: ActionNode[] = [];
  const keys = new Set(metadata.keys.map(({ name }) => name));
  for (const name of Object.keys(item)) {
    const value = item[name]!;
    if (keys.has(name) || equalOrAbsent(value, attributeOf(stored, name))) continue;
    actions.push({ kind: 'set', path: [name], value: { kind: 'value', value } });
  }
  for (const { name } of [...metadata.attributes, ...metadata.built]) {
    if (!Object.hasOwn(item, name) && Object.hasOwn(stored, name)) actions.push({ kind: 'remove', path: [name] });
  }
  return actions.length <= MAX_CHANGES ? actions : undefined;
}

/** A read-only attribute keeps its stored value. */
function refuseReadOnly(
  { className, attributes }: EntityMetadata,
  draft: ItemDraft,
  state: RecordState | undefined,
): void {
  if (!state) return;
  for (const { name, property, readOnly } of attributes) {
    const stored = readOnly ? attributeOf(state.stored, name) : undefined;
    if (!stored || equalOrAbsent(stored, draft.get(name))) continue;
    throw ValidationError.misuse(`${className}.${property} is read-only: it has a value, which a save cannot change`);
  }
}

/** Only counts near the limit: the text of an item has no fewer bytes than DynamoDB counts. */
function checkSize(metadata: EntityMetadata, item: ItemText, key: Item): void {
  const { className, maxItemSize: maxSize } = metadata;
  if (isWithin(item.text, maxSize)) return;
  const size = itemSize(item.values);
  if (size <= maxSize) return;
  throw new ItemTooLargeError(
    `${className}: the item has ${size} bytes, ${maxSize} is the limit: store large values elsewhere, or split the item`,
    { size, maxSize, key: keyValues(metadata, key) },
  );
}
