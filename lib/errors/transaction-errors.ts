import { attach, DynactError } from './dynact-error';
import type { ErrorKey } from './write-errors';

/** The call that queued an operation of a transaction. */
export type TransactionVerb = 'get' | 'save' | 'create' | 'update' | 'delete' | 'check';

/** Why one operation cancelled its transaction. */
export interface CancellationReason<T extends object = object> {
  /** `ConditionalCheckFailed`, `TransactionConflict`, `ThrottlingError`, ... */
  readonly code: string;
  readonly message: string;
  readonly operation: TransactionVerb;
  /** The class. */
  readonly entity: abstract new () => object;
  readonly key: ErrorKey;
  /** The stored item as an instance, if a condition failed. */
  readonly stored: T | undefined;
  /** The error that the same write would throw alone. It distinguishes a conflict from the caller's own condition. */
  readonly error: DynactError | undefined;
}

/** By operation, in the order of the calls; undefined for operations that were not a reason. */
export type CancellationReasons = readonly (CancellationReason | undefined)[];

/**
 * A transaction that cannot succeed as it is. Nothing was written, and nothing in memory changed.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html
 */
export class TransactionCanceledError extends DynactError {
  override readonly code: string = 'TRANSACTION_CANCELED';
  declare readonly reasons: CancellationReasons;

  constructor(message: string, details: { reasons: CancellationReasons }, options?: { cause?: unknown }) {
    super(message, options);
    attach(this, details);
  }

  /** @internal */
  override get kind(): string {
    return 'TransactionCanceledError';
  }
}

/** In each attempt, others changed items of the transaction. Nothing was written. Try again later, or with more `maxAttempts`. */
export class TransactionConflictError extends DynactError {
  override readonly code: string = 'TRANSACTION_CONFLICT';
  readonly attempts: number;
  /** The reasons of the last attempt. */
  declare readonly reasons: CancellationReasons;

  constructor(
    message: string,
    details: { attempts: number; reasons: CancellationReasons },
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.attempts = details.attempts;
    attach(this, { reasons: details.reasons });
  }

  /** @internal */
  override get kind(): string {
    return 'TransactionConflictError';
  }
}
