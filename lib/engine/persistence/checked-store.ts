import { crc32 } from 'node:zlib';
import { DataFolderError } from './data-folder';
import type { DataStore, EntryChange, KeyRange } from './data-store';

/** Totals of all records, written with each batch: they reveal records that were lost, or added by others. */
interface State {
  readonly records: number;
  /** The sum of the checksums of all records. */
  readonly sum: number;
}

/** The damage of a store. */
export interface Damage {
  /** Keys of records that differ from what was written. */
  readonly damaged: readonly string[];
  /** How many records are missing. Below zero: how many exist that were never written. */
  readonly missing: number;
}

const STATE = '!state';
const EVERYTHING: KeyRange = { gte: '"', lt: '\u00ff' };
const CHECKSUM_LENGTH = 8;
const CLEARED_AT_ONCE = 1000;
/** Sums are exact below 2^53. With up to 2^32 for each record, this many records fit. */
const MODULUS = 2 ** 48;

/**
 * A store whose records have checksums, and which knows their totals. Flipped bits, cut files and missing records are found when it is opened, and are
 * never read as data.
 */
export class CheckedStore implements DataStore {
  private readonly checksums = new Map<string, number>();
  private sum = 0;
  private writing: Promise<void> = Promise.resolve();

  private constructor(private readonly store: DataStore) {}

  /** Checks all records. A repair deletes damaged ones and returns the damage; otherwise damage is an error. */
  static async open(store: DataStore, repair = false): Promise<{ store: CheckedStore; damage?: Damage }> {
    const checked = new CheckedStore(store);
    const { damaged, expected } = await checked.read();
    const known = expected === 'damaged' ? undefined : expected;
    if (damaged.length === 0 && expected !== 'damaged' && (!known || isSame(known, checked.state)))
      return { store: checked };
    const damage = { damaged, missing: known ? known.records - checked.checksums.size - damaged.length : 0 };
    if (!repair) throw damagedError(describeDamage(damage));
    await checked.remove(damaged);
    return { store: checked, damage };
  }

  async *pages(range: KeyRange): AsyncGenerator<(readonly [key: string, value: string])[]> {
    for await (const page of this.store.pages(range)) yield page.map(([key, text]) => [key, valueIn(text)] as const);
  }

  lastKey(range: KeyRange): Promise<string | undefined> {
    return this.store.lastKey(range);
  }

  /** Writes one batch after the other, as each needs the totals of the one before. */
  write(changes: readonly EntryChange[]): Promise<void> {
    const written = this.writing.then(() => this.writeNow(changes));
    this.writing = written.catch(() => undefined);
    return written;
  }

  async clear(range: KeyRange): Promise<void> {
    for await (const page of this.store.pages(range)) {
      for (let at = 0; at < page.length; at += CLEARED_AT_ONCE) {
        await this.write(page.slice(at, at + CLEARED_AT_ONCE).map(([key]) => ({ key })));
      }
    }
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private get state(): State {
    return { records: this.checksums.size, sum: this.sum };
  }

  private writeNow(changes: readonly EntryChange[]): Promise<void> {
    const entries = changes.map(({ key, value }) => {
      const checksum = value === undefined ? undefined : checksumOf(key, value);
      this.note(key, checksum);
      return checksum === undefined ? { key } : { key, value: hexadecimal(checksum) + value };
    });
    const state = JSON.stringify(this.state);
    return this.store.write([...entries, { key: STATE, value: hexadecimal(checksumOf(STATE, state)) + state }]);
  }

  private note(key: string, checksum: number | undefined): void {
    const before = this.checksums.get(key) ?? 0;
    if (checksum === undefined) this.checksums.delete(key);
    else this.checksums.set(key, checksum);
    this.sum = (this.sum - before + (checksum ?? 0) + MODULUS) % MODULUS;
  }

  /** The damage, and the totals of the last write. */
  private async read(): Promise<{ damaged: string[]; expected: State | 'damaged' | undefined }> {
    try {
      return { damaged: await this.readAll(), expected: await this.expectedState() };
    } catch (cause) {
      throw damagedError(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  /** Reads every record. Returns the keys of damaged ones. */
  private async readAll(): Promise<string[]> {
    const damaged: string[] = [];
    for await (const page of this.store.pages(EVERYTHING)) {
      for (const [key, text] of page) {
        if (isIntact(key, text)) this.note(key, Number.parseInt(text.slice(0, CHECKSUM_LENGTH), 16));
        else damaged.push(key);
      }
    }
    return damaged;
  }

  /** Undefined if the store was never written to. */
  private async expectedState(): Promise<State | 'damaged' | undefined> {
    for await (const page of this.store.pages({ gte: STATE, lt: `${STATE}!` })) {
      for (const [key, text] of page) return isIntact(key, text) ? (JSON.parse(valueIn(text)) as State) : 'damaged';
    }
    return this.checksums.size > 0 ? 'damaged' : undefined;
  }

  private remove(keys: readonly string[]): Promise<void> {
    return this.write(keys.map(key => ({ key })));
  }
}

/** Data that cannot be used as it is. */
function damagedError(problem: string, cause?: unknown): DataFolderError {
  return new DataFolderError(`The data is damaged: ${problem}. To go on with what is left of it, repair it: --repair`, {
    cause,
  });
}

/** Describes damage for people who must decide what to do about it. */
function describeDamage({ damaged, missing }: Damage): string {
  const parts = [
    ...(damaged.length > 0 ? [`${countOf(damaged.length, 'record')} changed outside of dynact`] : []),
    ...(missing > 0 ? [`${countOf(missing, 'record')} missing`] : []),
    ...(missing < 0 ? [`${countOf(-missing, 'record')} too many`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'its records are not those that were written last';
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function isSame(one: State, two: State): boolean {
  return one.records === two.records && one.sum === two.sum;
}

function checksumOf(key: string, value: string): number {
  return crc32(value, crc32(`${key}\n`));
}

function hexadecimal(checksum: number): string {
  return checksum.toString(16).padStart(CHECKSUM_LENGTH, '0');
}

function valueIn(text: string): string {
  return text.slice(CHECKSUM_LENGTH);
}

function isIntact(key: string, text: string): boolean {
  return text.slice(0, CHECKSUM_LENGTH) === hexadecimal(checksumOf(key, valueIn(text)));
}
