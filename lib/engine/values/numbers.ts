import { canonicalNumber, NumberFormatError } from '../../wire/decimal';
import { plainError, type ServiceError } from '../protocol/service-error';

/** The number as it is stored and returned. Throws the service's `ServiceError` for one that it does not take. */
export function storedNumber(text: string): string {
  try {
    return canonicalNumber(text);
  } catch (error) {
    throw error instanceof NumberFormatError ? numberError(error) : error;
  }
}

/** The service's words for what is wrong with a number. */
export function numberError({ problem, text }: NumberFormatError): ServiceError {
  switch (problem) {
    case 'syntax':
      return plainError(`The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`);
    case 'precision':
      return plainError('Attempting to store more than 38 significant digits in a Number');
    case 'overflow':
      return plainError('Number overflow. Attempting to store a number with magnitude larger than supported range');
    case 'underflow':
      return plainError('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
}
