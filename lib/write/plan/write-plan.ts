import type { ItemText } from '../../codec/item-text';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { WriteOperation } from '../../operations/write';
import type { Item } from '../../wire/attribute-value';
import type { Expectation } from '../expectation';
import type { Generated } from '../generate';
import type { Believed, Uniqueness } from '../unique/uniqueness';

/** How the record is updated after the write succeeded. */
export type Effect =
  /** DynamoDB has the values that the record has in memory. */
  | 'saved'
  /** The record gets the item of the answer; without an item, it is stale. */
  | 'answered'
  /** The record is new again. */
  | 'deleted'
  /** The item has other values than the record, and they are not known. */
  | 'stale'
  | 'none';

/** An operation that can be sent alone, outside a transaction. */
export type SingleOperation = Exclude<WriteOperation, { kind: 'check' }>;

/** What a write requires, besides the caller's condition. */
export interface Checks {
  /** The conflict check. The operation's condition includes it. */
  readonly expectation: Expectation | undefined;
  /** What the transaction read of the item, and must find unchanged. The operation's condition includes it too. */
  readonly readCheck: Expectation | undefined;
  readonly mustExist: boolean;
  /** With `mustExist`: a soft-deleted item counts as absent. */
  readonly mustShow?: boolean | undefined;
  /** When the write was planned: an item that has expired by then counts as absent. */
  readonly now: number;
}

/** A write that is ready to be sent: the operation, what it requires, and how the record is updated afterwards. */
export interface WritePlan<Operation extends WriteOperation = WriteOperation> extends Checks {
  readonly metadata: EntityMetadata;
  readonly operation: Operation;
  readonly key: Item;
  readonly effect: Effect;
  /** The item that a save stores. */
  readonly item?: ItemText | undefined;
  /** Property values that the record gets once the item is stored: version, defaults, a generated id. */
  readonly assigned: Readonly<Record<string, unknown>>;
  /** Only for a class with `writeToken`: the token that the item has if this write was the last one. */
  readonly token: string | undefined;
  /** The key was generated for this record: an item with this key can only be the record's own. */
  readonly ownKey: boolean;
  /** Changes of the record's unique values; undefined if they stay as they are. */
  readonly uniqueness?: Uniqueness | undefined;
  /** The item must be read first, as the changes of unique values depend on what is stored. */
  readonly needsItem?: boolean;
}

/** What a plan depends on besides the write itself. */
export interface PlanContext {
  readonly tableName: string;
  readonly generated?: Generated | undefined;
  /** The time of the write, in milliseconds since 1970. */
  readonly now: number;
  /** The stored item, if it was read: used in place of what the record knows. */
  readonly before?: Believed;
  /** Reservations that turned out to belong to another record. */
  readonly foreign?: ReadonlySet<string> | undefined;
  /** Only in a transaction: what it read of the item. */
  readonly readCheck?: Expectation | undefined;
  /** Only for a save without a conflict check: the version that is known to be stored. The save moves past it, and past any version that it meets. */
  readonly storedVersion?: number | undefined;
  /** The write token to use. Default: a new one. All attempts of a transaction have the same content, and so the same token. */
  readonly token?: string | undefined;
}
