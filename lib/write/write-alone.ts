import { COUNTER_ATTRIBUTE } from '../client/requests';
import { homeOf, type Target } from '../client/target';
import { MaxRetriesExceededError, OverwriteError } from '../errors/write-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { type Checked, checkWrite } from './check';
import { follow } from './follow';
import { generate, placeholderId, takesId } from './generate';
import { planOf, type WritePlan } from './plan';
import { refusal, versionInTheWay } from './refusal';
import { type Refused, sendWrite } from './send-write';
import type { SingleVerb, Write } from './write';
import { runAfterHooks, runBeforeHooks } from './write-hooks';

/**
 * Carries out one write by itself: hooks, checks, generated values, plan, send, follow.
 *
 * @returns of an update, the item as it is now
 * @throws why DynamoDB refused it, told by the plan and the item in the way
 */
export async function writeAlone(write: Write<SingleVerb>, target: Target): Promise<Item | undefined> {
  const before = runBeforeHooks(write);
  if (before) await before;
  const item = await carryOut(write, target);
  const after = runAfterHooks(write);
  if (after) await after;
  return item;
}

/** What an attempt goes by: what earlier ones were refused for. */
interface Known {
  readonly attempt: number;
  readonly storedVersion: number;
}

/** Tries until it is taken, or refused for good. */
async function carryOut(given: Write<SingleVerb>, target: Target): Promise<Item | undefined> {
  const checking = checkWrite(given);
  const checked = checking instanceof Promise ? await checking : checking;
  const { write, made } = checked;
  const placeholder = placeholderId(write);
  if (placeholder) planOf(write, { tableName: target.tableName, generated: { ...made, ...placeholder } });
  let known: Known = { attempt: 1, storedVersion: 0 };
  for (;;) {
    const { plan, outcome } = await attempt(checked, target, known);
    if (!plan || outcome.taken) return outcome.item;
    known = afterRefusal(write, plan, outcome, known);
  }
}

const NOTHING_SENT = { plan: undefined, outcome: { taken: true, item: undefined } } as const;

async function attempt({ write, made }: Checked<Write<SingleVerb>>, target: Target, { storedVersion }: Known) {
  const generating = generate(write, target);
  const generated = generating ? { ...made, ...(await generating) } : made;
  const plan = planOf(write, { tableName: target.tableName, generated, storedVersion });
  if (!plan) return NOTHING_SENT;
  const outcome = await sendWrite(target, plan.operation);
  if (outcome.taken && write.record) follow(write.record, plan, { item: outcome.item, home: homeOf(target) });
  return { plan, outcome };
}

/** Items that did not come from the counter may stand in the way of so many ids in a row. */
const MAX_IDS = 100;

/** What to try next: another id, or a version past the stored one. Throws the error for the caller where trying again is no use. */
function afterRefusal(write: Write, plan: WritePlan, { item, cause }: Refused, known: Known): Known {
  const error = refusal(plan, item, cause);
  if (takesId(write) && error instanceof OverwriteError) {
    if (known.attempt === MAX_IDS) throw noFreeId(write.metadata, error);
    return { ...known, attempt: known.attempt + 1 };
  }
  const storedVersion = versionInTheWay(plan, item);
  if (storedVersion === undefined || storedVersion <= known.storedVersion) throw error;
  return { ...known, storedVersion };
}

function noFreeId({ className }: EntityMetadata, cause: Error): MaxRetriesExceededError {
  return new MaxRetriesExceededError(
    `${className}: ${MAX_IDS} ids in a row were taken by items that did not come from the counter: set its "${COUNTER_ATTRIBUTE}" past them`,
    { attempts: MAX_IDS },
    { cause },
  );
}
