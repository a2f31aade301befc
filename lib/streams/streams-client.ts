import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../errors/usage-errors';
import type { StreamRecord } from './record';

/** The SDK's client for streams: a `DynamoDBStreamsClient`, or a `DynamoDBStreams`. */
export interface StreamsClient {
  send(command: never, options?: never): Promise<unknown>;
}

/** The requests for a stream, as the SDK's `DynamoDBStreams` makes them. */
export interface StreamsApi {
  readonly config?: ClockConfiguration | undefined;
  listStreams(input: object, options: RequestOptions): Promise<ListedStreams>;
  describeStream(input: object, options: RequestOptions): Promise<{ StreamDescription?: StreamDescription }>;
  getShardIterator(input: object, options: RequestOptions): Promise<{ ShardIterator?: string }>;
  getRecords(input: object, options: RequestOptions): Promise<{ Records?: StreamRecord[]; NextShardIterator?: string }>;
}

export interface RequestOptions {
  readonly abortSignal?: AbortSignal | undefined;
}

interface ClockConfiguration {
  /** By how many milliseconds the SDK found this machine's clock to be behind. */
  readonly systemClockOffset?: number;
}

interface ListedStreams {
  readonly Streams?: readonly { readonly StreamArn?: string; readonly StreamLabel?: string }[];
  readonly LastEvaluatedStreamArn?: string;
}

export interface StreamDescription {
  readonly StreamStatus?: string;
  readonly Shards?: readonly ShardDescription[];
  readonly LastEvaluatedShardId?: string;
}

export interface ShardDescription {
  readonly ShardId?: string;
  readonly ParentShardId?: string;
  readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string };
}

/** The package's client, which has a method for each request. */
type Aggregated = new (configuration: object) => StreamsApi & StreamsClient & { destroy(): void };

/** Requests through the caller's client, or through one with the configuration of the tables' client. */
export function streamsApiFor(given: StreamsClient | undefined, tables: () => DynamoDBClient): StreamsApi {
  if (given && 'getRecords' in given) return given as StreamsApi & StreamsClient;
  const DynamoDBStreams = loadClient();
  if (!given) return new DynamoDBStreams(configurationOf(tables()));
  const { prototype } = DynamoDBStreams as { prototype: StreamsApi };
  return {
    config: (given as { config?: ClockConfiguration }).config,
    listStreams: (...args) => prototype.listStreams.apply(given, args),
    describeStream: (...args) => prototype.describeStream.apply(given, args),
    getShardIterator: (...args) => prototype.getShardIterator.apply(given, args),
    getRecords: (...args) => prototype.getRecords.apply(given, args),
  };
}

/** The connection is shared: the caller closes it. */
function configurationOf({ config }: DynamoDBClient): object {
  const { region, credentials, requestHandler, maxAttempts, endpoint } = config;
  return { region, credentials, requestHandler, maxAttempts, ...(endpoint && { endpoint }) };
}

/** Loaded when it is needed: handlers of Lambda events do not need it. */
function loadClient(): Aggregated {
  try {
    return require('@aws-sdk/client-dynamodb-streams').DynamoDBStreams;
  } catch (cause) {
    throw new ConfigurationError(
      'readStream needs the client of the SDK for streams: npm install @aws-sdk/client-dynamodb-streams',
      { cause },
    );
  }
}

/** The ARN of the table's newest stream. */
export async function streamOf(api: StreamsApi, tableName: string, options: RequestOptions): Promise<string> {
  let newest: { readonly StreamArn?: string; readonly StreamLabel?: string } | undefined;
  let last: string | undefined;
  do {
    const answer = await api.listStreams({ TableName: tableName, ExclusiveStartStreamArn: last }, options);
    for (const stream of answer.Streams ?? []) {
      if (!newest || (stream.StreamLabel ?? '') > (newest.StreamLabel ?? '')) newest = stream;
    }
    last = answer.LastEvaluatedStreamArn;
  } while (last);
  if (newest?.StreamArn) return newest.StreamArn;
  throw new ConfigurationError(
    `The table "${tableName}" has no stream: create it with createTable(..., { stream: 'NEW_AND_OLD_IMAGES' }), or turn the stream on with UpdateTable`,
  );
}
