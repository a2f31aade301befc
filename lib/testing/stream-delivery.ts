import { tableNameOf } from '../client/target';
import type { Engine } from '../engine/engine';
import { checkCount } from '../errors/given';
import { checkOptions } from '../errors/known-options';
import type { EntityClass } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import type { StreamEvent } from '../streams/handler';

/** A Lambda function for a DynamoDB stream: one of `streamHandler`, or any other with any event type. */
export interface StreamFunction {
  (event: never, ...rest: never[]): unknown;
  /** Only for a `streamHandler`: its classes. Only the streams of their tables are delivered. */
  readonly classes?: readonly EntityClass[];
}

export interface DeliverOptions {
  /** Records in one event. Default 100. */
  batchSize?: number | undefined;
  /** How often a batch is delivered again from the failed record on. Default 0. */
  retries?: number | undefined;
}

export interface Delivery {
  /** Records that were delivered and succeeded, each counted once. */
  delivered: number;
  /** Where a stream stopped: the next delivery to the same function continues there. At most one entry for each table. */
  batchItemFailures: { itemIdentifier: string }[];
}

type LambdaRecord = StreamEvent['Records'][number];

/** Delivers the streams of an engine's tables as Lambda's event source mapping does: in order, and again from a failed record on. */
export class StreamDelivery {
  /** By stream: the last record before the test began. */
  private readonly start = new Map<string, string>();
  /** By function and stream: the last record that succeeded. */
  private readonly done = new WeakMap<StreamFunction, Map<string, string>>();

  constructor(private readonly engine: Engine) {
    for (const { arn } of this.streams()) {
      const last = this.recordsAfter(arn, undefined).at(-1);
      if (last) this.start.set(arn, sequenceOf(last));
    }
  }

  async deliver(run: StreamFunction, options: DeliverOptions = {}): Promise<Delivery> {
    checkOptions('', 'deliver', options, { batchSize: true, retries: true });
    const { batchSize = 100, retries = 0 } = options;
    checkCount('deliver: batchSize', batchSize);
    const tables = run.classes && new Set(run.classes.map(type => tableNameOf(metadataOf(type))));
    const done = this.done.get(run) ?? new Map(this.start);
    this.done.set(run, done);
    const delivery: Delivery = { delivered: 0, batchItemFailures: [] };
    for (const { table, arn } of this.streams()) {
      if (tables && !tables.has(table)) continue;
      const records = this.recordsAfter(arn, done.get(arn));
      const { succeeded, failed, ...thrown } = await inBatches(run, records, batchSize, retries);
      const last = records[succeeded - 1];
      if (last) done.set(arn, sequenceOf(last));
      if ('error' in thrown) throw thrown.error;
      delivery.delivered += succeeded;
      if (failed !== undefined) delivery.batchItemFailures.push({ itemIdentifier: failed });
    }
    return delivery;
  }

  private streams(): { table: string; arn: string }[] {
    const streams: { table: string; arn: string }[] = [];
    let last: string | undefined;
    do {
      const answer = this.engine.execute('ListStreams', last ? { ExclusiveStartStreamArn: last } : {}) as StreamsAnswer;
      for (const { TableName, StreamArn } of answer.Streams) streams.push({ table: TableName, arn: StreamArn });
      last = answer.LastEvaluatedStreamArn;
    } while (last);
    return streams;
  }

  private recordsAfter(arn: string, sequence: string | undefined): LambdaRecord[] {
    const { StreamDescription } = this.engine.execute('DescribeStream', { StreamArn: arn }) as {
      StreamDescription: { Shards: { ShardId: string }[] };
    };
    const from = sequence
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: sequence }
      : { ShardIteratorType: 'TRIM_HORIZON' };
    return StreamDescription.Shards.flatMap(({ ShardId }) => {
      const request = { StreamArn: arn, ShardId, ...from };
      const { ShardIterator } = this.engine.execute('GetShardIterator', request) as { ShardIterator: string };
      return this.recordsFrom(ShardIterator).map(record => lambdaRecord(record, arn));
    });
  }

  private recordsFrom(iterator: string): EngineRecord[] {
    const records: EngineRecord[] = [];
    for (let next: string | undefined = iterator; next; ) {
      const answer = this.engine.execute('GetRecords', { ShardIterator: next }) as RecordsAnswer;
      if (answer.Records.length === 0) break;
      records.push(...answer.Records);
      next = answer.NextShardIterator;
    }
    return records;
  }
}

interface StreamsAnswer {
  readonly Streams: readonly { readonly TableName: string; readonly StreamArn: string }[];
  readonly LastEvaluatedStreamArn?: string;
}

interface EngineRecord {
  readonly dynamodb: { readonly SequenceNumber: string };
  readonly userIdentity?: { readonly PrincipalId: string; readonly Type: string };
}

interface RecordsAnswer {
  readonly Records: EngineRecord[];
  readonly NextShardIterator?: string;
}

/** A record in Lambda's form: with the ARN, and the identity in lower case. The engine's binary values are base64 already. */
function lambdaRecord({ userIdentity, ...record }: EngineRecord, eventSourceARN: string): LambdaRecord {
  const { PrincipalId: principalId, Type: type } = userIdentity ?? {};
  return structuredClone({ ...record, eventSourceARN, ...(userIdentity && { userIdentity: { principalId, type } }) });
}

function sequenceOf({ dynamodb }: LambdaRecord): string {
  return dynamodb!.SequenceNumber!;
}

interface Outcome {
  /** Records from the first on. */
  readonly succeeded: number;
  /** The sequence number of the record that stopped it. */
  readonly failed?: string;
  /** What the function threw. */
  readonly error?: unknown;
}

async function inBatches(
  run: StreamFunction,
  records: readonly LambdaRecord[],
  batchSize: number,
  retries: number,
): Promise<Outcome> {
  let succeeded = 0;
  let failures = 0;
  while (succeeded < records.length) {
    const batch = records.slice(succeeded, succeeded + batchSize);
    const answer = await answerOf(run, batch);
    const done = 'error' in answer ? 0 : checkpointIn(batch, answer.response);
    succeeded += done;
    if (done === batch.length) continue;
    // After progress the retries start again, as in Lambda.
    if (done > 0) failures = 0;
    if (failures === retries) return { succeeded, failed: sequenceOf(records[succeeded]!), ...answer };
    failures++;
  }
  return { succeeded };
}

/** The Lambda context that functions get. */
const CONTEXT = { awsRequestId: 'memory', functionName: 'memory', getRemainingTimeInMillis: () => 900_000 };

/** A function that throws fails the whole batch. */
async function answerOf(
  run: StreamFunction,
  batch: readonly LambdaRecord[],
): Promise<{ response: unknown } | { error: unknown }> {
  try {
    return { response: await run({ Records: structuredClone(batch) } as never, CONTEXT as never) };
  } catch (error) {
    return { error };
  }
}

/**
 * How many records of a batch Lambda treats as done after an answer: all if the answer names none, none if it names an unknown one, otherwise
 * those before the lowest that it names.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function checkpointIn(batch: readonly LambdaRecord[], answer: unknown): number {
  const failures = (answer as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 0;
  const positions = failures.map(failure => batch.findIndex(record => sequenceOf(record) === failure?.itemIdentifier));
  if (positions.includes(-1)) return 0;
  return Math.min(batch.length, ...positions);
}
