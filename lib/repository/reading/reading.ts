import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SendContext } from '../../client/send';
import { keyOfItem } from '../../entity/key';
import { conditionNode } from '../../entity/plan';
import { ValidationError } from '../../errors/usage-errors';
import { and, Condition } from '../../expressions/condition';
import { type ConditionNode, pathsOf } from '../../expressions/nodes';
import type { ConditionInput } from '../../expressions/reference-types';
import { COUNTER_KEY, type EntityMetadata } from '../../metadata/entity-metadata';
import type { IndexMetadata } from '../../metadata/index-metadata';
import type { Item } from '../../wire/attribute-value';
import { readItems } from '../batch-read';
import { decodeCursor, encodeCursor } from './cursor';
import { type planResults, type ResultMode, toPlain, toRecords } from './results';
import { type RawPage, Walk } from './walk';

/** Where a query or scan is sent, and how it may be ended. */
export interface ReadingContext {
  readonly metadata: EntityMetadata;
  /** Asked for when it sends, so that a builder can be made before there is a client. */
  readonly client: () => DynamoDBClient;
  readonly signal?: AbortSignal | undefined;
  readonly skipHooks?: boolean | undefined;
}

/** What was asked for so far: immutable, each call of a builder makes another. */
export interface ReadingChoices {
  readonly filter?: ConditionNode;
  readonly indexName?: string;
  readonly limit?: number;
  readonly pageSize?: number;
  readonly consistentRead?: boolean;
  readonly mode: ResultMode;
  readonly cursor?: string;
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
    const node = conditionNode(this.context.metadata, condition);
    const both = [this.choices.filter, node].map(part => part && new Condition(part));
    return this.with({ filter: and(...both).node });
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
    return this.walk();
  }

  [Symbol.asyncIterator](): Walk<R> {
    return this.walk();
  }

  /** All results at once. */
  async all(): Promise<R[]> {
    const results: R[] = [];
    for await (const result of this.walk()) results.push(result);
    return results;
  }

  /** The first result; undefined where there is none. */
  async first(): Promise<R | undefined> {
    const { value } = await this.limit(1).walk().next();
    return value;
  }

  /** How many results there are. DynamoDB reads, and bills, all of them. */
  async count(): Promise<number> {
    let count = 0;
    const { limit, pageSize } = this.choices;
    const plan = this.plan('count');
    for await (const page of plan.pages(plan.startKey, () => pageSize)) {
      count += page.count;
      if (limit !== undefined && count >= limit) return limit;
    }
    return count;
  }

  /**
   * The next results and a cursor: `limit` of them if that is set, or what one request found (but for the last page, at least one).
   *
   * @example
   * const { items, cursor } = await Order.query({ customerId }).limit(20).page({ cursor: request.query.cursor });
   */
  async page({ cursor }: { cursor?: string | undefined } = {}): Promise<Page<R>> {
    const walk = this.startFrom(cursor).walk();
    const items: R[] = [];
    while (items.length < (this.choices.limit ?? 1) && (await walk.advance())) items.push(...walk.takePage());
    return pageOf(walk, items);
  }

  /** One page after the other, as DynamoDB answers; those without results are left out. */
  async *pages(): AsyncGenerator<Page<R>, void, void> {
    const walk = this.walk();
    let before = { scannedCount: 0, capacityUnits: 0 };
    try {
      while ((this.choices.limit === undefined || walk.count < this.choices.limit) && (await walk.advance())) {
        const items = walk.takePage();
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
      await walk.return();
    }
  }

  /** The exact input of the first request; nothing is sent. */
  abstract toRequest(): object;

  protected abstract with(choices: Partial<ReadingChoices>): this;

  /** How to get pages: of items, or only of counts. */
  protected abstract plan(what: 'items' | 'count'): ReadingPlan;

  protected sendContext(signal = this.context.signal): SendContext {
    const { className, tableName } = this.context.metadata;
    return { className, tableName, signal };
  }

  /** Global indexes cannot be read consistently: an error where the caller asked for it, and a matter of course where the class did. */
  protected isConsistent(index: IndexMetadata | undefined): boolean {
    const { metadata } = this.context;
    if (index?.type !== 'global') return this.choices.consistentRead ?? metadata.consistentRead;
    if (!this.choices.consistentRead) return false;
    throw new ValidationError(
      `${metadata.className}: index "${index.name}" is global, and cannot be read consistently`,
    );
  }

  /** The filter, which on a global index can only see what the index holds. */
  protected filterOn(index: IndexMetadata | undefined, hideCounter: boolean): ConditionNode | undefined {
    const { metadata } = this.context;
    const { filter } = this.choices;
    if (filter && index?.type === 'global' && index.projection !== 'ALL') {
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
    return hideCounter && metadata.autoIncrement ? withoutCounter(metadata, filter) : filter;
  }

  private walk(): Walk<R> {
    const { metadata, client, skipHooks } = this.context;
    const { limit } = this.choices;
    const plan = this.plan('items');
    const { properties, fetch } = plan.results;
    return new Walk<R>({
      startKey: plan.startKey,
      limit,
      pages: plan.pages,
      results: async items => {
        if (properties) return toPlain(metadata.className, properties, items) as R[];
        if (!fetch) return (await toRecords<T>(metadata, items, { skipHooks })) as unknown as R[];
        const keys = items.map(item => ({ metadata, key: keyOfItem(metadata, item) }));
        const found = await readItems(client(), keys, { signal: this.context.signal });
        const records = await toRecords<T>(
          metadata,
          found.filter(item => item !== undefined),
          { skipHooks },
        );
        return found.map(item => item && records.shift()) as (R | undefined)[];
      },
      cursorAfter: plan.cursorAfter,
    });
  }
}

/** A query or scan that is ready to be walked. */
export interface ReadingPlan {
  readonly startKey: Item | undefined;
  readonly results: ReturnType<typeof planResults>;
  pages(startKey: Item | undefined, remaining: () => number | undefined): AsyncGenerator<RawPage, void, void>;
  cursorAfter(item: Item): string | undefined;
}

/** The cursors of one walk: which texts belong to it, and the key that is in one. */
export function cursorsOf(metadata: EntityMetadata, index: IndexMetadata | undefined, identity: readonly unknown[]) {
  const walk = JSON.stringify([metadata.tableName, index?.name ?? null, ...identity], (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  const keys = [...metadata.keys, ...(index ? [...index.partitionKeys, ...index.sortKeys] : [])];
  const names = [...new Set(keys.map(({ name }) => name))];
  return {
    keyOf: (cursor: string | undefined) => (cursor === undefined ? undefined : decodeCursor(walk, cursor)),
    after: (item: Item) => encodeCursor(walk, Object.fromEntries(names.map(name => [name, item[name]!]))),
  };
}

/** How many items the next request should look at: with a filter nobody knows how many it takes to find so many. */
export function limitOf(
  { pageSize, filter }: ReadingChoices,
  remaining: number | undefined,
  filtered = filter,
): number | undefined {
  if (filtered || remaining === undefined) return pageSize;
  return pageSize === undefined ? remaining : Math.min(pageSize, remaining);
}

function withoutCounter({ partitionKey }: EntityMetadata, filter: ConditionNode | undefined): ConditionNode {
  const hidden: ConditionNode = {
    kind: 'comparison',
    comparator: '<>',
    left: { kind: 'path', path: [partitionKey.name] },
    right: { kind: 'value', value: { N: String(COUNTER_KEY) } },
  };
  return and(new Condition(hidden), filter && new Condition(filter)).node;
}

function positive({ className }: EntityMetadata, name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ValidationError(`${className}: ${name}() takes a whole number from 1 on, got ${value}`);
}

function pageOf<R>(walk: Walk<R>, items: R[]): Page<R> {
  const { cursor, scannedCount, capacityUnits: capacity } = walk;
  return { items, cursor, count: items.length, scannedCount, capacity };
}
