import { buffer } from 'node:stream/consumers';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type Handler = DynamoDBClient['config']['requestHandler'];
type Response = Awaited<ReturnType<Handler['handle']>>['response'];

/** The entries of a batch request by table: the list of BatchWriteItem, or the keys of BatchGetItem with their options. */
type Entries = Record<string, object[] | { Keys: object[] }>;

/** Picks the entries that are left unprocessed; `throttle` refuses the whole request instead. */
export type Leave = (entries: readonly object[], operation: string) => readonly object[] | 'throttle';

/**
 * A client of the same backend as another one, which leaves entries of batches unprocessed: they do not reach the backend, and come back
 * as UnprocessedItems or UnprocessedKeys. The SDK retries nothing: dynact is to do it.
 */
export function leavingClient({ config }: DynamoDBClient, leave: Leave): DynamoDBClient {
  const { region, credentials, endpoint, requestHandler: inner } = config;
  const handler = Object.assign(Object.create(inner) as Handler, {
    async handle(...[request, options]: Parameters<Handler['handle']>): ReturnType<Handler['handle']> {
      const operation = request.headers['x-amz-target']!.split('.')[1]!;
      if (operation !== 'BatchWriteItem' && operation !== 'BatchGetItem') return inner.handle(request, options);
      const input = JSON.parse(Buffer.from(request.body).toString()) as { RequestItems: Entries };
      const picked = leave(flat(input.RequestItems), operation);
      if (picked === 'throttle') return answer(400, { __type: 'x#ProvisionedThroughputExceededException' });
      const left = new Set(picked);
      const rest = filtered(input.RequestItems, entry => !left.has(entry));
      const unprocessed = filtered(input.RequestItems, entry => left.has(entry));
      const name = operation === 'BatchWriteItem' ? 'UnprocessedItems' : 'UnprocessedKeys';
      if (flat(rest).length === 0) return answer(200, { Responses: {}, [name]: unprocessed });
      const body = Buffer.from(JSON.stringify({ ...input, RequestItems: rest }));
      const headers = { ...request.headers, 'content-length': String(body.byteLength) };
      const { response } = await inner.handle(
        Object.assign(request.clone(), { body, headers }) as typeof request,
        options,
      );
      const output = JSON.parse((await bytesOf(response)).toString());
      return answer(response.statusCode, response.statusCode === 200 ? { ...output, [name]: unprocessed } : output);
    },
  });
  const connection = { region, credentials, requestHandler: handler, maxAttempts: 1 } as DynamoDBClientConfig;
  return new DynamoDBClient({ ...connection, ...(endpoint && { endpoint }) });
}

const entriesOf = (table: Entries[string]): object[] => (Array.isArray(table) ? table : table.Keys);
const flat = (tables: Entries): object[] => Object.values(tables).flatMap(entriesOf);

function filtered(tables: Entries, isIn: (entry: object) => boolean): Entries {
  return Object.fromEntries(
    Object.entries(tables)
      .map(([name, table]): [string, Entries[string]] => {
        const entries = entriesOf(table).filter(isIn);
        return [name, Array.isArray(table) ? entries : { ...table, Keys: entries }];
      })
      .filter(([, table]) => entriesOf(table).length > 0),
  );
}

async function bytesOf({ body }: Response): Promise<Buffer> {
  return body instanceof Uint8Array ? Buffer.from(body) : buffer(body);
}

function answer(statusCode: number, json: object): Awaited<ReturnType<Handler['handle']>> {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { response: { statusCode, headers, body: Buffer.from(JSON.stringify(json)) } as unknown as Response };
}
