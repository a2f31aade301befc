import { checkChoices, type Flat, type OptionNames } from '../errors/known-options';
import type { Duration } from '../metadata/duration';
import { type AttributeOptions, attributeDecorator } from './attribute-decorators';
import type { AttributeDecorator } from './front-door';

export type TimeOptions = Flat<
  Pick<AttributeOptions, 'name'> & {
    /** The stored form: `'date'`, ISO-8601 text, is the default. */
    type?: 'date' | 'epochSeconds' | 'epochMilliseconds' | undefined;
  }
>;

export type ExpiryOptions = Flat<
  Pick<AttributeOptions, 'name'> & {
    /** How long after its first save a record expires, if the program did not set it. */
    after?: Duration | undefined;
  }
>;

const TIME: OptionNames<TimeOptions> = { name: true, type: true };
const EXPIRY: OptionNames<ExpiryOptions> = { name: true, after: true };

type TimeDecorator = AttributeDecorator<Date | undefined>;

/**
 * When the record was first saved. All ways of writing set it once. A value that a new record already has is kept, as for imports.
 *
 * @example
 * @CreatedAt() createdAt!: Date;
 * await account.update({ owner: 'Jo' }); // leaves it as it is
 */
export function CreatedAt(options: TimeOptions = {}): TimeDecorator {
  checkChoices('@CreatedAt', options, TIME);
  return attributeDecorator({ ...options, time: 'createdAt' });
}

/**
 * When the record was last written: by save, create, update, updateByKey, batches and transactions. `{ touch: false }` leaves it.
 *
 * @example
 * @UpdatedAt({ type: 'epochMilliseconds' }) updatedAt!: Date;
 */
export function UpdatedAt(options: TimeOptions = {}): TimeDecorator {
  checkChoices('@UpdatedAt', options, TIME);
  return attributeDecorator({ ...options, time: 'updatedAt' });
}

/**
 * When the item expires: the time to live of the table, stored as seconds since 1970. DynamoDB deletes an expired item within days;
 * to dynact it is absent at once.
 *
 * @example
 * @ExpiresAt({ after: { days: 30 } }) expiresAt?: Date;
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export function ExpiresAt(options: ExpiryOptions = {}): TimeDecorator {
  checkChoices('@ExpiresAt', options, EXPIRY);
  return attributeDecorator({ ...options, time: 'expiresAt' });
}

/**
 * When the record was soft-deleted: `softDelete()` sets it, `restore()` removes it, and reads hide records that have it.
 *
 * @example
 * @DeletedAt() deletedAt?: Date;
 */
export function DeletedAt(options: TimeOptions = {}): TimeDecorator {
  checkChoices('@DeletedAt', options, TIME);
  return attributeDecorator({ ...options, time: 'deletedAt' });
}
