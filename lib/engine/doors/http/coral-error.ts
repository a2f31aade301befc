import { ServiceError } from '../../protocol/service-error';

/** An error of the framework that the service is built on, which answers before DynamoDB is asked. */
export function coralError(code: string, message: string, statusCode = 400): ServiceError {
  return new ServiceError(`com.amazon.coral.service#${code}`, message, {}, statusCode);
}
