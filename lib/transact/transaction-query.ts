import type { ConditionInput } from '../expressions/reference-types';
import type { IndexName } from '../metadata/entity-class';
import type { Query } from '../query/reading';

/** The block's record of an item that a query found; undefined if the block read it as absent before. */
export type Adopt<T> = (record: T) => Promise<T | undefined>;

/**
 * A query in a block of `transact`: each item that it found must be unchanged at commit. It is *not* checked that no other item matches by then.
 * If that matters, keep a count in an item that every program writes when it adds or removes such items.
 */
export class TransactionQuery<T extends object> implements AsyncIterable<T> {
  /** @internal */
  constructor(
    private readonly query: Query<T>,
    private readonly adopt: Adopt<T>,
    private readonly started: <R>(reading: Promise<R>) => Promise<R>,
  ) {}

  /** A condition on the sort key. */
  where(condition: ConditionInput<T>): TransactionQuery<T> {
    return this.with(this.query.where(condition));
  }

  /** Leaves out items after they were read. Items that are left out are not checked at commit. */
  filter(condition: ConditionInput<T>): TransactionQuery<T> {
    return this.with(this.query.filter(condition));
  }

  index(name: IndexName<T>): TransactionQuery<T> {
    return this.with(this.query.index(name));
  }

  limit(count: number): TransactionQuery<T> {
    return this.with(this.query.limit(count));
  }

  desc(): TransactionQuery<T> {
    return this.with(this.query.desc());
  }

  /** Reads the latest writes, so that the block runs less often. Not possible on a global index. */
  consistent(): TransactionQuery<T> {
    return this.with(this.query.consistent());
  }

  /** All records. A transaction may have 100 items, including those that it writes. */
  all(): Promise<T[]> {
    return this.started(this.collect());
  }

  async first(): Promise<T | undefined> {
    return (await this.limit(1).all())[0];
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (const record of await this.all()) yield record;
  }

  private async collect(): Promise<T[]> {
    const records: T[] = [];
    for (const found of await this.query.all()) {
      const record = await this.adopt(found);
      if (record) records.push(record);
    }
    return records;
  }

  private with(query: Query<T>): TransactionQuery<T> {
    return new TransactionQuery(query, this.adopt, this.started);
  }
}
