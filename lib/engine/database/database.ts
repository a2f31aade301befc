import { attributeOf, type Item } from '../../wire/attribute-value';
import { notFoundError } from '../protocol/service-error';
import { keyOf } from '../storage/key-schema';
import type { ItemChange } from '../storage/stored-item';
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
const EXPIRY_INTERVAL = 60_000;
const FIVE_YEARS = 5 * 366 * 24 * 60 * 60;

/** The state behind an engine: its tables and its time. Operations read and change nothing else. */
export class Database {
  readonly tables = new Map<string, Table>();
  readonly clock = new Clock();
  readonly tokens = new IdempotencyTokens(this.clock);
  readonly streams: Streams;
  private expiry = { at: 0, timesMoved: 0 };
  private readonly observers = new Set<(change: TableChange) => void>();

  constructor(readonly location: Location) {
    this.streams = new Streams(this.tables, this.clock, location);
  }

  /** Where and when things are described. */
  get scene(): Scene {
    return { location: this.location, now: this.clock.now() };
  }

  /** The table of that name or ARN. Throws `ResourceNotFoundException`. */
  table(nameOrArn: string, notFound?: string): Table {
    const table = this.tables.get(tableName(nameOrArn));
    if (!table) throw notFoundError(notFound);
    return table;
  }

  /** The table of that name or ARN for an operation on tables, which tells the name of a missing one. */
  namedTable(nameOrArn: string): Table {
    checkTableArn(nameOrArn, this.location);
    return this.table(nameOrArn, `Requested resource not found: Table: ${tableName(nameOrArn)} not found`);
  }

  /** Changes one item. Every change of an item, whoever asks for it, comes through here. */
  write(table: Table, key: Item, change: ItemChange, cause: ChangeCause = 'request'): void {
    table.items.replace(key, change);
    if (table.settings.stream?.StreamEnabled) this.streams.record(table, key, change, cause);
    for (const observe of this.observers) observe({ table, key, ...change, cause });
  }

  /** Calls `observer` after each change of an item, before the response; returns what ends that. */
  observe(observer: (change: TableChange) => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Deletes the items whose time to live is over: once a minute, and whenever the clock was moved. */
  expireDue(): void {
    const { at, timesMoved } = this.expiry;
    const now = this.clock.now();
    if (now - at < EXPIRY_INTERVAL && timesMoved === this.clock.timesMoved) return;
    this.expiry = { at: now, timesMoved: this.clock.timesMoved };
    this.expireItems();
  }

  private expireItems(): void {
    const now = this.clock.seconds();
    for (const table of this.tables.values()) {
      const attribute = table.settings.timeToLive;
      if (attribute === undefined) continue;
      const expired = [...table.items.entries.entries()].filter(([, { attributes }]) =>
        isExpired(attributes, attribute, now),
      );
      for (const [, before] of expired) {
        this.write(table, keyOf(before.attributes, table.keys), { before, after: undefined }, 'expiry');
      }
    }
  }
}

/** The name in an ARN, or the name itself. */
export function tableName(nameOrArn: string): string {
  return ARN.exec(nameOrArn)?.[1] ?? nameOrArn;
}

/** A time over five years ago is taken for a mistake, and the item stays. */
function isExpired(item: Item, attribute: string, now: number): boolean {
  const value = attributeOf(item, attribute);
  if (!value || !('N' in value)) return false;
  const time = Number(value.N);
  return time < now && time > now - FIVE_YEARS;
}
