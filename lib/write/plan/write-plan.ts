import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { WriteOperation } from '../../operations/write';
import type { Item } from '../../wire/attribute-value';
import type { Expectation } from '../expectation';
import type { Generated } from '../generate';
import type { Believed, Uniqueness } from '../unique/uniqueness';

/** What becomes of the record once DynamoDB took the write. */
export type Effect =
  /** It is in DynamoDB with the values that it has in memory. */
  | 'saved'
  /** It is what the answer says; without one, stale. */
  | 'answered'
  /** It is new again. */
  | 'deleted'
  /** Its item has other values, which are not known. */
  | 'stale'
  | 'none';

/** What can be sent by itself. */
export type SingleOperation = Exclude<WriteOperation, { kind: 'check' }>;

/** What a write insists on, besides the caller's condition. */
export interface Checks {
  /** The conflict check; its condition is part of the operation's. */
  readonly expectation: Expectation | undefined;
  /** What the transaction read of the item, and must find again; its condition is part of the operation's too. */
  readonly readCheck: Expectation | undefined;
  readonly mustExist: boolean;
  /** When it was planned: what has expired by then is absent. */
  readonly now: number;
}

/** A write that is ready to be sent: what to send, what it insists on, and what becomes of the record once DynamoDB took it. */
export interface WritePlan<Operation extends WriteOperation = WriteOperation> extends Checks {
  readonly metadata: EntityMetadata;
  readonly operation: Operation;
  readonly key: Item;
  readonly effect: Effect;
  /** The item that a save makes. */
  readonly item?: Item | undefined;
  /** Property values that the record gets once the item is stored: version, defaults, a generated id. */
  readonly assigned: Readonly<Record<string, unknown>>;
  /** Of the item that a save makes, in bytes as DynamoDB counts them: exact, or an upper bound that is cheaper to compute. */
  readonly size: number;
  /** Of a class with `writeToken`: what the item shows where this write was the last one. */
  readonly token: string | undefined;
  /** The key was made for this record: whoever meets it in DynamoDB meets the record itself. */
  readonly ownKey: boolean;
  /** What becomes of the unique values of the record; undefined where nothing does. */
  readonly uniqueness?: Uniqueness | undefined;
  /** The item must be read first: its unique values depend on what is stored. */
  readonly needsItem?: boolean;
}

/** What a plan depends on besides the write itself. */
export interface PlanContext {
  readonly tableName: string;
  readonly generated?: Generated | undefined;
  /** When, in milliseconds since 1970. */
  readonly now: number;
  /** The item as it is known to be stored, in place of what the record knows. */
  readonly before?: Believed;
  /** Reservations that turned out to be another record's. */
  readonly foreign?: ReadonlySet<string> | undefined;
  /** Only in a transaction: what it read of the item. */
  readonly readCheck?: Expectation | undefined;
  /** Only of a save that compares nothing: the version that is known to be stored. The save moves past it, and past whatever turns out to be stored. */
  readonly storedVersion?: number | undefined;
  /** The write token, where it is not to be a new one: all attempts at a transaction have the same content. */
  readonly token?: string | undefined;
}
