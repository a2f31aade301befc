import { isUtf8 } from 'node:buffer';
import type { Engine } from '../../engine';
import { operationOf } from '../../operations/registry';
import { type ServiceError, serializationError, unknownOperationError } from '../../protocol/service-error';
import { authenticationError } from './authentication';
import { decodedBody, isTooLarge, tooLargeError } from './body';
import type { HttpAnswer, HttpRequest } from './exchange';

const CONTENT_TYPES: ReadonlySet<string> = new Set(['application/x-amz-json-1.0', 'application/json']);
const NOT_FOUND: HttpAnswer = { statusCode: 404, body: '<UnknownOperationException/>\n' };

/** The answer to a request, at any path: health to a GET or HEAD, the result of an operation to a POST. */
export async function answerTo(engine: Engine, request: HttpRequest): Promise<HttpAnswer> {
  if (request.method === 'GET' || request.method === 'HEAD') {
    return { statusCode: 200, body: `healthy: dynamodb.${engine.region}.amazonaws.com ` };
  }
  const contentType = request.headers['content-type']?.split(';')[0]?.trim() ?? '';
  const isKnown = CONTENT_TYPES.has(contentType);
  if (request.method !== 'POST' || (request.body.length > 0 && !isKnown)) return NOT_FOUND;
  return { ...(await answerToPost(engine, request)), contentType: isKnown ? contentType : 'application/json' };
}

async function answerToPost(engine: Engine, request: HttpRequest): Promise<HttpAnswer> {
  let body: Buffer;
  try {
    body = await decodedBody(request.headers['content-encoding'], request.body);
  } catch (error) {
    if (isTooLarge(error)) return errorAnswer(tooLargeError());
    throw error;
  }
  if (!isUtf8(body)) return errorAnswer(serializationError());
  const text = body.toString();
  const operation = operationOf(request.headers['x-amz-target'] as string | undefined);
  if (operation === undefined) return refusal(text, unknownOperationError());
  const error = authenticationError(request);
  if (error) return refusal(text, error);
  return text === ''
    ? errorAnswer(serializationError())
    : engine.respond(operation, text, { host: request.headers.host });
}

/** Refuses requests that are not allowed or not signed. A body that is not JSON is reported first. */
function refusal(body: string, error: ServiceError): HttpAnswer {
  return errorAnswer(body === '' || isJson(body) ? error : serializationError());
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
