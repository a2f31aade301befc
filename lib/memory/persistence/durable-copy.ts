import type { Item } from '../../wire/attribute-value';
import type { Database, TableChange } from '../database';
import type { Durability } from '../engine';
import { ServiceError } from '../service-error';
import type { EncodedKey } from '../storage/key-encoding';
import { encodeKey } from '../storage/key-schema';
import { storedItem } from '../storage/stored-item';
import { type Table, type TableSettings, tableOf } from '../tables/table';
import { DataFolder, type EntryChange, type KeyRange } from './data-folder';

/** A table as its entry has it. */
interface TableEntry {
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  readonly settings: TableSettings;
}

interface KeptTable {
  readonly number: string;
  readonly settings: TableSettings;
}

const NUMBER_LENGTH = 10;
const TABLES: KeyRange = { gte: 't', lt: 'u' };
const ITEMS: KeyRange = { gte: 'i', lt: 'j' };

/**
 * The copy of a database in a folder. The database answers; the copy follows it, one atomic write for all changes since
 * the last one, and is read only when it is opened.
 *
 * A table is kept under a number of its own, so a table that takes the place of another, by being created again or by
 * a snapshot, is written beside it, and the old one's items are cleared away after its entry is gone.
 */
export class DurableCopy implements Durability {
  private readonly kept = new Map<Table, KeptTable>();
  private changed = new Map<Table, Map<EncodedKey, Item | undefined>>();
  private lastNumber = 0;
  private writing: Promise<void> | undefined;
  private following: Promise<void> | undefined;
  private clearing: Promise<void> = Promise.resolve();
  private failure: ServiceError | undefined;

  private constructor(
    private readonly folder: DataFolder,
    private readonly database: Database,
  ) {}

  /** Fills an empty database from a folder, and keeps it there from then on. Throws `DataFolderError`. */
  static async open(path: string, database: Database): Promise<DurableCopy> {
    const copy = new DurableCopy(await DataFolder.open(path), database);
    await copy.load();
    database.observe(change => copy.note(change));
    return copy;
  }

  /** Resolves when everything that happened until now is on the disk. Rejects when the disk failed, then and ever after. */
  settled(): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    if (!this.isBehind()) return this.following ?? this.writing ?? Promise.resolve();
    this.following ??= this.writeNext();
    return this.following;
  }

  async close(): Promise<void> {
    try {
      await this.settled();
      await this.clearing;
    } finally {
      await this.folder.close();
    }
  }

  /** Changes that come while one write is under way go together into the next one. */
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
    const gone = [...this.kept].filter(([table]) => this.database.tables.get(table.name) !== table);
    const changes = this.takeChanges(gone.map(([table]) => table));
    try {
      await this.folder.write(changes);
    } catch (error) {
      this.failure = diskError(error);
      throw this.failure;
    }
    for (const [, { number }] of gone) this.clear(itemsOf(number));
  }

  private takeChanges(gone: readonly Table[]): EntryChange[] {
    const changes: EntryChange[] = [];
    for (const table of gone) {
      changes.push({ key: TABLES.gte + (this.kept.get(table) as KeptTable).number });
      this.kept.delete(table);
    }
    for (const table of this.database.tables.values()) {
      const known = this.kept.get(table);
      if (known?.settings !== table.settings) changes.push(this.keepTable(table, known?.number));
      const { number } = this.kept.get(table) as KeptTable;
      for (const [position, item] of known ? (this.changed.get(table) ?? []) : allItems(table)) {
        changes.push({ key: itemsOf(number).gte + position, value: item && JSON.stringify(item) });
      }
    }
    this.changed = new Map();
    return changes;
  }

  private keepTable(table: Table, number = this.nextNumber()): EntryChange {
    const { name, id, createdAt, settings } = table;
    this.kept.set(table, { number, settings });
    const entry: TableEntry = { name, id, createdAt, settings };
    return { key: TABLES.gte + number, value: JSON.stringify(entry) };
  }

  private isBehind(): boolean {
    const { tables } = this.database;
    if (this.changed.size > 0 || tables.size !== this.kept.size) return true;
    for (const table of tables.values()) if (this.kept.get(table)?.settings !== table.settings) return true;
    return false;
  }

  private note({ table, key, after }: TableChange): void {
    const items = this.changed.get(table) ?? new Map<EncodedKey, Item | undefined>();
    this.changed.set(table, items.set(encodeKey(key, table.keys), after?.attributes));
  }

  private async load(): Promise<void> {
    let reached = ITEMS.gte;
    for await (const [key, value] of this.folder.entries(TABLES)) {
      const number = key.slice(TABLES.gte.length);
      const { name, id, createdAt, settings } = JSON.parse(value) as TableEntry;
      const table = tableOf(name, settings, createdAt, id);
      for await (const [, json] of this.folder.entries(itemsOf(number))) {
        const attributes = JSON.parse(json) as Item;
        table.items.replace(attributes, { before: undefined, after: storedItem(attributes) });
      }
      this.database.tables.set(name, table);
      this.kept.set(table, { number, settings });
      this.lastNumber = Number(number);
      this.clear({ gte: reached, lt: itemsOf(number).gte });
      reached = itemsOf(number).lt;
    }
    this.clear({ gte: reached, lt: ITEMS.lt });
    await this.clearing;
  }

  private nextNumber(): string {
    return String(++this.lastNumber).padStart(NUMBER_LENGTH, '0');
  }

  /** Takes its time. What it does not get done is done when the folder is opened the next time. */
  private clear(range: KeyRange): void {
    this.clearing = this.clearing.then(() => this.folder.clear(range)).catch(() => undefined);
  }
}

function itemsOf(number: string): KeyRange {
  return { gte: `${ITEMS.gte}${number}/`, lt: `${ITEMS.gte}${number}0` };
}

function* allItems(table: Table): Generator<[EncodedKey, Item]> {
  for (const [position, { attributes }] of table.items.entries.entries()) yield [position, attributes];
}

function diskError(cause: unknown): ServiceError {
  const message = `The data folder could not be written to: ${cause instanceof Error ? cause.message : cause}`;
  return new ServiceError('com.amazonaws.dynamodb.v20120810#InternalServerError', message, {}, 500);
}
