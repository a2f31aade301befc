import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../protocol/service-error';

/** What of an HTTP request the door looks at. */
export interface HttpRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What it is answered with. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error of the framework that the service is built on, which answers before DynamoDB is asked. */
export function coralError(code: string, message: string, statusCode = 400): ServiceError {
  return new ServiceError(`com.amazon.coral.service#${code}`, message, {}, statusCode);
}
