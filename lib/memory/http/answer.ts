import { isUtf8 } from 'node:buffer';
import type { Engine } from '../engine';
import { type ServiceError, serializationError, unknownOperationError } from '../service-error';
import { operationOf } from '../targets';
import { authenticationError } from './authentication';
import { tooLargeError } from './body';
import { decodedBody, isTooLarge } from './content-encoding';
import type { HttpAnswer, HttpRequest } from './exchange';

const CONTENT_TYPES: ReadonlySet<string> = new Set(['application/x-amz-json-1.0', 'application/json']);
const NOT_FOUND: HttpAnswer = { statusCode: 404, body: '<UnknownOperationException/>\n' };

/** What the service answers: health to a GET, the result of an operation to a POST. */
export async function answerTo(engine: Engine, request: HttpRequest): Promise<HttpAnswer> {
  if (!/^\/(\?|$)/.test(request.url)) return NOT_FOUND;
  if (request.method === 'GET') {
    return { statusCode: 200, body: `healthy: dynamodb.${engine.region}.amazonaws.com ` };
  }
  const contentType = request.headers['content-type']?.split(';')[0]?.trim();
  if (request.method !== 'POST' || contentType === undefined || !CONTENT_TYPES.has(contentType)) return NOT_FOUND;

  const operation = operationOf(request.headers['x-amz-target'] as string | undefined);
  const error = operation === undefined ? unknownOperationError() : authenticationError(request);
  const answer = error ? errorAnswer(error) : await answerOf(engine, operation as string, request);
  return { ...answer, contentType };
}

async function answerOf(engine: Engine, operation: string, request: HttpRequest): Promise<HttpAnswer> {
  let body: Buffer;
  try {
    body = await decodedBody(request.headers['content-encoding'], request.body);
  } catch (error) {
    return isTooLarge(error) ? errorAnswer(tooLargeError()) : failureAnswer();
  }
  const isText = body.length > 0 && isUtf8(body);
  return isText ? engine.respond(operation, body.toString()) : errorAnswer(serializationError());
}

/** The answer to a failure of the engine itself. */
export function failureAnswer(): HttpAnswer {
  const __type = 'com.amazonaws.dynamodb.v20120810#InternalServerError';
  const body = JSON.stringify({ __type, message: 'The request processing has failed because of an unknown error.' });
  return { statusCode: 500, contentType: 'application/x-amz-json-1.0', body };
}

export function errorAnswer(error: ServiceError): HttpAnswer {
  return {
    statusCode: error.statusCode,
    contentType: 'application/x-amz-json-1.0',
    body: JSON.stringify(error.toBody()),
  };
}
