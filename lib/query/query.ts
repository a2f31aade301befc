import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { COUNTER_ATTRIBUTE } from '../client/requests';
import { ValidationError } from '../errors/usage-errors';
import { type ConditionNode, pathsOf } from '../expressions/nodes';
import type { ConditionInput } from '../expressions/reference-types';
import type { AttributeName, Key, Values } from '../metadata/entity-class';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';
import { type QueryOperation, queryInput } from '../operations/read';
import { conditionNode } from '../write/plan';
import { type AccessPath, chooseAccessPath, describePath, keyCondition } from './access-path';
import type { ReadingContext } from './context';
import { cursorsOf } from './cursor';
import { inOrder, queryPages } from './page-source';
import { both, limitOf, Reading, type ReadingChoices, type ReadingPlan } from './reading';
import { planResults } from './results';

interface QueryChoices extends ReadingChoices {
  readonly where?: ConditionNode | undefined;
  readonly descending?: boolean;
}

/**
 * The items of one partition, in the order of the sort key. Immutable: each method gives another query. It never becomes a scan.
 *
 * @example
 * for await (const order of Order.query({ customerId: 'c1' }).where(o => o.placedAt.gte('2026')).desc().limit(20)) { ... }
 * // Query { KeyConditionExpression: '#0 = :0 AND #1 >= :1', ScanIndexForward: false, Limit: 20, ... }
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export class Query<T extends object, R = T> extends Reading<T, R> {
  /** @internal */
  constructor(
    context: ReadingContext,
    private readonly key: Key<T>,
    protected override readonly choices: QueryChoices = { mode: { kind: 'records' } },
  ) {
    super(context, choices);
  }

  /** A condition on the sort key: =, <, <=, >, >=, between, beginsWith. It decides what is read; {@link filter} what is left of it. */
  where(condition: ConditionInput<T>): this {
    return this.with({ where: both(this.choices.where, conditionNode(this.context.metadata, condition)) });
  }

  /** Through this index, where the key alone does not tell. */
  index(name: string): this {
    return this.with({ indexName: name });
  }

  /** In ascending order of the sort key, which is the default. */
  asc(): this {
    return this.with({ descending: false });
  }

  /** In descending order of the sort key. */
  desc(): this {
    return this.with({ descending: true });
  }

  /** Only these attributes, as plain objects: less to transfer, the same capacity. */
  select<K extends AttributeName<T>>(...properties: K[]): Query<T, Pick<T, K>> {
    return this.with({ mode: { kind: 'select', properties } }) as unknown as Query<T, Pick<T, K>>;
  }

  /** What the index holds, as plain objects. */
  partial(): Query<T, Values<T>> {
    return this.with({ mode: { kind: 'partial' } }) as unknown as Query<T, Values<T>>;
  }

  /** Whole records though the index holds less: read from the table by their keys, at the cost of those reads. */
  fetch(): Query<T, T> {
    return this.with({ mode: { kind: 'fetch' } }) as unknown as Query<T, T>;
  }

  override toRequest(): QueryCommandInput {
    const { operation, plan } = this.prepare('items');
    return queryInput({
      ...operation,
      startKey: plan.startKey,
      limit: limitOf(this.choices, this.choices.limit),
    });
  }

  protected override with(choices: Partial<QueryChoices>): this {
    return new Query<T, R>(this.context, this.key, { ...this.choices, ...choices }) as this;
  }

  protected override plan(what: 'items' | 'count'): ReadingPlan {
    return this.prepare(what).plan;
  }

  private prepare(what: 'items' | 'count'): { operation: QueryOperation; plan: ReadingPlan } {
    const { metadata, target } = this.context;
    const { where, indexName, descending = false, cursor } = this.choices;
    const key = this.checkedKey();
    const sorting = where ? pathsOf(where).map(path => String(path[0])) : [];
    const path = chooseAccessPath(metadata, Object.keys(key), indexName, sorting);
    const condition = keyCondition(metadata, path, key, where);
    const results = planResults(metadata, path.index, this.choices.mode, what);
    const operation: QueryOperation = {
      tableName: metadata.tableName,
      indexName: path.index?.name,
      keyCondition: condition,
      descending,
      filter: both(counterFilter(metadata, key), this.checkedFilter(path)),
      select: results.select,
      consistentRead: this.isConsistent(path.index),
    };
    const cursors = cursorsOf(metadata, path.index, [condition, descending]);
    return {
      operation,
      plan: {
        startKey: cursors.keyOf(cursor),
        results,
        cursorAfter: cursors.after,
        pages: (startKey, remaining) =>
          inOrder(queryPages(target(), operation), startKey, () => limitOf(this.choices, remaining())),
      },
    };
  }

  private checkedKey(): Record<string, unknown> {
    if (typeof this.key === 'object' && this.key !== null && Object.keys(this.key).length > 0) return this.key;
    throw new ValidationError(
      `${this.context.metadata.className}: a query needs a partition key, such as { ${this.context.metadata.partitionKey.property} }; scan() reads everything`,
    );
  }

  private checkedFilter(path: AccessPath): ConditionNode | undefined {
    const filter = this.filterOn(path.index);
    const roots = new Set(filter && pathsOf(filter).map(part => part[0]));
    const key = [...path.partitionKeys, ...path.sortKeys].find(({ name }) => roots.has(name));
    if (!key) return filter;
    throw new ValidationError(
      `${this.context.metadata.className}: filter() cannot have a condition on "${key.property}", a key of ${describePath(path)}: use where()`,
    );
  }
}

/** At the key of an auto-increment class's counter there is no record; a filter may not name a key, so it names what the counter has. */
function counterFilter(
  { autoIncrement, partitionKey }: EntityMetadata,
  key: Readonly<Record<string, unknown>>,
): ConditionNode | undefined {
  if (!autoIncrement || Number(key[partitionKey.property]) !== COUNTER_KEY) return undefined;
  return { kind: 'exists', path: [COUNTER_ATTRIBUTE], exists: false };
}
