import type {
  ConsumedCapacity,
  DynamoDBClient,
  ItemCollectionMetrics,
  ReturnConsumedCapacity,
  ReturnItemCollectionMetrics,
} from '@aws-sdk/client-dynamodb';
import type { Tracking } from '../client/target';
import type { HookChoice } from '../entity/hooks';
import { type Flat, namesOf, type OptionNames } from '../errors/known-options';
import type { Duration } from '../metadata/duration';
import type { Values } from '../metadata/entity-class';
import type { ExistenceChoice, GivenChoice, TouchChoice, WriteChoices } from '../write/write';

/** The options of every transactional call: `transact`, `transactGet` and `TransactWrite`. */
export interface TransactCallOptions {
  /** @internal Who observes the transaction. */
  readonly tracking?: Tracking | undefined;
  /** The client. Default: that of the classes, which must be the same for all of them. */
  client?: DynamoDBClient | undefined;
  /** How often a transaction is tried if it meets conflicts, including the first time. Default 5. */
  maxAttempts?: number | undefined;
  /** Ends the transaction with an AbortError, also between attempts. If its commit was already sent, it may have been applied. */
  signal?: AbortSignal | undefined;
}

export type TransactWriteOptions = Flat<
  TransactCallOptions & {
    /**
     * Makes the transaction apply once, however often it is sent within 10 minutes: 1 to 36 characters.
     * Default: a new one for each commit, which covers the retries of dynact and of the SDK.
     */
    clientRequestToken?: string | undefined;
    returnConsumedCapacity?: ReturnConsumedCapacity | undefined;
    returnItemCollectionMetrics?: ReturnItemCollectionMetrics | undefined;
  }
>;

/** The options of `transact`. */
export type TransactOptions = Flat<
  TransactWriteOptions & {
    /** `serializable` (the default) checks at commit that everything the block read is unchanged; `none` does not. */
    isolation?: 'serializable' | 'none' | undefined;
    /**
     * If the block throws, read its items again, and run it again if they never had these values at the same time, as the error may follow from that. Default true;
     * false passes each error on as it is.
     */
    validateErrors?: boolean | undefined;
    /**
     * What to do at the end of the block about records that it read and changed, where no write of the block takes the changes: refuse them, which is the
     * default, or drop them.
     */
    unsaved?: 'refuse' | 'drop' | undefined;
    /** Called and awaited once after the commit, before the after-hooks, with the receipt. */
    onCommit?: ((receipt: TransactionReceipt) => void | Promise<void>) | undefined;
  }
>;

/** The options of `transactGet`. */
export type TransactGetOptions = Flat<
  TransactCallOptions &
    HookChoice & {
      /** As other reads take it; changes nothing, as all reads of a transaction are consistent. */
      consistentRead?: boolean | undefined;
    }
>;

const CALL: OptionNames<TransactCallOptions> = { client: true, maxAttempts: true, signal: true };

export const TRANSACT_GET_OPTIONS: OptionNames<TransactGetOptions> = /* @__PURE__ */ namesOf(CALL, {
  skipHooks: true,
  consistentRead: true,
});

export const TRANSACT_WRITE_OPTIONS: OptionNames<TransactWriteOptions> = /* @__PURE__ */ namesOf(CALL, {
  clientRequestToken: true,
  returnConsumedCapacity: true,
  returnItemCollectionMetrics: true,
});

export const TRANSACT_OPTIONS: OptionNames<TransactOptions> = /* @__PURE__ */ namesOf(TRANSACT_WRITE_OPTIONS, {
  isolation: true,
  validateErrors: true,
  unsaved: true,
  onCommit: true,
});

/** Figures of a committed transaction. */
export interface TransactionReceipt {
  /** Undefined if nothing was written. */
  readonly clientRequestToken: string | undefined;
  /** How often the block ran, or the transaction was sent. */
  readonly attempts: number;
  /** With `returnConsumedCapacity`. */
  readonly consumedCapacity: ConsumedCapacity[] | undefined;
  /** With `returnItemCollectionMetrics`; by table name. */
  readonly itemCollectionMetrics: Record<string, ItemCollectionMetrics[]> | undefined;
}

export type TransactSaveOptions<T> = Flat<HookChoice & WriteChoices<T> & TouchChoice>;

export type TransactCreateOptions<T> = Flat<Omit<TransactSaveOptions<T>, 'raiseOnConflict'>>;

export type TransactUpdateOptions<T> = Flat<
  HookChoice & WriteChoices<T> & ExistenceChoice & GivenChoice<T> & TouchChoice
>;

export type TransactDeleteOptions<T> = Flat<HookChoice & WriteChoices<T> & ExistenceChoice>;

export type TransactByKeyOptions<T> = Flat<
  Pick<WriteChoices<T>, 'condition' | 'validate'> & ExistenceChoice & TouchChoice
>;

export type TransactExpiryOptions<T> = Flat<
  TransactUpdateOptions<T> & {
    /** Time from now until the record expires. The class needs `@ExpiresAt`. */
    expiresIn?: Duration | undefined;
  }
>;

export type TransactUpsertOptions<T> = Flat<
  Omit<TransactByKeyOptions<T>, 'mustExist'> & {
    /** Values that are only set if the item is created. */
    onCreate?: Values<T> | undefined;
  }
>;

export type TransactUpdateByKeyOptions<T> = Flat<TransactByKeyOptions<T> & GivenChoice<T>>;

const byKey: OptionNames<TransactByKeyOptions<never>> = {
  condition: true,
  validate: true,
  mustExist: true,
  touch: true,
};
const save: OptionNames<TransactSaveOptions<never>> = {
  condition: true,
  validate: true,
  raiseOnConflict: true,
  skipHooks: true,
  touch: true,
};
const update: OptionNames<TransactUpdateOptions<never>> = /* @__PURE__ */ namesOf(save, {
  mustExist: true,
  given: true,
});
const remove: OptionNames<TransactDeleteOptions<never>> = {
  condition: true,
  validate: true,
  raiseOnConflict: true,
  skipHooks: true,
  mustExist: true,
};
const updateByKey: OptionNames<TransactUpdateByKeyOptions<never>> = /* @__PURE__ */ namesOf(byKey, { given: true });

const expiring: OptionNames<TransactExpiryOptions<never>> = /* @__PURE__ */ namesOf(update, { expiresIn: true });
const upsert: OptionNames<TransactUpsertOptions<never>> = {
  condition: true,
  validate: true,
  touch: true,
  onCreate: true,
};

/** The names of the options of each write of a transaction, with a record and by key, where no hooks run. */
export const QUEUE_OPTIONS = {
  save: { record: save, key: save },
  saveChanges: { record: save, key: save },
  create: { record: save, key: save },
  update: { record: update, key: /* @__PURE__ */ namesOf(updateByKey, { skipHooks: true }) },
  increment: { record: update, key: update },
  touch: { record: expiring, key: expiring },
  softDelete: { record: expiring, key: expiring },
  restore: { record: expiring, key: expiring },
  upsert: { record: upsert, key: /* @__PURE__ */ namesOf(upsert, { skipHooks: true }) },
  delete: { record: remove, key: /* @__PURE__ */ namesOf(byKey, { skipHooks: true }) },
  check: { record: byKey, key: byKey },
} as const;
