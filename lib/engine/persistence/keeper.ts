import type { DataStore, EntryChange, KeyRange } from './data-store';

/** Changes of a store. */
export interface FolderChanges {
  /** All or none of them. */
  readonly entries: EntryChange[];
  /** Leftovers of these changes, to be deleted later. */
  readonly leftovers: KeyRange[];
}

/** Keeps one part of a database in a store. */
export interface Keeper {
  /** Fills the database from the folder. Returns leftovers to delete. */
  load(store: DataStore): Promise<KeyRange[]>;
  /** Whether the database has changes that the folder does not have. */
  isBehind(): boolean;
  /** All changes that the folder does not have. From then on they count as written. */
  take(): FolderChanges;
}

const NUMBER_LENGTH = 10;

/**
 * The keys of one kind of thing, such as tables: each has a head under its number, and parts under the number and a key. A thing that replaces another
 * gets a new number, so that the parts of the old one can be deleted later.
 */
export class KeySpace {
  private last = 0;

  constructor(
    private readonly heads: string,
    private readonly parts: string,
  ) {}

  nextNumber(): string {
    return asNumber(++this.last);
  }

  headOf(number: string): string {
    return this.heads + number;
  }

  partOf(number: string, key: string): string {
    return `${this.parts}${number}/${key}`;
  }

  /** The parts of one thing: `/` comes right before `0`. */
  partsOf(number: string): KeyRange {
    return { gte: `${this.parts}${number}/`, lt: `${this.parts}${number}0` };
  }

  /**
   * Reads all heads. Returns the parts without a head. New numbers are above those of all parts, so that nothing written meanwhile is deleted.
   */
  async load(store: DataStore, loadOne: (number: string, head: string) => Promise<void>): Promise<KeyRange[]> {
    const leftovers: KeyRange[] = [];
    let reached = this.parts;
    for await (const page of store.pages(allOf(this.heads))) {
      for (const [key, head] of page) {
        const number = key.slice(this.heads.length);
        const { gte, lt } = this.partsOf(number);
        await loadOne(number, head);
        leftovers.push({ gte: reached, lt: gte });
        reached = lt;
        this.last = Number(number);
      }
    }
    const lastPart = await store.lastKey(allOf(this.parts));
    if (lastPart !== undefined) this.last = Math.max(this.last, this.numberOfPart(lastPart));
    return [...leftovers, { gte: reached, lt: this.partsOf(asNumber(this.last)).lt }];
  }

  private numberOfPart(key: string): number {
    return Number(key.slice(this.parts.length, this.parts.length + NUMBER_LENGTH));
  }
}

function asNumber(number: number): string {
  return String(number).padStart(NUMBER_LENGTH, '0');
}

/** Every key with a prefix of one letter. */
function allOf(prefix: string): KeyRange {
  return { gte: prefix, lt: String.fromCharCode(prefix.charCodeAt(0) + 1) };
}
