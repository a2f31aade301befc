import { ordered } from './ordered';
import type { Answer, RawBackend } from './raw-backend';

interface StreamRecord {
  readonly eventName: string;
  readonly userIdentity?: object;
  readonly dynamodb: {
    readonly Keys: object;
    readonly NewImage?: object;
    readonly OldImage?: object;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
}

/** All records of a stream, in their order for each key: without times and numbers, which each counts in its own way. */
export async function recordsOf(backend: RawBackend, StreamArn: string): Promise<Answer> {
  const records: StreamRecord[] = [];
  const { StreamDescription } = await said<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
    backend('DescribeStream', { StreamArn }),
  );
  for (const { ShardId } of StreamDescription.Shards) {
    const place = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await said<{ ShardIterator: string }>(backend('GetShardIterator', place));
    const { Records } = await said<{ Records: StreamRecord[] }>(backend('GetRecords', { ShardIterator }));
    records.push(...Records);
  }
  return { status: 200, body: { Records: byKey(records) } };
}

function comparable({ eventName, userIdentity, dynamodb }: StreamRecord): object {
  const { Keys, NewImage, OldImage, SizeBytes, StreamViewType } = dynamodb;
  return { Keys, eventName, userIdentity, NewImage, OldImage, SizeBytes, StreamViewType };
}

/** Each key with its records. */
function byKey(records: readonly StreamRecord[]): object {
  const keys = new Map<string, object[]>();
  for (const record of records) {
    const key = JSON.stringify(ordered(record.dynamodb.Keys));
    keys.set(key, [...(keys.get(key) ?? []), comparable(record)]);
  }
  return Object.fromEntries(keys);
}

async function said<T>(answer: Promise<Answer>): Promise<T> {
  const { status, body } = await answer;
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as T;
}
