import { DecodeError } from '../errors/stream-errors';
import type { StreamRecord } from './record';

/** Why a stream record was not processed. */
export interface StreamFailure {
  /** A {@link DecodeError}, or what a function of the handler threw. */
  readonly error: unknown;
  readonly raw: StreamRecord;
}

/** `'fail'`: the record and all after it are delivered again. `'skip'`: it is not. */
export type FailureDecision = 'fail' | 'skip';

export type FailurePolicy = (failure: StreamFailure) => FailureDecision | Promise<FailureDecision>;

/** A record that cannot be decoded now cannot be decoded later, and would block its shard. It is skipped, with a process warning. */
export function skipUnreadable({ error }: StreamFailure): FailureDecision {
  if (!(error instanceof DecodeError)) return 'fail';
  process.emitWarning(error);
  return 'skip';
}

/** The same; other errors are logged, as Lambda only gets a sequence number. */
export function skipUnreadableAndLog(failure: StreamFailure): FailureDecision {
  const decision = skipUnreadable(failure);
  if (decision === 'fail') console.error(failure.error);
  return decision;
}
