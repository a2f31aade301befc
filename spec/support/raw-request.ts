/** A DynamoDB request as any HTTP client could send it, and what came back. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly target?: string;
  /** Beside those of a signed request; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
}

/** Headers of a request that looks signed. */
export const SIGNED = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

export async function rawRequest(
  url: string,
  { method = 'POST', path = '/', ...request }: RawRequest,
): Promise<RawAnswer> {
  const headers = { ...SIGNED, 'x-amz-target': request.target, ...request.headers };
  const given = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
  const body = method === 'POST' ? (request.body ?? '{}') : undefined;
  const response = await fetch(url + path, { method, headers: given, body: body as string });
  const text = await response.text();
  const json = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, json };
}

const STREAM_OPERATIONS = new Set(['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']);

/** The `x-amz-target` of an operation, of DynamoDB or of its streams. */
export function targetOf(operation: string): string {
  return `${STREAM_OPERATIONS.has(operation) ? 'DynamoDBStreams' : 'DynamoDB'}_20120810.${operation}`;
}

/** An answer that is not success. */
export class AnswerError extends Error {}

/** Sends one operation. Throws `AnswerError`, or what `fetch` throws where no answer came. */
export async function send(url: string, operation: string, input: object): Promise<Record<string, unknown>> {
  const { status, json } = await rawRequest(url, {
    target: targetOf(operation),
    body: JSON.stringify(input),
  });
  if (status === 200) return json;
  throw new AnswerError(`${operation}: ${json.__type}: ${json.message ?? json.Message}`);
}
