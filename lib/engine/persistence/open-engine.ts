import { checkChoices, type Flat, namesOf, type OptionNames } from '../../errors/known-options';
import { databaseOf, ENGINE_OPTIONS, Engine, type EngineOptions } from '../engine';
import { CheckedStore } from './checked-store';
import { DataFolder } from './data-folder';
import type { DataStore } from './data-store';
import { DurableCopy } from './durable-copy';
import { type DataLoss, lossOf } from './repair';

/** The options of an engine, and where its data is kept. */
export type OpenEngineOptions = Flat<
  EngineOptions & {
    /** A folder, which is created if needed. Without it, data is lost when the process ends. */
    readonly data?: string | undefined;
    /** Stores the data, in place of a folder. */
    readonly store?: DataStore | undefined;
    /** Opens damaged data with what is left. Called with what is lost, as readable lines; with none if nothing is lost. */
    readonly repair?: ((lost: DataLoss) => void) | undefined;
    /** Called at once when the data cannot be stored any more. From then on every request is answered with `InternalServerError`. */
    readonly onFailure?: ((error: unknown) => void) | undefined;
  }
>;

const OPEN_OPTIONS: OptionNames<OpenEngineOptions> = /* @__PURE__ */ namesOf(ENGINE_OPTIONS, {
  data: true,
  store: true,
  repair: true,
  onFailure: true,
});

/**
 * An engine with the data of a folder. Every write is on disk before it is answered, so a killed process loses none.
 *
 * ```ts
 * const engine = await openEngine({ data: '.dynamodb' });
 * const client = memoryClient({ engine });
 * await engine.close();
 * ```
 *
 * Needs the optional dependency `classic-level`. Throws `DataFolderError`: the folder is in use by another process, was written
 * by another version, has other files in it, or is damaged.
 */
export async function openEngine(options: OpenEngineOptions = {}): Promise<Engine> {
  checkChoices('openEngine()', options, OPEN_OPTIONS);
  const { data, store, repair, onFailure, ...engineOptions } = options;
  if (data !== undefined && store) throw new TypeError('Name a folder or a store for the data, not both');
  const folder = data === undefined ? undefined : await DataFolder.open(data, repair !== undefined);
  const kept = folder ?? store;
  if (!kept) return new Engine(engineOptions);
  const database = databaseOf(engineOptions);
  try {
    const checked = await CheckedStore.open(kept, repair !== undefined);
    const lost = checked.damage ? await lossOf(checked.store, checked.damage) : [];
    repair?.(folder?.lostEnd ? [folder.lostEnd, ...lost] : lost);
    const durability = await DurableCopy.open(checked.store, database, onFailure);
    return new Engine(engineOptions, { database, durability });
  } catch (error) {
    await kept.close();
    throw error;
  }
}
