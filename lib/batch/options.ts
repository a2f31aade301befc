import { CALL_OPTIONS, type CallOptions } from '../client/target';
import type { HookChoice } from '../entity/hooks';
import { type Flat, namesOf, type OptionNames } from '../errors/known-options';
import type { EntityClass, Key } from '../metadata/entity-class';
import type { Progress } from '../observe/progress';
import type { WriteRate } from '../observe/rate';
import type { TouchChoice, ValidationChoice } from '../write/write';

export type BatchWriteOptions = Flat<
  CallOptions &
    HookChoice &
    TouchChoice &
    ValidationChoice & {
      /** Requests under way at once. Default 4. */
      concurrency?: number | undefined;
      /** Called after each request. `total` is known of an array. `unitsPerSecond` is of write capacity: DynamoDB is asked for it. */
      onProgress?: ((progress: Progress) => void) | undefined;
      /** Write capacity units a second, of each table and each of its indexes: for long work that must leave capacity to others. */
      rate?: WriteRate | undefined;
    }
>;

export const BATCH_WRITE_OPTIONS: OptionNames<BatchWriteOptions> & { consistentRead: true } = /* @__PURE__ */ namesOf(
  CALL_OPTIONS,
  {
    skipHooks: true,
    touch: true,
    validate: true,
    concurrency: true,
    onProgress: true,
    rate: true,
    consistentRead: true,
  },
);

/**
 * What `batchWrite` writes through. A promise that `put` or `delete` gives resolves when there is room for more, and rejects once the
 * batch has failed: await it in a long loop.
 */
export interface Batch {
  /** Puts the whole record. */
  put(record: object): Promise<void>;
  /** Deletes the item of a record, or the one with a key. */
  delete(record: object): Promise<void>;
  delete<T extends object>(type: EntityClass<T>, key: Key<T>): Promise<void>;
}
