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

/** A record that cannot be read now will not be readable later, and would block its shard: it is skipped, with a warning of the process. */
export function skipUnreadable({ error }: StreamFailure): FailureDecision {
  if (!(error instanceof DecodeError)) return 'fail';
  process.emitWarning(error);
  return 'skip';
}

/** The same, and what else failed is logged: Lambda gets no more than a number. */
export function skipUnreadableAndLog(failure: StreamFailure): FailureDecision {
  const decision = skipUnreadable(failure);
  if (decision === 'fail') console.error(failure.error);
  return decision;
}
