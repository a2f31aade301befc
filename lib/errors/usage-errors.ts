import { attach, DynactError } from './dynact-error';

/**
 * A value, key, condition or update that cannot be sent as it is; nothing was sent. The message says which attribute of which class.
 * Also a stored item that its class cannot read; then `key` is that of the item.
 */
export class ValidationError extends DynactError {
  override readonly code: string = 'VALIDATION';
  /** The key of the stored item that cannot be read; undefined for everything else. */
  declare readonly key?: Record<string, unknown> | undefined;
}

/** A class or client that is not set up for what was asked: a missing decorator, two versions, no client, ... */
export class ConfigurationError extends DynactError {
  override readonly code: string = 'CONFIGURATION';
}

/** An object used at the wrong moment: a handle read before its transaction was committed, a transaction committed twice, ... */
export class InvalidStateError extends DynactError {
  override readonly code: string = 'INVALID_STATE';
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
}
