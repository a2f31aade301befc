import { attach, DynactError } from './dynact-error';

/** One thing that is wrong with a value. Never holds the value. */
export interface Issue {
  /** Properties and indexes from the record on: `['address', 'zip']`. Empty: the record as a whole. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * A value, key, condition or update that cannot be sent as it is; nothing was sent. The message says which attribute of which class.
 *
 * `code` tells two kinds apart: `'VALIDATION'` is input that is not fit to be stored, for a form to show (`issues` says where); `'USAGE'` is
 * a mistake in the program, such as an attribute that the class does not have, or a stored item that its class cannot read; then `key` is that
 * of the item.
 */
export class ValidationError extends DynactError {
  override readonly code: 'VALIDATION' | 'USAGE' = 'VALIDATION';
  /** All that is wrong with the values; empty where one value is not the matter. */
  readonly issues: readonly Issue[];
  /** The key of the stored item that cannot be read; undefined for everything else. */
  declare readonly key?: Record<string, unknown> | undefined;

  constructor(message: string, { issues = [], ...options }: { issues?: readonly Issue[]; cause?: unknown } = {}) {
    super(message, options);
    this.issues = issues;
  }

  /** @internal The error of a mistake in the program. */
  static misuse(message: string, options?: { cause?: unknown }): ValidationError {
    return Object.assign(new ValidationError(message, options), { code: 'USAGE' as const });
  }

  /** @internal */
  override get kind(): string {
    return 'ValidationError';
  }
}

/** A class or client that is not set up for what was asked: a missing decorator, two versions, no client, ... */
export class ConfigurationError extends DynactError {
  override readonly code: string = 'CONFIGURATION';

  /** @internal */
  override get kind(): string {
    return 'ConfigurationError';
  }
}

/** An object used at the wrong moment: a handle read before its transaction was committed, a transaction committed twice, ... */
export class InvalidStateError extends DynactError {
  override readonly code: string = 'INVALID_STATE';

  /** @internal */
  override get kind(): string {
    return 'InvalidStateError';
  }
}

/** The item is larger than `maxSize` bytes: the class's `maxItemSize`, or DynamoDB's 400 KB. Nothing was sent. */
export class ItemTooLargeError extends DynactError {
  override readonly code: string = 'ITEM_TOO_LARGE';
  /** Bytes, as DynamoDB counts them. */
  declare readonly size: number;
  /** Bytes. */
  declare readonly maxSize: number;
  declare readonly key: Record<string, unknown>;

  constructor(message: string, details: { size: number; maxSize: number; key: Record<string, unknown> }) {
    super(message);
    attach(this, details);
  }

  /** @internal */
  override get kind(): string {
    return 'ItemTooLargeError';
  }
}
