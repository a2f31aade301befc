import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { anySignal } from '../client/any-signal';
import { refuseScan } from '../client/configuration';
import { endedBy } from '../client/target';
import { observed } from '../entity/observed';
import { given } from '../errors/given';
import { checkOptions } from '../errors/known-options';
import { ValidationError } from '../errors/usage-errors';
import { conditionNode } from '../expressions/inputs';
import type { ConditionInput, UpdateInput } from '../expressions/reference-types';
import { classOf } from '../load/item-class';
import type { AttributeName, IndexName, QueryKey, Values } from '../metadata/entity-class';
import { carriedOut } from '../observe/beginning';
import { type ReadRate, rateOf } from '../observe/rate';
import { queryInput, scanInput } from '../operations/read';
import { refuseInBlock } from '../write/outside-block';
import { BULK_OPTIONS, type BulkOptions, type DeleteAllResult, type UpdateAllResult } from './bulk';
import { type ReadingContext, targetOfReading } from './context';
import { pagesOf, type RawPage } from './pages';
import { both, firstPosition, planQuery, planScan, type ReadChoices, type ReadPlan } from './plan';
import type { Purpose, ResultPlan } from './results';
import { trackingOf } from './tracking';
import { PageWalk, ResultWalk, type Walk } from './walk';
import { type WriteAll, writeAll } from './write-all';

/** DynamoDB's limit. */
const MAX_SEGMENTS = 1_000_000;

/** Some results in a row, and how to go on. */
export interface Page<R> {
  items: R[];
  /** Resumes after the last item; undefined once DynamoDB has said that nothing follows. */
  cursor: string | undefined;
  count: number;
  /** Items that DynamoDB looked at, before the filter. */
  scannedCount: number;
  /** Read capacity units. */
  capacity: number;
}

/** The class that a builder's methods return: that of the builder. */
interface Readings<T extends object, R> {
  query: Query<T, R>;
  scan: Scan<T, R>;
}

/** What a query and a scan have in common. Immutable: each method returns a new one. */
export abstract class Reading<T extends object, R, Kind extends keyof Readings<T, R>> implements AsyncIterable<R> {
  /** @internal */
  protected constructor(
    /** @internal */ protected readonly context: ReadingContext,
    /** @internal */ protected readonly choices: ReadChoices,
  ) {}

  /**
   * Leaves out items after they were read (and paid for). Several filters must all be true.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.FilterExpression.html
   */
  filter(condition: ConditionInput<T>): Readings<T, R>[Kind] {
    return this.with({ filter: both(this.choices.filter, conditionNode(this.context.metadata, condition)) });
  }

  /** Through this index: for a query whose key alone does not decide; for a scan, only the items that the index holds. */
  index(name: IndexName<T>): Readings<T, R>[Kind] {
    return this.with({ indexName: name });
  }

  /** The maximum number of results. */
  limit(count: number): Readings<T, R>[Kind] {
    return this.with({ limit: this.counted('limit', count) });
  }

  /** Maximum items one request reads, before the filter. Default: what fits in 1 MB. */
  pageSize(items: number): Readings<T, R>[Kind] {
    return this.with({ pageSize: this.counted('pageSize', items) });
  }

  /** Reads the latest writes, at twice the capacity; not possible on a global index. */
  consistent(consistentRead = true): Readings<T, R>[Kind] {
    return this.with({ consistentRead });
  }

  /** Also items that have expired and are not deleted yet: see `@ExpiresAt`. */
  withExpired(withExpired = true): Readings<T, R>[Kind] {
    return this.with({ withExpired });
  }

  /** Also records that were soft-deleted: see `@DeletedAt`. */
  withDeleted(withDeleted = true): Readings<T, R>[Kind] {
    return this.with({ withDeleted });
  }

  /**
   * Limits the read capacity units per second, of the table and of each index: after a page that takes more, the next one waits.
   * For long work that must leave capacity to others.
   *
   * @example
   * for await (const order of Order.scan().rate({ readUnits: 50 })) { ... }
   */
  rate({ readUnits }: ReadRate): Readings<T, R>[Kind] {
    rateOf('readUnits', readUnits);
    return this.with({ readUnits });
  }

  /** Resumes where a cursor of the same query was taken. */
  startFrom(cursor: string | undefined): Readings<T, R>[Kind] {
    return this.with(cursor === undefined ? {} : { cursor });
  }

  /** Only these attributes, as plain objects: less to transfer, the same capacity. */
  select<K extends AttributeName<T>>(...properties: K[]): Readings<T, Pick<T, K>>[Kind] {
    return this.with({ mode: { kind: 'select', properties } });
  }

  /** What the index holds, as plain objects. */
  projected(): Readings<T, Values<T>>[Kind] {
    return this.with({ mode: { kind: 'projected' } });
  }

  /** Whole records, even if the index holds less: read from the table by their keys, at the cost of those reads. */
  fromTable(): Readings<T, T>[Kind] {
    return this.with({ mode: { kind: 'fromTable' } });
  }

  /** Walks through all results; the walk has the cursor, counts and capacity so far. */
  iterate(): Walk<R> {
    return new ResultWalk(this.walk());
  }

  [Symbol.asyncIterator](): Walk<R> {
    return this.iterate();
  }

  /** All results at once. */
  async all(): Promise<R[]> {
    const walk = this.walk();
    try {
      let results: R[] = [];
      while (!walk.isFull && (await walk.advance())) {
        const more = walk.takeAll();
        if (results.length === 0) results = more;
        else for (const result of more) results.push(result);
      }
      return results;
    } finally {
      await walk.end();
    }
  }

  /** The first result; undefined if there is none. */
  async first(): Promise<R | undefined> {
    for await (const result of this.limit(1)) return result;
    return undefined;
  }

  /** How many results there are. DynamoDB reads, and bills, all of them. */
  async count(): Promise<number> {
    let count = 0;
    const plan = this.plan('count');
    const { limit } = plan;
    const tracking = trackingOf(this.context, plan);
    const target = targetOfReading(this.context, tracking);
    return carriedOut(tracking?.operation, async () => {
      for await (const page of pagesOf(plan, target, () => limit && limit - count)) {
        count += countedOn(page, plan.results, this.context);
        if (limit !== undefined && count >= limit) return limit;
      }
      return count;
    });
  }

  /**
   * The next results and a cursor: `limit` of them if that is set, or what one request found (except on the last page, at least one).
   * With a filter that matches little this may take many requests; the `signal` of the query ends it. A parallel scan has no cursor,
   * and so no `page`.
   *
   * @example
   * const { items, cursor } = await Order.query({ customerId }).limit(20).page({ cursor: request.query.cursor });
   */
  async page(options: { cursor?: string | undefined } = {}): Promise<Page<R>> {
    // Of a whole page, as an earlier call gave it, the cursor counts.
    if (!(options as Partial<Page<R>> | null)?.items) {
      checkOptions(this.context.metadata.className, 'page', options, { cursor: true });
    }
    if ((this.choices.segments ?? 1) > 1) {
      throw ValidationError.misuse(
        `${this.context.metadata.className}: a parallel scan has no cursor to go on with, so use pages() or for await instead of page()`,
      );
    }
    const walk = this.startFrom(options.cursor).walk();
    const items: R[] = [];
    while (items.length < (this.choices.limit ?? 1) && (await walk.advance())) {
      for (const item of walk.takeAll()) items.push(item);
    }
    const page = pageOf(walk, items);
    await walk.end();
    return page;
  }

  /** One page after the other, as DynamoDB answers; those without results are left out. */
  async *pages(): AsyncGenerator<Page<R>, void, void> {
    const walk = this.walk();
    let before = { scannedCount: 0, capacityUnits: 0 };
    try {
      while (!walk.isFull && (await walk.advance())) {
        const items = walk.takeAll();
        if (items.length === 0) continue;
        const { scannedCount, capacityUnits } = walk;
        yield {
          ...pageOf(walk, items),
          scannedCount: scannedCount - before.scannedCount,
          capacity: capacityUnits - before.capacityUnits,
        };
        before = { scannedCount, capacityUnits };
      }
    } finally {
      await walk.end();
    }
  }

  /**
   * Updates each record that is found, one UpdateItem each. Not atomic: the condition of the query is repeated for each record, and one
   * that it would not find by now is skipped. Throttling and the `signal` end the run early, with a cursor to go on from. Without a `@Version`
   * or `{ idempotent: true }`, `add` and `append` may be applied twice to a record where an answer is lost.
   *
   * @example
   * const { updated, skipped, failed, cursor } = await Order.query({ status: 'open' }).updateAll(o => o.status.set('late'));
   * // Query, then UpdateItem { UpdateExpression: 'SET #0 = :0', ConditionExpression: '... AND #0 = :1' } for each
   */
  async updateAll(input: UpdateInput<T>, options: BulkOptions = {}): Promise<UpdateAllResult> {
    const { written, ...rest } = await this.writeAll({ verb: 'update', input }, options);
    return { updated: written, ...rest };
  }

  /**
   * Deletes each record that is found, one DeleteItem each; otherwise as {@link updateAll}.
   *
   * @example
   * const { deleted } = await Order.query({ customerId }).deleteAll({ onProgress: ({ done }) => bar.update(done) });
   */
  async deleteAll(options: BulkOptions = {}): Promise<DeleteAllResult> {
    const { written, ...rest } = await this.writeAll({ verb: 'delete' }, options);
    return { deleted: written, ...rest };
  }

  private async writeAll(what: Pick<WriteAll<T>, 'verb' | 'input'>, options: BulkOptions) {
    const { className } = this.context.metadata;
    checkOptions(className, `${what.verb}All`, options, BULK_OPTIONS);
    refuseInBlock(className, `${what.verb}All`, options);
    const {
      mode: { kind },
      segments = 1,
    } = this.choices;
    if (kind === 'select' || kind === 'projected') {
      throw ValidationError.misuse(
        `${className}: ${what.verb}All() writes records: leave ${kind === 'select' ? 'select()' : 'projected()'} out`,
      );
    }
    if (segments > 1) {
      throw ValidationError.misuse(
        `${className}: ${what.verb}All() goes by a cursor, which a parallel scan has not: use \`concurrency\``,
      );
    }
    // An index that holds less than the record is only the way to it.
    const mode = { kind: 'fromTable' } as const;
    const plan = (this.with({ mode }) as object as Reading<T, T, 'query'>).plan('items');
    const rate = rateOf('writeUnits', options.rate?.writeUnits);
    return observed(
      `${what.verb}All`,
      targetOfReading(this.context, rate && { rate }),
      target => {
        const whole = target.tracking?.operation;
        const reading = this.with<T>({ mode }, { ...this.context, whole });
        const walk = (cursor: string | undefined) => new ResultWalk(reading.startFrom(cursor).walk(options.signal));
        return writeAll<T>({ ...what, target, plan, walk }, options);
      },
      () => ({ index: plan.operation.indexName, filteredBy: plan.filteredBy() }),
      ({ written }) => written,
    );
  }

  /** The exact input of the first request; nothing is sent. */
  abstract toRequest(): object;

  /** @internal Another builder of the same kind; its results are of the type that the choices give. */
  protected abstract with<S>(choices: Partial<ReadChoices>, context?: ReadingContext): Readings<T, S>[Kind];

  /** @internal */
  protected abstract plan(purpose: Purpose): ReadPlan;

  /** @internal @param signal ends it, as that of the query does */
  walk(signal?: AbortSignal): PageWalk<R> {
    const { withExpired, withDeleted } = this.choices;
    const { options: given } = this.context;
    const isAsGiven = given.withExpired === withExpired && given.withDeleted === withDeleted;
    const options = isAsGiven ? given : { ...given, withExpired, withDeleted };
    const plan = this.plan('items');
    const tracking = trackingOf(this.context, plan);
    const target = targetOfReading(this.context, tracking);
    return new PageWalk<R>(plan, signal ? endedBy(target, anySignal(target.signal, signal)) : target, options);
  }

  /** @internal */
  protected counted(name: string, value: number, max = Number.POSITIVE_INFINITY): number {
    if (Number.isInteger(value) && value > 0 && value <= max) return value;
    const range = max === Number.POSITIVE_INFINITY ? 'from 1 on' : `from 1 to ${max}`;
    throw ValidationError.misuse(
      `${this.context.metadata.className}: ${name}() takes a whole number ${range}, got ${given(value)}`,
    );
  }
}

/**
 * The items of one partition, in the order of the sort key. Immutable: each method gives another query. It never becomes a scan.
 *
 * @example
 * for await (const order of Order.query({ customerId: 'c1' }).where(o => o.placedAt.gte('2026')).desc().limit(20)) { ... }
 * // Query { KeyConditionExpression: '#0 = :0 AND #1 >= :1', ScanIndexForward: false, Limit: 20, ... }
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export class Query<T extends object, R = T> extends Reading<T, R, 'query'> {
  /** @internal */
  constructor(
    context: ReadingContext,
    private readonly key: QueryKey<T>,
    choices: ReadChoices,
  ) {
    super(context, choices);
  }

  /** A condition on the sort key: =, <, <=, >, >=, between, beginsWith. It decides what is read; {@link filter} leaves items out afterwards. */
  where(condition: ConditionInput<T>): Query<T, R> {
    return this.with({ where: both(this.choices.where, conditionNode(this.context.metadata, condition)) });
  }

  /** In ascending order of the sort key, which is the default. */
  asc(): Query<T, R> {
    return this.with({ descending: false });
  }

  /** In descending order of the sort key. */
  desc(): Query<T, R> {
    return this.with({ descending: true });
  }

  override toRequest(): QueryCommandInput {
    const plan = planQuery(this.context, this.key, this.choices, 'items');
    return queryInput(plan.operation, firstPosition(plan));
  }

  /** @internal */
  protected override with<S>(choices: Partial<ReadChoices>, context = this.context): Query<T, S> {
    return new Query(context, this.key, { ...this.choices, ...choices });
  }

  /** @internal */
  protected override plan(purpose: Purpose): ReadPlan {
    return planQuery(this.context, this.key, this.choices, purpose);
  }
}

/**
 * All items of a table, or of an index, in no order. Reads, and bills, everything. Immutable, like a query.
 *
 * @example
 * for await (const order of Order.scan().filter(o => o.total.gt(100)).parallel(8)) { ... }
 * // Scan { Segment: 0, TotalSegments: 8, FilterExpression: '#0 > :0', ... }, and 7 more at the same time
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
 */
export class Scan<T extends object, R = T> extends Reading<T, R, 'scan'> {
  /** @internal */
  constructor(context: ReadingContext, choices: ReadChoices) {
    super(context, choices);
  }

  /** Reads this number of segments at once, with at most one page of each in memory. Results come as they are found; there is no cursor. */
  parallel(segments: number): Scan<T, R> {
    return this.with({ segments: this.counted('parallel', segments, MAX_SEGMENTS) });
  }

  override toRequest(): ScanCommandInput {
    const plan = planScan(this.context, this.choices, 'items');
    return scanInput(plan.operation, firstPosition(plan));
  }

  /** @internal */
  protected override with<S>(choices: Partial<ReadChoices>, context = this.context): Scan<T, S> {
    return new Scan(context, { ...this.choices, ...choices });
  }

  /** @internal */
  protected override plan(purpose: Purpose): ReadPlan {
    refuseScan(this.context.metadata.className);
    return planScan(this.context, this.choices, purpose);
  }
}

function pageOf<R>(walk: PageWalk<R>, items: R[]): Page<R> {
  const { cursor, scannedCount, capacityUnits: capacity } = walk;
  return { items, cursor, count: items.length, scannedCount, capacity };
}

/** How many items of a page are of the class. */
function countedOn(
  { items, count }: RawPage,
  { looksAtItems }: ResultPlan,
  { metadata, options }: ReadingContext,
): number {
  return looksAtItems ? items.all.filter(item => classOf(metadata, item, options)).length : count;
}
