import { whenReady } from '../client/abort';
import { COUNTER_ATTRIBUTE, readItem } from '../client/requests';
import { homeOf, type Target } from '../client/target';
import { expiredCondition, isExpired, liveItem } from '../entity/expiry';
import { ConditionalCheckFailedError, MaxRetriesExceededError, OverwriteError } from '../errors/write-errors';
import { Condition } from '../expressions/condition';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { checkWrite } from './check/check-write';
import { isMet } from './expectation';
import { type Generated, generate, placeholderId, takesId } from './generate';
import { inTurn } from './in-turn';
import { follow, unreadable } from './outcome/follow';
import { isOldUnknown, isOwn, mayBeOwn } from './outcome/own-write';
import { outcomeUnknown, refusal, versionInTheWay } from './outcome/refusal';
import { sendIdempotent } from './outcome/send-idempotent';
import { conflict, sendReturningOld, sendTogether, type TogetherOutcome } from './outcome/send-together';
import { type Refused, sendWrite } from './outcome/send-write';
import { planOf } from './plan/plan';
import type { SingleOperation, WritePlan } from './plan/write-plan';
import type { Believed } from './unique/uniqueness';
import type { SingleVerb, Write } from './write';
import { runAfterHooks, runBeforeHooks } from './write-hooks';

type SingleWrite = Write<SingleVerb>;

/**
 * Carries out one write: hooks, checks, generated values, plan, send, follow.
 *
 * @returns the item after an update
 * @throws the reason why DynamoDB refused it
 */
export async function writeAlone(asked: SingleWrite, target: Target): Promise<Item | undefined> {
  const { signal } = target;
  const begun = whenReady(runBeforeHooks(asked), signal);
  const checking = whenReady(checkWrite(begun instanceof Promise ? await begun : begun), signal);
  const { write, made } = checking instanceof Promise ? await checking : checking;
  const { record } = write;
  const carry = () => carryOut(write, target, made);
  const item = record ? await inTurn([record], signal, carry) : await carry();
  const hooks = runAfterHooks(write, signal);
  if (hooks) await hooks;
  return item;
}

/** What earlier attempts found out. */
interface Known {
  readonly now: number;
  readonly attempt: number;
  readonly storedVersion: number;
  /** How often the stored unique values were not those that the plan assumed. */
  readonly surprises: number;
  readonly before?: Believed;
  readonly foreign?: ReadonlySet<string>;
}

/**
 * Sends the write until it succeeds or is finally refused. Runs no hooks and no checks.
 *
 * @param given property values that were made before: by a schema, or an id from the counter
 * @param now the time of the call that it is a part of
 */
export async function carryOut(
  write: SingleWrite,
  target: Target,
  given: Generated | undefined,
  now = Date.now(),
): Promise<Item | undefined> {
  const placeholder = placeholderId(write);
  if (placeholder) planOf(write, { tableName: target.tableName, generated: { ...given, ...placeholder }, now });
  let known: Known = { now, attempt: 1, storedVersion: 0, surprises: 0 };
  for (;;) {
    const plan: WritePlan<SingleOperation> | undefined = await planned(write, target, given, known);
    if (!plan) return undefined;
    const outcome = await sendPlan(write, target, plan);
    if (outcome.kind === 'foreign') {
      known = { ...known, foreign: new Set([...(known.foreign ?? []), ...outcome.foreign]) };
      continue;
    }
    if (outcome.kind === 'refused' && isExpiredInTheWay(write, plan, outcome)) {
      await removeExpired(plan, target);
      continue;
    }
    if (outcome.kind === 'unknown') throw outcomeUnknown(plan, undefined, outcome.cause);
    const next: Known | undefined = outcome.kind === 'refused' ? afterRefusal(write, plan, outcome, known) : undefined;
    if (!next) {
      const before = (outcome.kind === 'taken' && outcome.appliedBefore) || 0;
      if (before > 0 && isOldUnknown(plan, outcome.item)) throw outcomeUnknown(plan, outcome.item, undefined);
      write.onTaken?.(plan, outcome.item, before);
      return taken(write, plan, target, outcome.item);
    }
    known = next;
  }
}

/** An update that may create its item must not change an expired one: it is deleted first. */
function isExpiredInTheWay({ verb }: Write, { metadata, mustExist, now }: WritePlan, { item }: Refused): boolean {
  return verb === 'update' && !mustExist && item !== undefined && isExpired(metadata, item, now);
}

/** Deletes an expired item, as DynamoDB will, and gives up its unique values. */
export async function removeExpired(
  { metadata, key, now }: Pick<WritePlan, 'metadata' | 'key' | 'now'>,
  target: Target,
): Promise<void> {
  const condition = new Condition(expiredCondition(metadata, now)!);
  try {
    await carryOut({ verb: 'delete', metadata, key, options: { condition } }, target, undefined);
  } catch (error) {
    // It was removed or renewed by another write.
    if (!(error instanceof ConditionalCheckFailedError)) throw error;
  }
}

/** Unique values that change are written together with the record. */
function sendPlan(
  { options }: SingleWrite,
  target: Target,
  plan: WritePlan<SingleOperation>,
): Promise<TogetherOutcome> {
  const { claims = [], releases = [] } = plan.uniqueness ?? {};
  if (claims.length + releases.length > 0) return sendTogether(target, plan);
  if (!options.idempotent) return sendWrite(target, plan.operation);
  return plan.operation.returnOld ? sendReturningOld(target, plan, sendIdempotent) : sendIdempotent(target, plan);
}

async function planned(
  write: SingleWrite,
  target: Target,
  given: Generated | undefined,
  { now, attempt, storedVersion, before, foreign }: Known,
) {
  const hasId = attempt === 1 && given !== undefined && Object.hasOwn(given, write.metadata.partitionKey.property);
  const generating = hasId ? undefined : generate(write, target);
  const generated = generating ? { ...given, ...(await generating) } : given;
  const context = { tableName: target.tableName, generated, now, storedVersion, before, foreign };
  let plan = planOf(write, context);
  if (plan?.needsItem) plan = planOf(write, { ...context, before: { item: await readItem(target, plan.key, true) } });
  return plan && write.options.returnOld ? { ...plan, operation: { ...plan.operation, returnOld: true } } : plan;
}

/** Updates the record. A transaction returns no item, so after an idempotent update it is read. */
async function taken(
  { record, options }: SingleWrite,
  plan: WritePlan<SingleOperation>,
  target: Target,
  answered: Item | undefined,
): Promise<Item | undefined> {
  const home = homeOf(target);
  if (plan.operation.returnOld) {
    if (record) follow(record, plan, { item: undefined, home });
    return answered;
  }
  let item = plan.operation.kind === 'update' ? answered : undefined;
  if (options.idempotent && plan.operation.kind === 'update' && plan.effect !== 'saved') {
    try {
      item = await readItem(target, plan.key, true);
    } catch (cause) {
      if (!record) throw unreadable(plan.metadata, cause);
      follow(record, { ...plan, effect: 'stale' }, { home, cause });
    }
  }
  if (record) follow(record, plan, { item, home });
  return item;
}

/** How many ids in a row may be taken by items that did not get theirs from the counter. */
const MAX_IDS = 100;

/**
 * What to try next: another id, or a version past the stored one. Undefined if the write turns out to be applied. Throws the error for the
 * caller if another try would not help.
 */
function afterRefusal(
  write: Write,
  plan: WritePlan<SingleOperation>,
  refused: Refused,
  known: Known,
): Known | undefined {
  const { item, cause, mayBeDone } = refused;
  if (mayBeDone && mayBeOwn(plan, item)) {
    // A save without a conflict check only wants this state, whoever wrote it.
    if (isOwn(plan, item) || plan.expectation?.kind === 'older') return undefined;
    throw outcomeUnknown(plan, item, cause);
  }
  const error = refusal(plan, item, cause);
  if (takesId(write) && error instanceof OverwriteError) {
    if (known.attempt === MAX_IDS) throw noFreeId(write.metadata, error);
    return { ...known, attempt: known.attempt + 1, storedVersion: 0 };
  }
  if (isSurprise(plan, item)) {
    if (known.surprises === MAX_SURPRISES) throw conflict(plan, cause);
    return { ...known, surprises: known.surprises + 1, before: { item } };
  }
  const storedVersion = versionInTheWay(plan, item);
  if (storedVersion === undefined || storedVersion <= known.storedVersion) throw error;
  return { ...known, storedVersion };
}

/** How often to try again while others keep changing the unique values. */
const MAX_SURPRISES = 10;

/** Only the stored unique values differ from those that the plan assumed; everything else that it requires is true. */
function isSurprise({ metadata, uniqueness, expectation, mustExist, now }: WritePlan, item: Item | undefined): boolean {
  if (!uniqueness || isMet(uniqueness.guard, item)) return false;
  const live = liveItem(metadata, item, now);
  return (!expectation || isMet(expectation, live)) && !(mustExist && !live);
}

function noFreeId({ className }: EntityMetadata, cause: Error): MaxRetriesExceededError {
  return new MaxRetriesExceededError(
    `${className}: ${MAX_IDS} ids in a row were taken by items that did not come from the counter: set its "${COUNTER_ATTRIBUTE}" past them`,
    { attempts: MAX_IDS },
    { cause },
  );
}
