import { type ServiceError, validationError } from '../protocol/service-error';
import type { Span } from './tokens';

/** The text is no statement at all; what the service says of characters that begin no token is nothing. */
export function syntaxError(problem: string): ServiceError {
  return validationError(`Statement wasn't well formed, can't be processed: ${problem}`);
}

/** A statement that DynamoDB does not take, with the place in it that is meant: `line:column:length`. */
export function errorAt(problem: string, { line, column, length }: Span): ServiceError {
  return validationError(`${problem} at ${line}:${column}:${length}`);
}
