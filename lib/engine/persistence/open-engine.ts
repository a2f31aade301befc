import { databaseOf, Engine, type EngineOptions } from '../engine';
import { DataFolder } from './data-folder';
import type { DataStore } from './data-store';
import { DurableCopy } from './durable-copy';

/** An engine, and where its data is kept. */
export interface OpenEngineOptions extends EngineOptions {
  /** A folder; it is made when it is not there. Without it, data is gone when the process ends. */
  readonly data?: string;
  /** What keeps the data, in place of a folder. */
  readonly store?: DataStore;
  /** Is told when the data cannot be kept any more, at once; from then on every request is answered with `InternalServerError`. */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * An engine with the data that a folder has. Every write is on the disk before it is answered, and a killed process loses none.
 *
 * ```ts
 * const engine = await openEngine({ data: '.dynamodb' });
 * const client = memoryClient({ engine });
 * await engine.close();
 * ```
 *
 * Needs the optional dependency `classic-level`. Throws `DataFolderError`: the folder is in use by another process, was written
 * by a newer version, or has other files in it.
 */
export async function openEngine({ data, store, onFailure, ...options }: OpenEngineOptions = {}): Promise<Engine> {
  if (data !== undefined && store) throw new TypeError('Name a folder or a store for the data, not both');
  const kept = data === undefined ? store : await DataFolder.open(data);
  if (!kept) return new Engine(options);
  const database = databaseOf(options);
  return new Engine(options, { database, durability: await DurableCopy.open(kept, database, onFailure) });
}
