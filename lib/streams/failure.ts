import { DecodeError } from '../errors/stream-errors';
import type { StreamRecord } from './record';

/** Why a stream record was not processed. */
export interface StreamFailure {
  /** A {@link DecodeError}, or what a function of the handler threw. */
  readonly error: unknown;
  readonly raw: StreamRecord;
}

/** `'fail'`: the record, and all after it, come again. `'skip'`: it does not. */
export type FailureDecision = 'fail' | 'skip';

export type FailurePolicy = (failure: StreamFailure) => FailureDecision | Promise<FailureDecision>;

/**
 * A record that cannot be read will not be readable at the next attempt: it is skipped, with a warning of the process, as it would block
 * its shard. All else comes again.
 */
export function decideByDefault({ error }: StreamFailure): FailureDecision {
  if (error instanceof DecodeError) {
    process.emitWarning(error);
    return 'skip';
  }
  console.error(error);
  return 'fail';
}
