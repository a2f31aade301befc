import { type ConsumedCapacity, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { anySignal } from '../client/any-signal';
import { recordsIn } from '../client/lane';
import { send } from '../client/send';
import { endedBy, type Target } from '../client/target';
import { pageReader } from '../load/answer-readers';
import { ItemsRead } from '../load/items-read';
import { type PagePosition, queryInput, scanInput } from '../operations/read';
import type { Item } from '../wire/attribute-value';
import { pageLimit, type ReadPlan } from './plan';

/** One answer of DynamoDB to a query or scan. */
export interface RawPage {
  readonly items: ItemsRead;
  readonly count: number;
  readonly scannedCount: number;
  readonly capacity: ConsumedCapacity | undefined;
  /** Where the next page starts; undefined after the last one. */
  readonly lastKey: Item | undefined;
}

/** The pages of a plan as they come. `remaining` gives how many results are still wanted. */
export function pagesOf(
  plan: ReadPlan,
  target: Target,
  remaining: () => number | undefined,
): AsyncGenerator<RawPage, void, void> {
  const { operation, segments } = plan;
  return operation.kind === 'scan' && segments > 1 ? inParallel(plan, target) : inOrder(plan, target, remaining);
}

/** By how much a request looks further than the one before, where that one met items that are no results. */
const FURTHER = 4;

/** One page after the other until DynamoDB reports the last: an empty page is not the end. */
async function* inOrder(
  plan: ReadPlan,
  target: Target,
  remaining: () => number | undefined,
): AsyncGenerator<RawPage, void, void> {
  let startKey = plan.startKey;
  let wanted = remaining();
  let atLeast = 0;
  do {
    const limit = pageLimit(plan, wanted && Math.max(wanted, atLeast));
    const page = await readPage(plan, { startKey, limit }, target);
    yield page;
    startKey = page.lastKey;
    const left = remaining();
    atLeast = left === undefined || wanted! - left === page.scannedCount ? 0 : page.scannedCount * FURTHER;
    wanted = left;
  } while (startKey);
}

/**
 * Several segments at once, their pages as they arrive. A segment requests its next page when its last one was taken, so memory holds
 * at most one page per segment. An error in one segment, or an early end, stops them all.
 */
async function* inParallel(plan: ReadPlan, target: Target): AsyncGenerator<RawPage, void, void> {
  const { segments: of, pageSize: limit } = plan;
  const stop = new AbortController();
  const pending = new Map<number, Promise<{ index: number; page: RawPage }>>();
  const stoppable = endedBy(target, anySignal(target.signal, stop.signal));
  const ask = (index: number, startKey: Item | undefined) => {
    const reading = readPage(plan, { segment: { index, of }, startKey, limit }, stoppable);
    pending.set(
      index,
      reading.then(page => ({ index, page })),
    );
  };
  try {
    for (let index = 0; index < of; index++) ask(index, undefined);
    while (pending.size > 0) {
      const { index, page } = await Promise.race(pending.values());
      pending.delete(index);
      yield page;
      if (page.lastKey) ask(index, page.lastKey);
    }
  } finally {
    stop.abort();
    // Requests in flight end with an AbortError that nobody else awaits.
    await Promise.allSettled(pending.values());
  }
}

async function readPage({ operation, results }: ReadPlan, position: PagePosition, target: Target): Promise<RawPage> {
  const isRaw = results.properties || results.fromTable || results.looksAtItems || results.select === 'count';
  const reader = isRaw ? undefined : pageReader(target);
  const output =
    operation.kind === 'query'
      ? await send(target, new QueryCommand(queryInput(operation, position)), reader)
      : await send(target, new ScanCommand(scanInput(operation, position)), reader);
  const records = recordsIn(output) as readonly object[] | undefined;
  return {
    items: records ? ItemsRead.asRecords(records) : ItemsRead.of((output.Items ?? []) as Item[]),
    count: output.Count ?? 0,
    scannedCount: output.ScannedCount ?? 0,
    capacity: output.ConsumedCapacity,
    lastKey: output.LastEvaluatedKey as Item | undefined,
  };
}
