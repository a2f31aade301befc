import { attach, DynactError } from './dynact-error';

/** One fault of a value. It never contains the value. */
export interface Issue {
  /** The path in the record, of properties and indexes: `['address', 'zip']`. Empty for the record as a whole. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * A value, key, condition or update that cannot be sent as it is; nothing was sent. The message says which attribute of which class.
 *
 * `code` has two values. `'VALIDATION'` is wrong input, which a form may show (`issues` says where). `'USAGE'` is a mistake in the program, such as an
 * unknown attribute, or a stored item that its class cannot decode; then `key` is the key of that item.
 */
export class ValidationError extends DynactError {
  override readonly code: 'VALIDATION' | 'USAGE' = 'VALIDATION';
  /** Everything that is wrong with values; empty if the error is not about values. */
  readonly issues: readonly Issue[];
  /** The key of the stored item that cannot be decoded; undefined for other errors. */
  declare readonly key?: Record<string, unknown> | undefined;

  constructor(message: string, { issues = [], ...options }: { issues?: readonly Issue[]; cause?: unknown } = {}) {
    super(message, options);
    this.issues = issues;
  }

  /** @internal The error of one value: `Account.email is required`. */
  static about(label: string, path: Issue['path'], message: string, between = ' '): ValidationError {
    return new ValidationError(`${label}${between}${message}`, { issues: [{ path, message }] });
  }

  /** @internal The error of a mistake in the program. */
  static misuse(message: string, options?: { issues?: readonly Issue[]; cause?: unknown }): ValidationError {
    return Object.assign(new ValidationError(message, options), { code: 'USAGE' as const });
  }

  /** @internal */
  override get kind(): string {
    return 'ValidationError';
  }
}

/** A class or client that is not set up correctly: a missing decorator, two versions, no client, ... */
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

/** The item is larger than `maxSize` bytes, or an update would make it so: the class's `maxItemSize`, or DynamoDB's 400 KB. Nothing was written. */
export class ItemTooLargeError extends DynactError {
  override readonly code: string = 'ITEM_TOO_LARGE';
  /** Bytes, as DynamoDB counts them; undefined where DynamoDB refused an update, as it does not say. */
  declare readonly size: number | undefined;
  /** Bytes. */
  declare readonly maxSize: number;
  declare readonly key: Record<string, unknown>;

  constructor(
    message: string,
    details: { size: number | undefined; maxSize: number; key: Record<string, unknown> },
    options?: { cause?: unknown },
  ) {
    super(message, options);
    attach(this, details);
  }

  /** @internal */
  override get kind(): string {
    return 'ItemTooLargeError';
  }
}
