import { readdir } from 'node:fs/promises';
import type { ClassicLevel } from 'classic-level';
import { DynactError } from '../../errors/dynact-error';
import type { DataStore, EntryChange, KeyRange } from './data-store';

/** A data folder that cannot be used: another process has it, a newer version wrote it, it is no such folder, ... */
export class DataFolderError extends DynactError {
  override readonly code: string = 'DATA_FOLDER';
}

type Store = ClassicLevel<string, string>;

/** What the entries mean; a folder of a later format is refused. */
const FORMAT = 1;
const FORMAT_KEY = 'format';
const LOADED_AT_ONCE = 1000;

/** Keys are characters U+0000 to U+00FF, each a byte, so that they are in the order of the strings. */
const BYTES = {
  name: 'latin1',
  format: 'buffer' as const,
  encode: (text: string) => Buffer.from(text, 'latin1'),
  decode: (bytes: Buffer) => bytes.toString('latin1'),
};

/** A folder with a LevelDB store that this process alone has open: texts by key, in the order of the keys. */
export class DataFolder implements DataStore {
  private constructor(private readonly store: Store) {}

  /** Opens or makes a folder. Throws `DataFolderError`. */
  static async open(path: string): Promise<DataFolder> {
    await checkContent(path);
    const store = newStore(path);
    try {
      await store.open();
    } catch (error) {
      throw openingError(path, error);
    }
    try {
      await checkFormat(path, store);
    } catch (error) {
      await store.close();
      throw error;
    }
    return new DataFolder(store);
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

  write(changes: readonly EntryChange[]): Promise<void> {
    return this.store.batch(
      changes.map(({ key, value }) => (value === undefined ? { type: 'del', key } : { type: 'put', key, value })),
      { sync: true },
    );
  }

  clear(range: KeyRange): Promise<void> {
    return this.store.clear(range);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

/** Loaded when it is needed: programs that keep no data need not have it. */
function newStore(path: string): Store {
  let level: { readonly ClassicLevel: new (path: string, options: object) => Store };
  try {
    level = require('classic-level');
  } catch (cause) {
    throw new DataFolderError(
      'Keeping data in a folder needs the optional dependency classic-level: npm install classic-level',
      { cause },
    );
  }
  return new level.ClassicLevel(path, { keyEncoding: BYTES, valueEncoding: 'utf8' });
}

/** A folder with other files in it is most likely not the one that was meant. */
async function checkContent(path: string): Promise<void> {
  const files = await readdir(path).catch((cause: NodeJS.ErrnoException): string[] => {
    if (cause.code === 'ENOENT') return [];
    throw new DataFolderError(`Cannot read ${path}: ${cause.message}`, { cause });
  });
  if (files.length === 0 || files.includes('CURRENT')) return;
  throw new DataFolderError(`${path} has other files in it: name an empty folder, or one that dynact made`);
}

async function checkFormat(path: string, store: Store): Promise<void> {
  const written = await store.get(FORMAT_KEY);
  if (written === undefined) {
    const [key] = await store.keys({ limit: 1 }).all();
    if (key !== undefined) throw new DataFolderError(`${path} is the store of another program`);
    await store.put(FORMAT_KEY, String(FORMAT), { sync: true });
  } else if (!(Number(written) <= FORMAT)) {
    throw new DataFolderError(
      `${path} was written by a newer version of dynact: it has format ${written}, not ${FORMAT}`,
    );
  }
}

function openingError(path: string, error: unknown): DataFolderError {
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: string; message?: string };
  if (code === 'LEVEL_LOCKED') return new DataFolderError(`${path} is in use by another process`, { cause });
  return new DataFolderError(`Cannot open ${path}: ${message}`, { cause });
}
