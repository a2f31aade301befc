import { attributeOf, type Item } from '../../wire/attribute-value';
import { notFoundError } from '../protocol/service-error';
import { keyOf } from '../storage/key-schema';
import type { ItemChange, StoredItem } from '../storage/stored-item';
import type { ChangeCause } from '../streams/record';
import { Streams } from '../streams/streams';
import type { Location, Scene } from '../tables/description';
import { checkTableArn } from '../tables/resource-arn';
import type { Table } from '../tables/table';
import { Clock } from './clock';
import { IdempotencyTokens } from './idempotency-tokens';

/** One change of one item, as streams and persistence see it. */
export interface TableChange extends ItemChange {
  readonly table: Table;
  readonly key: Item;
  readonly cause: ChangeCause;
}

const ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)$/;
const FIVE_YEARS = 5 * 366 * 24 * 60 * 60;

/** How time to live works. */
export interface ExpirySettings {
  /** Milliseconds between two searches for expired items. 0: each request deletes those that are due first. */
  readonly interval: number;
  /** Whether it may only be changed once an hour. */
  readonly isLimited: boolean;
}

/** The state of an engine: its tables and its time. Operations read and change nothing else. */
export class Database {
  readonly tables = new Map<string, Table>();
  readonly clock = new Clock();
  readonly tokens = new IdempotencyTokens(this.clock);
  readonly streams: Streams;
  private expiry = { at: 0, timesMoved: 0 };
  /** When the next item can be due, in milliseconds. Not known at first, and after changes of tables or time to live. */
  private due = 0;
  private readonly observers = new Set<(change: TableChange) => void>();

  constructor(
    readonly location: Location,
    readonly timeToLive: ExpirySettings = { interval: 0, isLimited: true },
  ) {
    this.streams = new Streams(this.tables, this.clock, location);
  }

  /** The place and time for descriptions of tables. */
  get scene(): Scene {
    return { location: this.location, now: this.clock.now() };
  }

  /** The table with that name or ARN. Throws `ResourceNotFoundException`, or an error about the ARN. */
  table(nameOrArn: string, notFound?: string): Table {
    checkTableArn(nameOrArn, this.location);
    const table = this.tables.get(tableName(nameOrArn));
    if (!table) throw notFoundError(notFound);
    return table;
  }

  /** The table with that name or ARN, for an operation on tables. Its error names a missing table. */
  namedTable(nameOrArn: string): Table {
    return this.table(nameOrArn, `Requested resource not found: Table: ${tableName(nameOrArn)} not found`);
  }

  /** Changes one item. All changes of items go through here. */
  write(table: Table, key: Item, change: ItemChange, cause: ChangeCause = 'request'): void {
    table.items.replace(key, change);
    const { timeToLive } = table.settings;
    if (timeToLive !== undefined && change.after)
      this.due = Math.min(this.due, dueTime(change.after.attributes, timeToLive));
    if (table.settings.stream?.StreamEnabled) this.streams.record(table, key, change, cause);
    for (const observe of this.observers) observe({ table, key, ...change, cause });
  }

  /** Calls `observer` after each change of an item, before the response. Returns a function that removes it. */
  observe(observer: (change: TableChange) => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Deletes expired items, unless the last search was recent. After the clock was moved, it always searches. */
  expireDue(): void {
    const { at, timesMoved } = this.expiry;
    const now = this.clock.now();
    const isMoved = timesMoved !== this.clock.timesMoved;
    if (!isMoved && (now < this.due || now - at < this.timeToLive.interval)) return;
    this.expiry = { at: now, timesMoved: this.clock.timesMoved };
    this.expireItems();
  }

  /** Call this when tables were created or deleted, or their time to live changed. */
  forgetDue(): void {
    this.due = 0;
  }

  private expireItems(): void {
    const now = this.clock.seconds();
    this.due = Number.POSITIVE_INFINITY;
    for (const table of this.tables.values()) {
      const attribute = table.settings.timeToLive;
      if (attribute === undefined) continue;
      const expired: StoredItem[] = [];
      for (const [, stored] of table.items.entries.entries()) {
        if (isExpired(stored.attributes, attribute, now)) expired.push(stored);
        else this.due = Math.min(this.due, futureOf(dueTime(stored.attributes, attribute), this.clock.now()));
      }
      for (const before of expired) {
        this.write(table, keyOf(before.attributes, table.keys), { before, after: undefined }, 'expiry');
      }
    }
  }
}

/** The name in an ARN, or the name itself. */
export function tableName(nameOrArn: string): string {
  return ARN.exec(nameOrArn)?.[1] ?? nameOrArn;
}

/** When an item is deleted, in milliseconds: in the second after its expiry. */
function dueTime(item: Item, attribute: string): number {
  const value = attributeOf(item, attribute);
  return value && 'N' in value ? (Math.floor(Number(value.N)) + 1) * 1000 : Number.POSITIVE_INFINITY;
}

/** Items that stay although they have expired: their time is too long ago. */
function futureOf(time: number, now: number): number {
  return time > now ? time : Number.POSITIVE_INFINITY;
}

/** A time over five years ago is treated as a mistake, and the item stays. */
function isExpired(item: Item, attribute: string, now: number): boolean {
  const value = attributeOf(item, attribute);
  if (!value || !('N' in value)) return false;
  const time = Number(value.N);
  return time < now && time > now - FIVE_YEARS;
}
