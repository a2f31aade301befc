import { attach, DynactError } from './dynact-error';

/** Property values by property name. */
export type ErrorKey = Record<string, unknown>;

/** No item has this key. */
export class ItemNotFoundError extends DynactError {
  override readonly code: string = 'ITEM_NOT_FOUND';
  declare readonly key: ErrorKey;

  constructor(message: string, details: { key: ErrorKey }, options?: { cause?: unknown }) {
    super(message, options);
    attach(this, details);
  }

  /** @internal */
  override get kind(): string {
    return 'ItemNotFoundError';
  }
}

/** The details of a refused write: the key, and the stored item as an instance (undefined if there is none). */
export interface RefusedWrite<T extends object> {
  key: ErrorKey;
  stored: T | undefined;
}

/**
 * The condition that the caller gave was false; nothing was written.
 *
 * @example
 * await account.delete({ condition: a => a.status.eq('closed') }); // ConditionalCheckFailedError { key, stored }
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export class ConditionalCheckFailedError<T extends object = object> extends DynactError {
  /** Types only: `instanceof` would narrow to `<any>` without it. */
  declare static readonly [Symbol.hasInstance]: (error: unknown) => error is ConditionalCheckFailedError;
  override readonly code: string = 'CONDITIONAL_CHECK_FAILED';
  declare readonly key: ErrorKey;
  /** The stored item, which the failed write returned. */
  declare readonly stored: T | undefined;

  constructor(message: string, details: RefusedWrite<T>, options?: { cause?: unknown }) {
    super(message, options);
    attach(this, details);
  }

  /** @internal */
  override get kind(): string {
    return 'ConditionalCheckFailedError';
  }
}

/** One attribute that differs: the value that was loaded, and the value that is stored now. */
export interface Difference {
  expected: unknown;
  stored: unknown;
}

/** The details of a conflict. `expected` has the attributes that the write required, `diff` those that differ. */
export interface Conflict<T extends object> extends RefusedWrite<T> {
  expected: Record<string, unknown>;
  diff: Record<string, Difference>;
}

/**
 * The item was changed or deleted since it was read. Nothing was written, and the record is as it was.
 *
 * @example
 * try { await user.save({ raiseOnConflict: true }); }
 * catch (error) { if (error instanceof ConflictError) await user.reload(); }
 */
export class ConflictError<T extends object = object> extends DynactError {
  /** Types only: `instanceof` would narrow to `<any>` without it. */
  declare static readonly [Symbol.hasInstance]: (error: unknown) => error is ConflictError;
  override readonly code: string = 'CONFLICT';
  declare readonly key: ErrorKey;
  /** The stored item as an instance; undefined if it was deleted. */
  declare readonly stored: T | undefined;
  /** The attributes as they were loaded. */
  declare readonly expected: Record<string, unknown>;
  /** The attributes that differ, by property name. */
  declare readonly diff: Record<string, Difference>;

  constructor(message: string, details: Conflict<T>, options?: { cause?: unknown }) {
    super(message, options);
    attach(this, details);
  }

  /** @internal */
  override get kind(): string {
    return 'ConflictError';
  }
}

/** An item has the key of a new record. It is a {@link ConflictError}: test for this one first. */
export class OverwriteError<T extends object = object> extends ConflictError<T> {
  /** Types only: `instanceof` would narrow to `<any>` without it. */
  declare static readonly [Symbol.hasInstance]: (error: unknown) => error is OverwriteError;
  override readonly code: string = 'OVERWRITE';

  /** @internal */
  override get kind(): string {
    return 'OverwriteError';
  }
}

/**
 * DynamoDB may or may not have applied this write. The answer to an attempt was lost: either the SDK sent it again and the stored item may be the
 * result of the first attempt, or no attempt was answered. It is not a ConflictError, after which a program would write again, and so twice. The
 * record is as it was.
 *
 * To avoid it, let a write be recognized: `{ idempotent: true }`, `@Table({ writeToken: true })`, or a generated key.
 *
 * @example
 * try { await user.save({ raiseOnConflict: true }); }
 * catch (error) { if (error instanceof OutcomeUnknownError) await user.reload(); } // then check whether the change was applied
 */
export class OutcomeUnknownError<T extends object = object> extends DynactError {
  /** Types only: `instanceof` would narrow to `<any>` without it. */
  declare static readonly [Symbol.hasInstance]: (error: unknown) => error is OutcomeUnknownError;
  override readonly code: string = 'OUTCOME_UNKNOWN';
  declare readonly key: ErrorKey;
  /** The stored item, if the answer had it. */
  declare readonly stored: T | undefined;

  constructor(message: string, details: RefusedWrite<T>, options?: { cause?: unknown }) {
    super(message, options);
    attach(this, details);
  }

  /** @internal */
  override get kind(): string {
    return 'OutcomeUnknownError';
  }
}

/**
 * Another record has the value of a unique attribute; nothing was written. It is a {@link ConflictError}: test for this one first.
 *
 * @example
 * try { await User.create({ id: 'u2', email }); }
 * catch (error) { if (error instanceof UniqueError && error.attribute === 'email') return 'This address is taken.'; }
 */
export class UniqueError<T extends object = object> extends ConflictError<T> {
  /** Types only: `instanceof` would narrow to `<any>` without it. */
  declare static readonly [Symbol.hasInstance]: (error: unknown) => error is UniqueError;
  override readonly code: string = 'UNIQUE';
  /** The property. */
  readonly attribute: string;
  /** The key of the record with the value; undefined if two writes of one transaction claim it. */
  declare readonly owner: ErrorKey | undefined;

  constructor(
    message: string,
    details: { key: ErrorKey; attribute: string; owner: ErrorKey | undefined },
    options?: { cause?: unknown },
  ) {
    const { key, attribute, owner } = details;
    super(message, { key, stored: undefined, expected: {}, diff: {} }, options);
    this.attribute = attribute;
    attach(this, { owner });
  }

  /** @internal */
  override get kind(): string {
    return 'UniqueError';
  }
}

/** No free id was found for an auto-increment key in so many attempts. */
export class MaxRetriesExceededError extends DynactError {
  override readonly code: string = 'MAX_RETRIES_EXCEEDED';
  readonly attempts: number;

  constructor(message: string, details: { attempts: number }, options?: { cause?: unknown }) {
    super(message, options);
    this.attempts = details.attempts;
  }

  /** @internal */
  override get kind(): string {
    return 'MaxRetriesExceededError';
  }
}

/** One entry of a batch that was not written, as the caller gave it. */
export interface UnprocessedEntry {
  readonly operation: 'put' | 'delete';
  readonly entity: abstract new () => object;
  /** The caller's own record, or the key. */
  readonly target: object;
}

/** Some entries of a batch were not written. The other entries are written: only send the failed ones again. */
export class BatchWriteError extends DynactError {
  override readonly code: string = 'BATCH_WRITE';
  /** The caller's own records (or keys, of deletes by key) that were not written. */
  declare readonly unprocessed: readonly object[];
  /** The same, with their operations. */
  declare readonly entries: readonly UnprocessedEntry[];

  constructor(message: string, details: { entries: readonly UnprocessedEntry[] }, options?: { cause?: unknown }) {
    super(message, options);
    attach(this, { entries: details.entries, unprocessed: details.entries.map(({ target }) => target) });
  }

  /** @internal */
  override get kind(): string {
    return 'BatchWriteError';
  }
}
