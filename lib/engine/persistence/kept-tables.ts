import type { Item } from '../../wire/attribute-value';
import type { Database, TableChange } from '../database/database';
import type { EncodedKey } from '../storage/key-encoding';
import { encodeKey } from '../storage/key-schema';
import { storedItem } from '../storage/stored-item';
import { type Table, type TableSettings, tableOf } from '../tables/table';
import type { DataStore, EntryChange, KeyRange } from './data-store';
import { type FolderChanges, type Keeper, KeySpace } from './keeper';

/** The head of a table; its items are its parts. */
interface TableHead {
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  readonly settings: TableSettings;
}

interface KeptTable {
  readonly number: string;
  readonly settings: TableSettings;
}

/** Keeps tables and their items. */
export class KeptTables implements Keeper {
  private readonly keys = new KeySpace('t', 'i');
  private readonly kept = new Map<Table, KeptTable>();
  private changed = new Map<Table, Map<EncodedKey, Item | undefined>>();

  constructor(private readonly database: Database) {
    database.observe(change => this.note(change));
  }

  load(store: DataStore): Promise<KeyRange[]> {
    return this.keys.load(store, async (number, head) => {
      const { name, id, createdAt, settings } = JSON.parse(head) as TableHead;
      const table = tableOf(name, settings, createdAt, id);
      for await (const page of store.pages(this.keys.partsOf(number))) {
        for (const [, json] of page) {
          const attributes = JSON.parse(json) as Item;
          table.items.replace(attributes, { before: undefined, after: storedItem(attributes) });
        }
      }
      this.database.tables.set(name, table);
      this.kept.set(table, { number, settings });
    });
  }

  isBehind(): boolean {
    const { tables } = this.database;
    if (this.changed.size > 0 || tables.size !== this.kept.size) return true;
    for (const table of tables.values()) if (this.kept.get(table)?.settings !== table.settings) return true;
    return false;
  }

  take(): FolderChanges {
    const changes: FolderChanges = { entries: [], leftovers: [] };
    for (const [table, { number }] of this.kept) {
      if (this.database.tables.get(table.name) === table) continue;
      this.kept.delete(table);
      changes.entries.push({ key: this.keys.headOf(number) });
      changes.leftovers.push(this.keys.partsOf(number));
    }
    for (const table of this.database.tables.values()) {
      for (const change of this.changesOf(table)) changes.entries.push(change);
    }
    this.changed = new Map();
    return changes;
  }

  /** A table that is not stored yet is written with all its items. */
  private *changesOf(table: Table): Generator<EntryChange> {
    const known = this.kept.get(table);
    const number = known?.number ?? this.keys.nextNumber();
    if (known?.settings !== table.settings) yield this.keep(table, number);
    for (const [position, item] of known ? (this.changed.get(table) ?? []) : allItems(table)) {
      yield { key: this.keys.partOf(number, position), value: item && JSON.stringify(item) };
    }
  }

  private keep(table: Table, number: string): EntryChange {
    const { name, id, createdAt, settings } = table;
    this.kept.set(table, { number, settings });
    const head: TableHead = { name, id, createdAt, settings };
    return { key: this.keys.headOf(number), value: JSON.stringify(head) };
  }

  private note({ table, key, after }: TableChange): void {
    const items = this.changed.get(table) ?? new Map<EncodedKey, Item | undefined>();
    this.changed.set(table, items.set(encodeKey(key, table.keys), after?.attributes));
  }
}

function* allItems(table: Table): Generator<[EncodedKey, Item]> {
  for (const [position, { attributes }] of table.items.entries.entries()) yield [position, attributes];
}
