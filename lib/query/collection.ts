import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { checkOptions, type Flat } from '../errors/known-options';
import { conditionNode } from '../expressions/inputs';
import type { ConditionInput } from '../expressions/reference-types';
import type { EntityClass, Key } from '../metadata/entity-class';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { SharedTable } from '../metadata/shared-table';
import { metadataOfTable } from '../metadata/table-metadata';
import { metadataForKey } from './collection-path';
import { QUERY_OPTIONS, type QueryOptions } from './context';
import { type CollectionUnknown, commonAttributes, type Member, membersOf, recogniser } from './members';
import { both, choicesOf, type ReadChoices } from './plan';
import { type Page, Query } from './reading';
import type { Walk } from './walk';

/** The classes of a collection by name. */
export type CollectionClasses = Readonly<Record<string, EntityClass>>;

/** The records of a collection: of any of its classes. */
export type CollectionRecord<M extends CollectionClasses> = InstanceType<M[keyof M]>;

/** The key of a partition, as one of the classes makes it. */
export type CollectionKey<M extends CollectionClasses> = { [N in keyof M]: Key<InstanceType<M[N]>> }[keyof M];

/** The records of a collection by the names of their classes, each group in the order of the sort key. */
export type Grouped<M extends CollectionClasses> = { [N in keyof M]: InstanceType<M[N]>[] } & {
  /** Whether nothing was left out by `limit`. */
  complete: boolean;
  /** Resumes after the last record; undefined where that was the end. */
  cursor: string | undefined;
  /** Items of none of the classes: they were read, and left out. */
  unknown: number;
};

export interface CollectionOptions {
  /** What is done with an item of none of the classes: it is left out and counted, or an error. Default `'skip'`. */
  onUnknown?: CollectionUnknown;
}

export type CollectionQueryOptions = Flat<Omit<QueryOptions, 'onUnknown'> & CollectionOptions>;

/** A walk through a collection. */
export interface CollectionWalk<R> extends Walk<R> {
  /** Items of none of the classes that were met so far. */
  readonly unknown: number;
}

/** A page of a collection. */
export interface CollectionPage<R> extends Page<R> {
  /** Items of none of the classes that were met on the way. */
  unknown: number;
}

/**
 * Several classes of a shared table, read together: what is in one partition, in the order of the sort key, each item as a record of its
 * class. A discriminator distinguishes the classes, or the key if each class has its own literals.
 *
 * @example
 * const view = collection(app, { org: Org, users: User, orders: Order });
 * for await (const record of view.query({ orgId })) { ... } // Org | User | Order
 * // Query { KeyConditionExpression: '#0 = :0', ... }, one request a page
 * const { org, users, orders, complete } = await view.query({ orgId }).grouped();
 * @throws ConfigurationError a class is not of the table, or one key could be of two classes
 */
export function collection<const M extends CollectionClasses>(
  table: SharedTable,
  classes: M,
  options: CollectionOptions = {},
): Collection<M> {
  checkOptions('', 'collection', options, { onUnknown: true });
  return new Collection<M>(table, membersOf(table, classes), options);
}

export class Collection<M extends CollectionClasses> {
  private readonly view: EntityMetadata;

  /** @internal */
  constructor(
    private readonly table: SharedTable,
    private readonly members: readonly Member[],
    private readonly options: CollectionOptions,
  ) {
    const attributes = commonAttributes(members);
    this.view = {
      ...metadataOfTable(table),
      className: `The collection of ${members.map(({ metadata }) => metadata.className).join(', ')}`,
      shared: undefined,
      brought: Object.assign({}, ...members.map(({ metadata }) => metadata.brought)),
      attributes,
      byProperty: new Map(attributes.map(attribute => [attribute.property, attribute])),
      consistentRead: members.some(({ metadata }) => metadata.consistentRead),
      members: recogniser(table, members),
    };
  }

  /** The items of one partition of the table or of an index, found by what its key is made of. Nothing is sent before it is walked. */
  query(key: CollectionKey<M>, options: CollectionQueryOptions = {}): CollectionQuery<M> {
    const plan = (indexName: string | undefined) =>
      metadataForKey(this.viewNow(), this.table, this.members, key as Record<string, unknown>, indexName);
    checkOptions('', 'query of a collection', options, QUERY_OPTIONS);
    const { onUnknown = this.options.onUnknown ?? 'skip' } = options;
    return new CollectionQuery<M>(
      { members: this.members, view: this.view, key, plan, options: { ...options, onUnknown } },
      choicesOf(options),
    );
  }

  /** The table's name may have changed since. */
  private viewNow(): EntityMetadata {
    return { ...this.view, tableName: metadataOfTable(this.table).tableName };
  }
}

interface CollectionContext {
  readonly members: readonly Member[];
  readonly view: EntityMetadata;
  readonly key: object;
  /** The class that the query is planned for. */
  readonly plan: (indexName: string | undefined) => EntityMetadata;
  readonly options: CollectionQueryOptions;
}

/** A query of a collection. Immutable: each method gives another one. */
export class CollectionQuery<M extends CollectionClasses> implements AsyncIterable<CollectionRecord<M>> {
  /** @internal */
  constructor(
    private readonly context: CollectionContext,
    private readonly choices: ReadChoices,
  ) {}

  /** Leaves out items after they were read (and paid for), by attributes that all classes have. */
  filter(condition: ConditionInput<CollectionRecord<M>>): CollectionQuery<M> {
    return this.with({ filter: both(this.choices.filter, conditionNode(this.context.view, condition)) });
  }

  /** Through this index, if the key alone does not decide. */
  index(name: string): CollectionQuery<M> {
    return this.with({ indexName: name });
  }

  /** In ascending order of the sort key, which is the default. */
  asc(): CollectionQuery<M> {
    return this.with({ descending: false });
  }

  /** In descending order of the sort key. */
  desc(): CollectionQuery<M> {
    return this.with({ descending: true });
  }

  /** At most so many records. */
  limit(count: number): CollectionQuery<M> {
    return this.with({ limit: count });
  }

  /** Maximum items one request reads, before the filter. Default: what fits in 1 MB. */
  pageSize(items: number): CollectionQuery<M> {
    return this.with({ pageSize: items });
  }

  /** Reads the latest writes, at twice the capacity; not possible on a global index. */
  consistent(consistentRead = true): CollectionQuery<M> {
    return this.with({ consistentRead });
  }

  /** Also items that have expired and are not deleted yet: see `@ExpiresAt`. */
  withExpired(withExpired = true): CollectionQuery<M> {
    return this.with({ withExpired });
  }

  /** Also records that were soft-deleted: see `@DeletedAt`. */
  withDeleted(withDeleted = true): CollectionQuery<M> {
    return this.with({ withDeleted });
  }

  /** Resumes where a cursor of the same query was taken. */
  startFrom(cursor: string | undefined): CollectionQuery<M> {
    return this.with(cursor === undefined ? {} : { cursor });
  }

  /** Whole records though the index holds less: read from the table by their keys, at the cost of those reads. */
  fromTable(): CollectionQuery<M> {
    return this.with({ mode: { kind: 'fromTable' } });
  }

  /** Walks through all records; the walk has its cursor, counts and capacity as it goes. */
  iterate(): CollectionWalk<CollectionRecord<M>> {
    const { query, counter } = this.query();
    return Object.defineProperty(query.iterate(), 'unknown', {
      get: () => counter.unknown,
    }) as CollectionWalk<CollectionRecord<M>>;
  }

  [Symbol.asyncIterator](): CollectionWalk<CollectionRecord<M>> {
    return this.iterate();
  }

  /** All records at once. */
  async all(): Promise<CollectionRecord<M>[]> {
    return this.query().query.all();
  }

  /** The first record; undefined if there is none. */
  async first(): Promise<CollectionRecord<M> | undefined> {
    return this.query().query.first();
  }

  /** The next records and a cursor: as of a query of one class. */
  async page(options: { cursor?: string | undefined } = {}): Promise<CollectionPage<CollectionRecord<M>>> {
    const { query, counter } = this.query();
    const page = await query.page(options);
    return { ...page, unknown: counter.unknown };
  }

  /** One page after the other, as DynamoDB answers; those without records are left out. */
  pages(): AsyncGenerator<Page<CollectionRecord<M>>, void, void> {
    return this.query().query.pages();
  }

  /** All records by the names of their classes, in as many requests as there are pages. */
  async grouped(): Promise<Grouped<M>> {
    const { members } = this.context;
    const groups = new Map(members.map(({ name }): [string, object[]] => [name, []]));
    const groupOf = groupsByClass(members);
    const walk = this.iterate();
    for await (const record of walk) groups.get(groupOf(record))!.push(record);
    const { cursor, unknown } = walk;
    return { ...Object.fromEntries(groups), complete: cursor === undefined, cursor, unknown } as Grouped<M>;
  }

  /** The exact input of the first request; nothing is sent. */
  toRequest(): QueryCommandInput {
    return this.query().query.toRequest();
  }

  private with(choices: Partial<ReadChoices>): CollectionQuery<M> {
    return new CollectionQuery<M>(this.context, { ...this.choices, ...choices });
  }

  /** The query behind it, and what it counts. */
  private query(): { query: Query<CollectionRecord<M>>; counter: { unknown: number } } {
    const { plan, key, options, members } = this.context;
    const counter = { unknown: 0 };
    const context = {
      metadata: plan(this.choices.indexName),
      classNames: members.map(({ metadata }) => metadata.className).join(', '),
      options: { ...options, onUnknownItem: () => counter.unknown++ },
    };
    const { limit, pageSize, ...choices } = this.choices;
    let query = new Query<CollectionRecord<M>>(context, key as Key<CollectionRecord<M>>, choices);
    if (limit !== undefined) query = query.limit(limit);
    if (pageSize !== undefined) query = query.pageSize(pageSize);
    return { query, counter };
  }
}

/** The name of a record's group: that of its class, or of the class above it. */
function groupsByClass(members: readonly Member[]): (record: object) => string {
  const known = new Map<unknown, string>();
  return record => {
    const type: unknown = record.constructor;
    const before = known.get(type);
    if (before !== undefined) return before;
    const own = members.find(({ metadata }) => metadata.type === type);
    const { name } = own ?? members.find(({ metadata }) => record instanceof metadata.type)!;
    known.set(type, name);
    return name;
  };
}
