import { keyOfRecord } from '../../entity/key';
import { notFound } from '../../entity/not-found';
import { stateOf } from '../../entity/record-state';
import { TENANTS } from '../../entity/tenant';
import { ValidationError } from '../../errors/usage-errors';
import { isEmpty } from '../../expressions/condition';
import type { ActionNode, ConditionNode } from '../../expressions/nodes';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { Item } from '../../wire/attribute-value';
import { actionsOf } from '../actions';
import { type Expectation, relyingOn } from '../expectation';
import { believedOf, guarded, refuseUnknown, touchesUnique, uniquenessOf } from '../unique/uniqueness';
import type { SingleVerb, Write } from '../write';
import { completeUpdate } from './complete';
import { combine, expectationOnWrite, raises } from './conditions';
import { ofClass } from './discriminator';
import type { UpdateDraft } from './draft';
import { refuseIndexValuesOfUpdate } from './index-values';
import { planSave } from './plan-save';
import { refuseSealed } from './sealed';
import type { Checks, Effect, PlanContext, SingleOperation, WritePlan } from './write-plan';
import { newToken } from './write-token';

/** What to send for a write; undefined if nothing needs to be sent. It changes nothing in memory. */
export function planOf(write: Write<SingleVerb>, context: PlanContext): WritePlan<SingleOperation> | undefined;
export function planOf(write: Write, context: PlanContext): WritePlan | undefined;
export function planOf(write: Write, context: PlanContext): WritePlan | undefined {
  const plan = planned(write, context);
  // The item of a save is checked there, and a key that was given was checked before.
  if (write.record && write.verb !== 'save' && write.verb !== 'create')
    TENANTS.of(write.metadata)?.checkTenant(write.metadata, write.record);
  return plan && write.metadata.unique.length > 0 ? withUniqueness(write, plan, context) : plan;
}

function planned(write: Write, context: PlanContext): WritePlan | undefined {
  switch (write.verb) {
    case 'save':
    case 'create':
      return planSave(write, context);
    case 'update':
      return planUpdate(write, context);
    case 'delete':
      return planDelete(write, context);
    case 'check':
      return planCheck(write, context);
  }
}

/** The same, for a class with unique attributes. */
function withUniqueness(write: Write, plan: WritePlan, { before, foreign }: PlanContext): WritePlan {
  const { metadata, operation, key, item } = plan;
  if (operation.kind === 'check' || !(item || touchesUnique(metadata, operation))) return plan;
  refuseUnknown(metadata, operation);
  const believed = before ?? believedOf(write, key);
  if (!believed) return { ...plan, needsItem: true };
  const made = item ? ({ kind: 'put', tableName: operation.tableName, item } as const) : operation;
  const uniqueness = uniquenessOf(metadata, made, key, believed.item, foreign);
  return { ...plan, uniqueness, operation: guarded(operation, uniqueness) };
}

const NOTHING_MORE = { assigned: {}, token: undefined, ownKey: false } as const;

/** UpdateItem of a record, or by key. */
function planUpdate(write: Write, context: PlanContext): WritePlan {
  const { tableName, readCheck, now } = context;
  const { metadata, record, options } = write;
  const state = record && stateOf(record);
  const expectation = record && expectationOnWrite(metadata, record, options, 'update');
  const key = record ? keyOfRecord(metadata, record) : write.key!;
  if (record && !Object.isExtensible(record)) refuseSealed(metadata, record, settable(metadata));
  const actions = actionsOf(metadata, write);
  const isKnown = expectation !== undefined || readCheck !== undefined;
  const mustExist = isKnown ? (options.mustExist ?? false) : mustMeetItem(write, actions);
  const token = newToken(metadata, context);
  const draft: UpdateDraft = {
    metadata,
    key,
    record,
    state,
    token,
    actions,
    asked: actions.length,
    given: options.given,
    mayCreate: !state && !mustExist,
    conditions: record ? [] : insisted(metadata),
    relied: new Map(),
    now,
    touch: options.touch ?? true,
  };
  completeUpdate(draft);
  refuseIndexValuesOfUpdate(draft);
  const mustShow = mustExist && showsOnly(write, actions);
  if (mustShow) draft.conditions.push({ kind: 'exists', path: [metadata.lifecycle.deletedAt!.name], exists: false });
  const checks = { expectation: relyingOn(expectation, draft.relied), readCheck, mustExist, mustShow, now };
  const condition = combine(metadata, options.condition, checks, draft.conditions, true);
  const operation = { kind: 'update', tableName, key, actions, condition } as const;
  return { metadata, operation, key, ...checks, effect: record ? 'answered' : 'none', ...NOTHING_MORE, token };
}

/** Whether a soft-deleted item counts as absent: to an update by key that asks for an item, unless it is what deletes or restores it. */
function showsOnly({ metadata, record, options }: Write, actions: readonly ActionNode[]): boolean {
  const { deletedAt } = metadata.lifecycle;
  if (!deletedAt || record || !options.mustExist || options.withDeleted) return false;
  return !actions.some(({ path }) => path[0] === deletedAt.name);
}

/** The condition of each write by key: the item is not of another class. */
function insisted(metadata: EntityMetadata): ConditionNode[] {
  const condition = ofClass(metadata);
  return condition ? [condition] : [];
}

/** The properties that the answer may set. */
function settable({ attributes }: EntityMetadata): string[] {
  return attributes.filter(({ computed }) => !computed).map(({ property }) => property);
}

/**
 * Whether an update requires an existing item, so that it does not create one with only some attributes. By default it does if the record was
 * loaded, as the item may be deleted by now, or if the update only removes values. `mustExist` overrides that. An update that leaves out
 * required attributes never creates an item.
 */
function mustMeetItem({ metadata, record, options }: Write, actions: readonly ActionNode[]): boolean {
  if (lacksRequired(metadata, actions)) return true;
  const isLoaded = record !== undefined && stateOf(record) !== undefined;
  return options.mustExist ?? (isLoaded || actions.every(({ kind }) => kind === 'remove' || kind === 'delete'));
}

function lacksRequired({ attributes }: EntityMetadata, actions: readonly ActionNode[]): boolean {
  const made = new Set<unknown>();
  for (const { kind, path } of actions) if (path.length === 1 && (kind === 'set' || kind === 'add')) made.add(path[0]);
  return attributes.some(({ required, key, name }) => required && !key && !made.has(name));
}

/** DeleteItem of a record, or by key. Under `raiseOnConflict`, the delete of a new record sends nothing. */
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
  { tableName, readCheck, now }: PlanContext,
  effect: Effect,
  conditions: readonly ConditionNode[] = [],
): WritePlan {
  const checks: Checks = { expectation, readCheck, mustExist: options.mustExist ?? false, now };
  const condition = combine(metadata, options.condition, checks, conditions);
  const operation = { kind: 'delete', tableName, key, condition } as const;
  return { metadata, operation, key, ...checks, effect, ...NOTHING_MORE };
}

/** A condition on an item that the transaction does not write. */
function planCheck({ metadata, options, ...write }: Write, { tableName, readCheck, now }: PlanContext): WritePlan {
  const key = write.key!;
  const checks: Checks = { expectation: undefined, readCheck, mustExist: false, now };
  if (isEmpty(combine(metadata, options.condition, checks))) {
    throw ValidationError.misuse(`${metadata.className}: a check needs a condition, and got one that is always true`);
  }
  // To the caller's condition an expired item is absent; what was read says so by itself.
  const condition = combine(metadata, options.condition, checks, [], options.condition !== undefined);
  const operation = { kind: 'check', tableName, key, condition } as const;
  return { metadata, operation, key, ...checks, effect: 'none', ...NOTHING_MORE };
}
