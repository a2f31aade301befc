import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../protocol/service-error';

/** The part of an HTTP request that is used. */
export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The answer to an HTTP request. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error of the service's web framework, which answers before DynamoDB does. */
export function coralError(code: string, message: string, statusCode = 400): ServiceError {
  return new ServiceError(`com.amazon.coral.service#${code}`, message, {}, statusCode);
}
