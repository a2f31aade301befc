import type { Issue } from '../errors/usage-errors';
import type { Maybe } from './maybe';

/** What the validator is checking. */
export interface ValidatorContext {
  /** True for an update by key: only the values that it sets are present, and missing ones are not wrong. */
  readonly partial: boolean;
}

/**
 * Checks records before they are written, for `configure({ validate })`. It gets an instance of the class, which it must not change, and returns
 * all that is wrong with it. Messages must not contain values.
 */
export type RecordValidator = (record: object, context: ValidatorContext) => Maybe<readonly Issue[] | undefined>;
