import { plainError, type ServiceError, validationError } from './service-error';

const TOO_DEEP = 'Nesting Levels have exceeded supported limits';
const TOO_DEEP_IN_REQUEST = `${TOO_DEEP}: Attributes in the item have nested levels beyond supported limit`;

/** A value of a request lies too deep in others. */
export function nestingError(): ServiceError {
  return plainError(TOO_DEEP_IN_REQUEST);
}

/** After an update, a value would lie too deep in others. */
export function updatedNestingError(): ServiceError {
  return validationError(TOO_DEEP);
}

/** Whether an error says that a value of a request lies too deep. */
export function isNestingError({ message }: ServiceError): boolean {
  return message === TOO_DEEP_IN_REQUEST;
}
