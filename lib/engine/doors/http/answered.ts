import type { IncomingMessage } from 'node:http';
import { operationOf } from '../../operations/registry';
import type { HttpAnswer } from './exchange';

/** A request that was answered, as a log tells it. */
export interface AnsweredRequest {
  /** `'PutItem'`, or the method of HTTP where nothing is asked for that is known. */
  readonly operation: string;
  /** The table that the request names, where it names one. */
  readonly table?: string;
  readonly statusCode: number;
  /** The name of the exception that it is answered with. */
  readonly error?: string;
  readonly milliseconds: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

const ERROR_TYPE = /"__type":"[^"#]*#(\w+)"/;
const TABLE = /"TableName"\s*:\s*"([a-zA-Z0-9_.:/-]{1,1024})"/;

/** What a log can tell of a request: no key and no value of an item. */
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
