import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { send } from '../client/send';
import type { Target } from '../client/target';
import { type QueryOperation, queryInput, type ScanOperation, scanInput } from '../operations/read';
import type { Item } from '../wire/attribute-value';
import type { RawPage } from './walk';

/** Sends one request for one page. */
export type FetchPage = (startKey: Item | undefined, limit: number | undefined) => Promise<RawPage>;

export function queryPages(target: Target, operation: QueryOperation): FetchPage {
  return async (startKey, limit) =>
    pageOf(await send(target, new QueryCommand(queryInput({ ...operation, startKey, limit }))));
}

export function scanPages(target: Target, operation: ScanOperation): FetchPage {
  return async (startKey, limit) =>
    pageOf(await send(target, new ScanCommand(scanInput({ ...operation, startKey, limit }))));
}

function pageOf(output: {
  Items?: object[];
  Count?: number;
  ScannedCount?: number;
  LastEvaluatedKey?: object;
  ConsumedCapacity?: RawPage['capacity'];
}): RawPage {
  return {
    items: (output.Items ?? []) as Item[],
    count: output.Count ?? 0,
    scannedCount: output.ScannedCount ?? 0,
    capacity: output.ConsumedCapacity,
    lastKey: output.LastEvaluatedKey as Item | undefined,
  };
}

/** One page after the other, until DynamoDB says that there is none: an empty page is not the end. */
export async function* inOrder(
  fetch: FetchPage,
  startKey: Item | undefined,
  nextLimit: () => number | undefined,
): AsyncGenerator<RawPage, void, void> {
  let from = startKey;
  do {
    const page = await fetch(from, nextLimit());
    yield page;
    from = page.lastKey;
  } while (from);
}

/**
 * Several segments at once, their pages as they come. A segment's next page is asked for when its last one was taken, so no more
 * pages than segments are in memory. An error in one, or an early end, stops them all.
 */
export async function* inParallel(
  segments: readonly ((signal: AbortSignal) => FetchPage)[],
  pageSize: number | undefined,
): AsyncGenerator<RawPage, void, void> {
  const stop = new AbortController();
  const fetches = segments.map(segment => segment(stop.signal));
  const pending = new Map<number, Promise<{ segment: number; page: RawPage }>>();
  const ask = (segment: number, startKey: Item | undefined) =>
    pending.set(
      segment,
      fetches[segment]!(startKey, pageSize).then(page => ({ segment, page })),
    );
  try {
    for (const segment of fetches.keys()) ask(segment, undefined);
    while (pending.size > 0) {
      const { segment, page } = await Promise.race(pending.values());
      pending.delete(segment);
      yield page;
      if (page.lastKey) ask(segment, page.lastKey);
    }
  } finally {
    stop.abort();
    // What was under way ends with an AbortError that nobody waits for.
    await Promise.allSettled(pending.values());
  }
}
