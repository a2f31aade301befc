import type { Issue } from '../errors/usage-errors';
import type { Maybe } from './maybe';

/** What is checked. */
export interface ValidatorContext {
  /** An update by key: only what it sets is there, and what is missing is not wrong. */
  readonly partial: boolean;
}

/**
 * Checks records before they are written, for `configure({ validate })`. It is given an instance of the class, which it must not change,
 * and says all that is wrong with it; values do not belong in messages.
 */
export type RecordValidator = (record: object, context: ValidatorContext) => Maybe<readonly Issue[] | undefined>;
