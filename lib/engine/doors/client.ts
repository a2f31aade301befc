import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { Flat } from '../../errors/known-options';
import { Engine, type EngineOptions } from '../engine';
import { memoryHandler } from './handler';

/** The options of the SDK's client, except its connection, and the engine to use. */
export type MemoryClientOptions = Flat<
  EngineOptions &
    Omit<DynamoDBClientConfig, 'region' | 'requestHandler'> & {
      /** The engine that answers; a new one by default. */
      readonly engine?: Engine | undefined;
    }
>;

const engines = new WeakMap<DynamoDBClient, Engine>();

/**
 * A real `DynamoDBClient` whose requests an engine in this process answers: no network, no account, no credentials, no signatures.
 *
 * ```ts
 * const client = memoryClient();
 * await client.send(new CreateTableCommand({ ... }));
 * ```
 */
export function memoryClient({
  engine,
  region = 'us-east-1',
  account,
  ttlInterval,
  ttlChangeLimit,
  ...config
}: MemoryClientOptions = {}): DynamoDBClient {
  const handler = memoryHandler({ engine: engine ?? new Engine({ region, account, ttlInterval, ttlChangeLimit }) });
  const client = new DynamoDBClient({
    credentials: { accessKeyId: 'memory', secretAccessKey: 'memory' },
    // The engine does not verify signatures, and making one takes a third of a request's time.
    signer: { sign: async request => request },
    ...config,
    region,
    requestHandler: handler,
  });
  engines.set(client, handler.engine);
  return client;
}

/** The engine behind a client that `memoryClient` made. Throws `TypeError` for any other. */
export function engineOf(client: DynamoDBClient): Engine {
  const engine = engines.get(client);
  if (!engine) throw new TypeError('This client was not made by memoryClient()');
  return engine;
}
