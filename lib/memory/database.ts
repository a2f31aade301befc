import type { Item } from '../wire/attribute-value';
import { Clock } from './clock';
import { notFoundError } from './service-error';
import type { ItemChange } from './storage/item-store';
import type { Location } from './tables/description';
import type { Table } from './tables/table';

/** One change of one item, as streams and persistence see it. */
export interface TableChange extends ItemChange {
  readonly table: Table;
  readonly key: Item;
  /** What changed it: a request, or the expiry of the item. */
  readonly cause: 'request' | 'expiry';
}

const ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)$/;

/** The state behind an engine: its tables and its time. Operations read and change nothing else. */
export class Database {
  readonly tables = new Map<string, Table>();
  readonly clock = new Clock();
  readonly location: Location;
  private readonly observers = new Set<(change: TableChange) => void>();

  constructor(location: Location) {
    this.location = location;
  }

  /** The table of that name or ARN. Throws `ResourceNotFoundException`. */
  table(nameOrArn: string, notFound?: string): Table {
    const table = this.tables.get(tableName(nameOrArn));
    if (!table) throw notFoundError(notFound);
    return table;
  }

  /** Changes one item. Every change of an item, whoever asks for it, comes through here. */
  write(table: Table, key: Item, change: ItemChange, cause: TableChange['cause'] = 'request'): void {
    table.items.replace(key, change);
    if (this.observers.size === 0) return;
    for (const observe of this.observers) observe({ table, key, ...change, cause });
  }

  /** Calls `observer` after each change of an item, before the response; returns what ends that. */
  observe(observer: (change: TableChange) => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }
}

/** The name in an ARN, or the name itself. */
export function tableName(nameOrArn: string): string {
  return ARN.exec(nameOrArn)?.[1] ?? nameOrArn;
}
