import type { IncomingMessage } from 'node:http';
import { operationOf } from '../../operations/registry';
import type { HttpAnswer } from './exchange';

/** An answered request, for logs. */
export interface AnsweredRequest {
  /** `'PutItem'`, or the HTTP method if the operation is not known. */
  readonly operation: string;
  /** The table that the request names, if it names one. */
  readonly table?: string;
  readonly statusCode: number;
  /** The name of the exception in the answer. */
  readonly error?: string;
  readonly milliseconds: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

const ERROR_TYPE = /"__type":"[^"#]*#(\w+)"/;
const TABLE = /"TableName"\s*:\s*"([a-zA-Z0-9_.:/-]{1,1024})"/;

/** The part of a request for logs: no keys and no values of items. */
export function answeredRequest(
  { method = '', headers }: IncomingMessage,
  body: Buffer | undefined,
  answer: HttpAnswer,
  measured: Pick<AnsweredRequest, 'milliseconds' | 'responseBytes'>,
): AnsweredRequest {
  const operation = operationOf(headers['x-amz-target'] as string | undefined);
  const table = operation && body && TABLE.exec(body.toString('latin1'))?.[1];
  const error = answer.statusCode >= 400 ? ERROR_TYPE.exec(answer.body)?.[1] : undefined;
  return {
    operation: operation ?? method,
    ...(table && { table }),
    statusCode: answer.statusCode,
    ...(error && { error }),
    requestBytes: body?.length ?? 0,
    ...measured,
  };
}
