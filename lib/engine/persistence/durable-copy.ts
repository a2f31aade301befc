import type { Database } from '../database/database';
import type { Durability } from '../engine';
import { ServiceError } from '../protocol/service-error';
import type { CheckedStore } from './checked-store';
import type { KeyRange } from './data-store';
import type { Keeper } from './keeper';
import { KeptStreams } from './kept-streams';
import { KeptTables } from './kept-tables';
import { KeptTokens } from './kept-tokens';

/**
 * The copy of a database in a store. The database answers requests. The copy follows with one atomic write for all changes since the last one, and is
 * only read when it is opened.
 */
export class DurableCopy implements Durability {
  private writing: Promise<void> | undefined;
  private following: Promise<void> | undefined;
  private clearing: Promise<void> = Promise.resolve();
  private failure: ServiceError | undefined;

  private constructor(
    private readonly store: CheckedStore,
    private readonly keepers: readonly Keeper[],
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Fills an empty database from a store, and keeps it there from then on. */
  static async open(
    store: CheckedStore,
    database: Database,
    onFailure: (error: unknown) => void = () => {},
  ): Promise<DurableCopy> {
    const keepers = [new KeptTables(database), new KeptStreams(database.streams), new KeptTokens(database.tokens)];
    const copy = new DurableCopy(store, keepers, onFailure);
    for (const keeper of keepers) copy.clear(await keeper.load(store));
    return copy;
  }

  /** Resolves when all changes until now are on disk. Rejects after the disk failed, from then on always. */
  settled(): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    if (!this.keepers.some(keeper => keeper.isBehind())) return this.following ?? this.writing ?? Promise.resolve();
    this.following ??= this.writeNext();
    return this.following;
  }

  async close(): Promise<void> {
    try {
      await this.settled();
      await this.clearing;
    } finally {
      await this.store.close();
    }
  }

  /** Changes during one write go together into the next one. */
  private async writeNext(): Promise<void> {
    await this.writing;
    this.following = undefined;
    const writing = this.write();
    this.writing = writing;
    try {
      await writing;
    } finally {
      if (this.writing === writing) this.writing = undefined;
    }
  }

  private async write(): Promise<void> {
    const changes = this.keepers.map(keeper => keeper.take());
    try {
      await this.store.write(changes.flatMap(({ entries }) => entries));
    } catch (error) {
      this.failure = diskError(error);
      this.onFailure(error);
      throw this.failure;
    }
    this.clear(changes.flatMap(({ leftovers }) => leftovers));
  }

  /** Runs in the background. What it does not finish is done when the folder is opened the next time. */
  private clear(ranges: readonly KeyRange[]): void {
    for (const range of ranges) {
      this.clearing = this.clearing.then(() => this.store.clear(range)).catch(() => undefined);
    }
  }
}

function diskError(cause: unknown): ServiceError {
  const message = `The data could not be written: ${cause instanceof Error ? cause.message : cause}`;
  return new ServiceError('com.amazonaws.dynamodb.v20120810#InternalServerError', message, {}, 500);
}
