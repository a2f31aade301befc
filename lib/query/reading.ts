import { ValidationError } from '../errors/usage-errors';
import { and, Condition, isEmpty } from '../expressions/condition';
import { type ConditionNode, pathsOf } from '../expressions/nodes';
import type { ConditionInput } from '../expressions/reference-types';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import { conditionNode } from '../write/plan';
import type { ReadingContext } from './context';
import { type ResultMode, type ResultPlan, resultsOf } from './results';
import { PageWalk, ResultWalk, type Walk, type WalkPlan } from './walk';

/** What was asked for so far: immutable, each call of a builder makes another. */
export interface ReadingChoices {
  readonly filter?: ConditionNode | undefined;
  readonly indexName?: string;
  readonly limit?: number;
  readonly pageSize?: number;
  readonly consistentRead?: boolean;
  readonly mode: ResultMode;
  readonly cursor?: string;
}

/** A query or scan that is ready to be walked. */
export interface ReadingPlan extends Pick<WalkPlan<unknown>, 'startKey' | 'pages' | 'cursorAfter'> {
  readonly results: ResultPlan;
}

/** Some results in a row, and how to go on. */
export interface Page<R> {
  items: R[];
  /** Resumes after the last item; undefined after the last page. */
  cursor: string | undefined;
  count: number;
  /** Items that DynamoDB looked at, before the filter. */
  scannedCount: number;
  /** Read capacity units. */
  capacity: number;
}

/** What a query and a scan have in common. */
export abstract class Reading<T extends object, R> implements AsyncIterable<R> {
  /** @internal */
  protected constructor(
    protected readonly context: ReadingContext,
    protected readonly choices: ReadingChoices,
  ) {}

  /**
   * Leaves out items after they were read (and paid for). Several filters must all be true.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.FilterExpression.html
   */
  filter(condition: ConditionInput<T>): this {
    return this.with({ filter: both(this.choices.filter, conditionNode(this.context.metadata, condition)) });
  }

  /** At most so many results. */
  limit(count: number): this {
    return this.with({ limit: positive(this.context.metadata, 'limit', count) });
  }

  /** So many items are read by one request at most, before the filter. Default: what fits in 1 MB. */
  pageSize(items: number): this {
    return this.with({ pageSize: positive(this.context.metadata, 'pageSize', items) });
  }

  /** Reads the latest writes, at twice the capacity; not possible on a global index. */
  consistent(consistentRead = true): this {
    return this.with({ consistentRead });
  }

  /** Resumes where a cursor of the same query was taken. */
  startFrom(cursor: string | undefined): this {
    return cursor === undefined ? this : this.with({ cursor });
  }

  /** Walks through all results; the walk tells its cursor, counts and capacity as it goes. */
  iterate(): Walk<R> {
    return new ResultWalk(this.walk());
  }

  [Symbol.asyncIterator](): Walk<R> {
    return this.iterate();
  }

  /** All results at once. */
  async all(): Promise<R[]> {
    const results: R[] = [];
    for await (const { items } of this.pages()) for (const item of items) results.push(item);
    return results;
  }

  /** The first result; undefined where there is none. */
  async first(): Promise<R | undefined> {
    for await (const result of this.limit(1)) return result;
    return undefined;
  }

  /** How many results there are. DynamoDB reads, and bills, all of them. */
  async count(): Promise<number> {
    let count = 0;
    const { limit } = this.choices;
    const plan = this.plan('count');
    for await (const page of plan.pages(plan.startKey, () => limit && limit - count)) {
      count += page.count;
      if (limit !== undefined && count >= limit) return limit;
    }
    return count;
  }

  /**
   * The next results and a cursor: `limit` of them if that is set, or what one request found (but for the last page, at least one).
   * Behind a filter that leaves little this may take many requests; the `signal` of the query ends it.
   *
   * @example
   * const { items, cursor } = await Order.query({ customerId }).limit(20).page({ cursor: request.query.cursor });
   */
  async page({ cursor }: { cursor?: string | undefined } = {}): Promise<Page<R>> {
    const walk = this.startFrom(cursor).walk();
    const items: R[] = [];
    while (items.length < (this.choices.limit ?? 1) && (await walk.advance())) {
      for (const item of walk.takeAll()) items.push(item);
    }
    return pageOf(walk, items);
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

  /** The exact input of the first request; nothing is sent. */
  abstract toRequest(): object;

  protected abstract with(choices: Partial<ReadingChoices>): this;

  /** How to get pages: of items, or only of counts. */
  protected abstract plan(what: 'items' | 'count'): ReadingPlan;

  /** Global indexes cannot be read consistently: an error where the caller asked for it, and a matter of course where the class did. */
  protected isConsistent(index: IndexMetadata | undefined): boolean {
    const { metadata } = this.context;
    if (index?.type !== 'global') return this.choices.consistentRead ?? metadata.consistentRead;
    if (!this.choices.consistentRead) return false;
    throw new ValidationError(
      `${metadata.className}: index "${index.name}" is global, and cannot be read consistently`,
    );
  }

  /** The filter, which on an index can only see what the index holds: on a local one, too. */
  protected filterOn(index: IndexMetadata | undefined): ConditionNode | undefined {
    const { metadata } = this.context;
    const { filter } = this.choices;
    if (filter && index && index.projection !== 'ALL') {
      const roots = new Set(pathsOf(filter).map(path => path[0]));
      const unseen = metadata.attributes.find(
        ({ name, property }) => roots.has(name) && !index.projected.has(property),
      );
      if (unseen) {
        throw new ValidationError(
          `${metadata.className}: index "${index.name}" does not hold "${unseen.property}", so a filter cannot see it: add it to the projection`,
        );
      }
    }
    return filter;
  }

  private walk(): PageWalk<R> {
    const plan = this.plan('items');
    const { portion, make } = resultsOf<R>(this.context, plan.results);
    const { startKey, pages, cursorAfter } = plan;
    return new PageWalk<R>({ startKey, limit: this.choices.limit, portion, pages, results: make, cursorAfter });
  }
}

/** How many items the next request should look at: with a filter nobody knows how many it takes to find so many. */
export function limitOf({ pageSize, filter }: ReadingChoices, remaining: number | undefined): number | undefined {
  if (filter || remaining === undefined) return pageSize;
  return pageSize === undefined ? remaining : Math.min(pageSize, remaining);
}

/** Both conditions at once; undefined where neither says anything. */
export function both(a: ConditionNode | undefined, b: ConditionNode | undefined): ConditionNode | undefined {
  const { node } = and(a && new Condition(a), b && new Condition(b));
  return isEmpty(node) ? undefined : node;
}

function positive({ className }: EntityMetadata, name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ValidationError(`${className}: ${name}() takes a whole number from 1 on, got ${value}`);
}

function pageOf<R>(walk: PageWalk<R>, items: R[]): Page<R> {
  const { cursor, scannedCount, capacityUnits: capacity } = walk;
  return { items, cursor, count: items.length, scannedCount, capacity };
}
