import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassicLevel } from 'classic-level';
import { DynactError } from '../../errors/dynact-error';
import type { DataStore, EntryChange, KeyRange } from './data-store';

/** A data folder that cannot be used: another process uses it, a newer version wrote it, it has other files, ... */
export class DataFolderError extends DynactError {
  override readonly code: string = 'DATA_FOLDER';
}

type Store = ClassicLevel<string, string>;

/** The format of the entries. A folder with a later format is refused. */
const FORMAT = 2;
const FORMAT_KEY = '!format';
const LOADED_AT_ONCE = 1000;
/** The number of written batches, in the store and in a file next to it. A store that lost its end has fewer. */
const BATCHES_KEY = '!batches';
const BATCHES_FILE = 'dynact-batches';
const NOTED_EVERY = 1000;
/** The files that LevelDB creates in a folder, before and after it is ready. */
const OWN_FILES = /^(CURRENT|LOCK|LOG(\.old)?|MANIFEST-\d+|\d+\.(log|ldb|sst|dbtmp)|lost|dynact-batches)$/;
const DATA_FILES = /\.(ldb|sst)$|^dynact-batches$/;

/** Each character of a key (U+0000 to U+00FF) becomes one byte, so keys keep the order of the strings. */
const BYTES = {
  name: 'latin1',
  format: 'buffer' as const,
  encode: (text: string) => Buffer.from(text, 'latin1'),
  decode: (bytes: Buffer) => bytes.toString('latin1'),
};

/** A folder with a LevelDB store that only this process has open: texts by key, in the order of the keys. */
export class DataFolder implements DataStore {
  private noting: NodeJS.Timeout | undefined;

  private constructor(
    private readonly path: string,
    private readonly store: Store,
    private batches: number,
    /** What a repair found missing at the end of the store, as a readable line. */
    readonly lostEnd: string | undefined,
  ) {}

  /** Opens or creates a folder. A repair begins with that of LevelDB. Throws `DataFolderError`. */
  static async open(path: string, repair = false): Promise<DataFolder> {
    await checkContent(path, repair);
    const Level = levelClass();
    const store = await openStore(Level, path, repair).catch(error => {
      throw openingError(path, error);
    });
    try {
      await checkFormat(path, store);
      const { written, lost } = await countBatches(path, store);
      if (lost && !repair) throw damagedFolder(path, `${lost} are missing`);
      const folder = new DataFolder(path, store, written, lost);
      // A known loss is not reported again, even if the process is killed.
      if (lost) await folder.note();
      return folder;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async *pages({ gte, lt }: KeyRange): AsyncGenerator<[key: string, value: string][]> {
    const iterator = this.store.iterator({ gte, lt });
    try {
      for (;;) {
        const page = await iterator.nextv(LOADED_AT_ONCE);
        if (page.length === 0) return;
        yield page;
      }
    } finally {
      await iterator.close();
    }
  }

  async lastKey({ gte, lt }: KeyRange): Promise<string | undefined> {
    const [key] = await this.store.keys({ gte, lt, reverse: true, limit: 1 }).all();
    return key;
  }

  async write(changes: readonly EntryChange[]): Promise<void> {
    const counted = [...changes, { key: BATCHES_KEY, value: String(this.batches + 1) }];
    await this.store.batch(
      counted.map(({ key, value }) => (value === undefined ? { type: 'del', key } : { type: 'put', key, value })),
      { sync: true },
    );
    this.batches++;
    this.noting ??= setTimeout(() => void this.note(), NOTED_EVERY).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.noting);
    await this.note();
    await this.store.close();
  }

  /** Written late and not with each batch, which would take another disk access. So the loss of the last batches may not be noticed. */
  private async note(): Promise<void> {
    this.noting = undefined;
    await writeFile(join(this.path, BATCHES_FILE), String(this.batches)).catch(() => undefined);
  }
}

/** Loaded when it is needed: programs without a data folder do not need it. */
function levelClass(): typeof ClassicLevel {
  try {
    return (require('classic-level') as { readonly ClassicLevel: typeof ClassicLevel }).ClassicLevel;
  } catch (cause) {
    throw new DataFolderError(
      'Keeping data in a folder needs the optional dependency classic-level: npm install classic-level',
      { cause },
    );
  }
}

async function openStore(Level: typeof ClassicLevel, path: string, repair: boolean): Promise<Store> {
  // This comes first: the store starts to open when it is constructed.
  if (repair) await Level.repair(path);
  const store: Store = new Level(path, { keyEncoding: BYTES, valueEncoding: 'utf8' });
  await store.open();
  return store;
}

/** A folder with other files is probably the wrong one. A folder that is not ready yet was left by a killed process. */
async function checkContent(path: string, repair: boolean): Promise<void> {
  const files = await readdir(path).catch((cause: NodeJS.ErrnoException): string[] => {
    if (cause.code === 'ENOENT') return [];
    throw new DataFolderError(`Cannot read ${path}: ${cause.message}`, { cause });
  });
  if (!files.every(file => OWN_FILES.test(file))) {
    throw new DataFolderError(`${path} has other files in it: name an empty folder, or one that dynact made`);
  }
  if (repair || files.includes('CURRENT')) return;
  // LevelDB would start a new store and delete files that it does not know.
  if (files.some(file => DATA_FILES.test(file))) throw damagedFolder(path, 'the file CURRENT is missing');
}

/** The number of batches in the store, and how many more the file next to it has noted. */
async function countBatches(path: string, store: Store): Promise<{ written: number; lost: string | undefined }> {
  const written = Number((await store.get(BATCHES_KEY)) ?? 0);
  const noted = Number(await readFile(join(path, BATCHES_FILE), 'utf8').catch(() => 0));
  return { written, lost: noted > written ? `the last ${noted - written} of ${noted} writes` : undefined };
}

function damagedFolder(path: string, problem: string): DataFolderError {
  return new DataFolderError(`${path} is damaged: ${problem}. To go on with what is left of it, repair it: --repair`);
}

async function checkFormat(path: string, store: Store): Promise<void> {
  const written = await store.get(FORMAT_KEY);
  if (written === undefined) {
    const [key] = await store.keys({ limit: 1 }).all();
    if (key !== undefined) throw new DataFolderError(`${path} is the store of another program`);
    await store.put(FORMAT_KEY, String(FORMAT), { sync: true });
  } else if (Number(written) !== FORMAT) {
    throw new DataFolderError(
      `${path} was written by another version of dynact: it has format ${written}, not ${FORMAT}`,
    );
  }
}

function openingError(path: string, error: unknown): DataFolderError {
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: string; message?: string };
  if (code === 'LEVEL_LOCKED') return new DataFolderError(`${path} is in use by another process`, { cause });
  if (code === 'LEVEL_CORRUPTION' || /^Corruption/.test(message ?? '')) return damagedFolder(path, String(message));
  return new DataFolderError(`Cannot open ${path}: ${message}`, { cause });
}
