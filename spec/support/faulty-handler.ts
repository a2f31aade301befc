import { Readable } from 'node:stream';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** One request on its way to a backend. */
export interface PassingRequest {
  /** `PutItem`, `TransactWriteItems`, ... */
  operation: string;
  /** The request's JSON. */
  input: { ClientRequestToken?: string; TransactItems?: object[]; [parameter: string]: unknown };
}

type Handler = DynamoDBClient['config']['requestHandler'];

interface Refusal {
  error: string;
  statusCode?: number;
  body?: object;
}

type Answer = ReturnType<Handler['handle']>;

/**
 * What becomes of a request instead: an answer with an error of the service, without reaching the backend; or `lost`:
 * the backend carries it out, and the connection breaks before its answer; or whatever this makes of it, which may deliver it when and as
 * often as it likes.
 */
export type Fault = Refusal | 'lost' | { pass: Passage };

export type Passage = (deliver: () => Answer) => Answer;

/** Decides on each request; undefined lets it pass. It may take its time, and so hold the request up. */
export type FaultSource = (request: PassingRequest) => Fault | undefined | Promise<Fault | undefined>;

/** A request handler around another one. */
export function faultyHandler(inner: Handler, faultOf: FaultSource): Handler {
  return Object.assign(Object.create(inner) as Handler, {
    async handle(...[request, options]: Parameters<Handler['handle']>): ReturnType<Handler['handle']> {
      const operation = request.headers['x-amz-target']!.split('.')[1]!;
      const input = JSON.parse(
        typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body),
      );
      const fault = await faultOf({ operation, input });
      if (!fault) return inner.handle(request, options);
      if (fault === 'lost') {
        await unheard(inner.handle(request, options));
        throw brokenConnection();
      }
      if ('pass' in fault) return fault.pass(() => inner.handle(request, options));
      return answerOf(fault);
    },
    // The connections belong to the client of the inner handler, and others may be using them.
    destroy() {},
  });
}

/** Waits for an answer that nobody reads. */
export async function unheard(answer: Answer): Promise<void> {
  const { response } = await answer;
  if (response.body instanceof Readable) response.body.resume(); // or its socket stays taken
}

export const brokenConnection = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** A client of the same backend as another one, with a faulty handler between. By default the SDK retries nothing: dynact is to do it. */
export function faultyClient({ config }: DynamoDBClient, faultOf: FaultSource, maxAttempts = 1): DynamoDBClient {
  const { region, credentials, endpoint, requestHandler } = config;
  return new DynamoDBClient({
    region,
    credentials,
    ...(endpoint && { endpoint }),
    requestHandler: faultyHandler(requestHandler, faultOf),
    maxAttempts,
  } as DynamoDBClientConfig);
}

/** The answer to a transaction that was cancelled with these codes, one for each of its operations. */
export function cancelled(...codes: string[]): Fault {
  const reasons = codes.map(Code => (Code === 'None' ? { Code } : { Code, Message: `Message of ${Code}` }));
  return { error: 'TransactionCanceledException', body: { CancellationReasons: reasons } };
}

function answerOf({ error, statusCode = 400, body }: Refusal): Awaited<ReturnType<Handler['handle']>> {
  const json = { __type: `com.amazonaws.dynamodb.v20120810#${error}`, message: `Message of ${error}`, ...body };
  return {
    response: {
      statusCode,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: Buffer.from(JSON.stringify(json)),
      reason: undefined,
    } as unknown as Awaited<ReturnType<Handler['handle']>>['response'],
  };
}
