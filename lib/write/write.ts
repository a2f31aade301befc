import type { HookChoice } from '../entity/hooks';
import type { TransactionVerb } from '../errors/transaction-errors';
import type { ConditionInput, UpdateInput } from '../expressions/reference-types';
import type { Values } from '../metadata/entity-class';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { WriteOperation } from '../operations/write';
import type { Item } from '../wire/attribute-value';

export type WriteVerb = Exclude<TransactionVerb, 'get'>;

/** Writes that can be sent alone. A check can only be part of a transaction. */
export type SingleVerb = Exclude<WriteVerb, 'check'>;

/**
 * One write as it was asked for. It goes through the same steps whether it is sent alone, in a batch or in a transaction: hooks,
 * checks, generated values, plan, send, follow.
 */
export interface Write<V extends WriteVerb = WriteVerb> {
  readonly verb: V;
  readonly metadata: EntityMetadata;
  /** The record that is written; for a write by key, `key` instead. */
  readonly record?: object | undefined;
  readonly key?: Item | undefined;
  /** Only for an update: its values or actions. */
  readonly input?: UpdateInput<object> | undefined;
  readonly options: HookChoice &
    WriteChoices<object> &
    ExistenceChoice &
    GivenChoice<object> &
    OutcomeChoice &
    TouchChoice &
    OldChoice & {
      /** Only for a save: write only what changed. */
      readonly changesOnly?: boolean | undefined;
      /** Only for an update by key with `mustExist`: a soft-deleted item is there, too. */
      readonly withDeleted?: boolean | undefined;
    };
  /** Called with the answer after the write succeeded. `appliedBefore`: how many attempts, whose answers were lost, may have been applied before. */
  readonly onTaken?: ((plan: TakenPlan, answer: Item | undefined, appliedBefore: number) => void) | undefined;
  /** Called once the transaction that the write is a part of was committed, and its after-hooks have run. */
  readonly onEnd?: (() => void) | undefined;
  /** Only for an update: values that its before-hooks added, by property. */
  readonly added?: Readonly<Record<string, unknown>> | undefined;
  /** The item before the write as far as it is known. Only set if after-hooks need the changes. */
  readonly before?: Item | undefined;
}

export interface ValidationChoice {
  /** False: this write is not checked by schemas and validators. */
  readonly validate?: boolean | undefined;
}

export interface WriteChoices<T> extends ValidationChoice {
  /** Refuse the write if the item changed since it was loaded, or if a new record would overwrite an item. See `@Table({ raiseOnConflict })`. */
  readonly raiseOnConflict?: boolean | undefined;
  /** Write only if this is true; otherwise ConditionalCheckFailedError. */
  readonly condition?: ConditionInput<T> | undefined;
}

/** The operation that was sent. */
export interface TakenPlan {
  readonly operation: WriteOperation;
}

export interface TouchChoice {
  /** False leaves `@UpdatedAt` as it is. Default true. */
  readonly touch?: boolean | undefined;
}

export interface OldChoice {
  /** Return the item as it was before the write, as an instance. Costs nothing. */
  readonly returnOld?: boolean | undefined;
}

export interface OutcomeChoice {
  /**
   * Send the write as a transaction of one operation. Its token makes DynamoDB apply it once, however often it is sent, so after a lost answer
   * it is sent again, and the outcome is known. Costs twice the capacity; an update also costs a consistent read.
   */
  readonly idempotent?: boolean | undefined;
}

export interface ExistenceChoice {
  /** Write only if the item exists; otherwise ItemNotFoundError. Default for `update` of a loaded record: true. */
  readonly mustExist?: boolean | undefined;
}

export interface GivenChoice<T> {
  /** Values that the item has: needed if the keys of an index are built from them and the update does not set them. If the item has others: ConditionalCheckFailedError. */
  readonly given?: Values<T> | undefined;
}
