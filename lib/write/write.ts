import type { HookChoice } from '../entity/hooks';
import type { TransactionVerb } from '../errors/transaction-errors';
import type { ConditionInput, UpdateInput } from '../expressions/reference-types';
import type { Values } from '../metadata/entity-class';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { WriteOperation } from '../operations/write';
import type { Item } from '../wire/attribute-value';

export type WriteVerb = Exclude<TransactionVerb, 'get'>;

/** What can be sent by itself: a check is part of a transaction. */
export type SingleVerb = Exclude<WriteVerb, 'check'>;

/**
 * One write as it was asked for. It goes through the same steps whether it is sent alone, in a batch or in a transaction: hooks,
 * checks, generated values, plan, send, follow.
 */
export interface Write<V extends WriteVerb = WriteVerb> {
  readonly verb: V;
  readonly metadata: EntityMetadata;
  /** The record, or else the key, that the write is for. */
  readonly record?: object | undefined;
  readonly key?: Item | undefined;
  /** Of an update: what it does. */
  readonly input?: UpdateInput<object> | undefined;
  readonly options: HookChoice &
    WriteChoices<object> &
    ExistenceChoice &
    GivenChoice<object> &
    OutcomeChoice &
    TouchChoice &
    OldChoice & {
      /** Of a save: write only what changed. */
      readonly changesOnly?: boolean | undefined;
    };
  /** Called when DynamoDB took the write, with its answer. */
  readonly onTaken?: ((plan: TakenPlan, answer: Item | undefined) => void) | undefined;
  /** Of an update: what its before-hooks added, by property. */
  readonly added?: Readonly<Record<string, unknown>> | undefined;
  /** The item as it was known before the write; only where after-hooks ask what changed. */
  readonly before?: Item | undefined;
}

export interface ValidationChoice {
  /** False: this write is not checked by schemas and validators. */
  readonly validate?: boolean | undefined;
}

export interface WriteChoices<T> extends ValidationChoice {
  /** Refuse the write when the item is not as it was loaded, or when a new record meets an item. See `@Table({ raiseOnConflict })`. */
  readonly raiseOnConflict?: boolean | undefined;
  /** Write only where this is true; else ConditionalCheckFailedError. */
  readonly condition?: ConditionInput<T> | undefined;
}

/** Of a plan, what was sent. */
export interface TakenPlan {
  readonly operation: WriteOperation;
}

export interface TouchChoice {
  /** False leaves `@UpdatedAt` as it is. Default true. */
  readonly touch?: boolean | undefined;
}

export interface OldChoice {
  /** Give back the item that was there before, as an instance. Costs nothing. */
  readonly returnOld?: boolean | undefined;
}

export interface OutcomeChoice {
  /**
   * Send the write as a transaction of one, whose token makes DynamoDB apply it once, however often the SDK sends it: an answer that is lost
   * is asked for again, and no outcome is unknown. Costs twice the capacity; an update also a consistent read.
   */
  readonly idempotent?: boolean | undefined;
}

export interface ExistenceChoice {
  /** Write only where the item exists; else ItemNotFoundError. Default of `update` of a loaded record: true. */
  readonly mustExist?: boolean | undefined;
}

export interface GivenChoice<T> {
  /** What the item has, where the keys of an index are made of it and the update does not set it. It must be so: else ConditionalCheckFailedError. */
  readonly given?: Values<T> | undefined;
}
