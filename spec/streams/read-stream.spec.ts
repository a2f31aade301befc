import { DynamoDBStreams, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  ConfigurationError,
  createTable,
  DecodeError,
  deleteTable,
  InvalidStateError,
  PartitionKey,
  setDefaultClient,
  Table,
  ValidationError,
} from 'dynact';
import { engineOf, memoryClient, memoryHandler } from 'dynact/memory';
import { type Change, type ReadStreamOptions, readStream } from 'dynact/streams';
import { failure } from '../contract/harness';

@Table('orders')
class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Number }) total = 0;
  loads = 0;

  @AfterLoad() count() {
    this.loads++;
  }
}

@Table('users')
class User extends ActiveRecord {
  @PartitionKey() id!: string;
}

const DAY = 24 * 60 * 60 * 1000;

describe('readStream', () => {
  let client: ReturnType<typeof memoryClient>;
  beforeEach(async () => {
    client = memoryClient({ maxAttempts: 1 });
    setDefaultClient(client);
    await createTable(Order, { stream: 'NEW_AND_OLD_IMAGES' });
  });
  afterEach(() => {
    setDefaultClient(undefined);
    client.destroy();
  });

  const create = (...ids: string[]) =>
    ids.reduce<Promise<unknown>>((before, id) => before.then(() => Order.create({ id })), Promise.resolve());

  /** Reads so many changes, then ends as `break` does. */
  async function take(count: number, options: ReadStreamOptions = {}): Promise<string[]> {
    const found: string[] = [];
    const walk = readStream(Order, { pollInterval: 1, ...options });
    for await (const change of walk) {
      found.push(`${change.kind} ${change.key.id}`);
      if (found.length === count) break;
    }
    return found;
  }

  it('gives changes as records, with their hooks run, by the client of the class', async () => {
    const order = await Order.create({ id: 'a', total: 1 });
    await order.update({ total: 2 });
    await order.delete();
    const changes: Change<Order>[] = [];
    for await (const change of readStream(Order, { from: 'TRIM_HORIZON' })) {
      changes.push(change);
      if (change.kind === 'remove') break;
    }
    expect(changes).toMatchObject([
      { kind: 'insert', record: { id: 'a', total: 1, isNew: false, loads: 1 } },
      { kind: 'modify', changes: { total: { from: 1, to: 2 } } },
      { kind: 'remove', before: { total: 2 }, expired: false },
    ]);
  });

  it('waits for new changes', async () => {
    const taken = take(3);
    await create('a', 'b', 'c');
    expect(await taken).toEqual(['insert a', 'insert b', 'insert c']);
  });

  it('can start with new changes only', async () => {
    await create('old');
    const walk = readStream(Order, { from: 'LATEST', pollInterval: 1 });
    const first = walk.next();
    await new Promise(resolve => setTimeout(resolve, 20));
    await create('new');
    expect((await first).value).toMatchObject({ record: { id: 'new' } });
    await walk.return();
  });

  it('takes either client of the SDK', async () => {
    await create('a');
    const configuration = {
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: memoryHandler({ engine: engineOf(client) }),
    };
    for (const streams of [new DynamoDBStreamsClient(configuration), new DynamoDBStreams(configuration)]) {
      expect(await take(1, { client: streams })).toEqual(['insert a']);
      streams.destroy();
    }
  });

  describe('checkpoints', () => {
    it('go on after what was done: the change of a break comes again', async () => {
      const checkpoints = new Map<string, string>();
      await create('a', 'b', 'c');
      expect(await take(2, { checkpoints })).toEqual(['insert a', 'insert b']);
      expect(await take(2, { checkpoints })).toEqual(['insert b', 'insert c']);
      await create('d');
      expect(await take(2, { checkpoints })).toEqual(['insert c', 'insert d']);
    });

    it('are kept where the consumer throws, up to the change before', async () => {
      const checkpoints = new Map<string, string>();
      await create('a', 'b', 'c');
      const failing = async () => {
        for await (const { key } of readStream(Order, { checkpoints })) if (key.id === 'b') throw new Error('stop');
      };
      await expect(failing()).rejects.toThrow('stop');
      expect(await take(2, { checkpoints })).toEqual(['insert b', 'insert c']);
    });

    it('may be asynchronous, and an error of theirs ends the walk', async () => {
      await create('a');
      const full = { get: async () => undefined, set: async () => Promise.reject(new Error('full')) };
      const walk = readStream(Order, { checkpoints: full, pollInterval: 1 });
      await walk.next();
      await expect(walk.next()).rejects.toThrow('full');
    });

    it('older than the stream are an error, as changes were lost', async () => {
      const checkpoints = new Map<string, string>();
      await create('a', 'b');
      await take(2, { checkpoints });
      engineOf(client).clock.advance(DAY + 1);
      await create('c');
      const error = await failure(take(1, { checkpoints }), InvalidStateError);
      expect(error.message).toContain('older than a day');
      expect(await take(1)).toEqual(['insert c']);
    });
  });

  it('goes on where its place expired, as the consumer took long', async () => {
    await create('a');
    const walk = readStream(Order, { pollInterval: 1 });
    await walk.next();
    engineOf(client).clock.advance(16 * 60 * 1000);
    await create('b');
    expect((await walk.next()).value).toMatchObject({ key: { id: 'b' } });
    await walk.return();
  });

  it('ends by its signal, after the change under way, with its checkpoint', async () => {
    const checkpoints = new Map<string, string>();
    const stop = new AbortController();
    await create('a', 'b');
    const seen: unknown[] = [];
    for await (const { key } of readStream(Order, { checkpoints, signal: stop.signal })) {
      seen.push(key.id);
      stop.abort();
    }
    expect(seen).toEqual(['a']);
    expect(await take(1, { checkpoints })).toEqual(['insert b']);
    const waiting = readStream(Order, { from: 'LATEST', signal: AbortSignal.timeout(20) });
    expect(await waiting.next()).toEqual({ done: true, value: undefined });
    expect(await readStream(Order, { signal: stop.signal }).next()).toEqual({ done: true, value: undefined });
  });

  it('ends with the stream', async () => {
    await create('a');
    await deleteTable(Order);
    const found: unknown[] = [];
    const checkpoints = new Map<string, string>();
    for await (const { key } of readStream(Order, { pollInterval: 1, checkpoints })) found.push(key.id);
    expect(found).toEqual(['a']);
    expect([...checkpoints.values()]).toEqual(['END']);
    for await (const { key } of readStream(Order, { pollInterval: 1, checkpoints })) found.push(key.id);
    expect(found).toHaveLength(1);
  });

  it('skips what the class cannot read, or fails where the policy says so', async () => {
    engineOf(client).execute('PutItem', { TableName: 'orders', Item: { id: { S: 'x' }, total: { S: 'y' } } });
    await create('a');
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation();
    expect(await take(1)).toEqual(['insert a']);
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
    await failure(take(1, { onFailure: () => 'fail' }), DecodeError);
  });

  it('reports what is missing', async () => {
    await createTable(User);
    expect((await failure(readStream(User).next(), ConfigurationError)).message).toContain('has no stream');
    expect((await failure(readStream([Order, User]).next(), ConfigurationError)).message).toContain('are two');
    await failure(readStream([]).next(), ConfigurationError);
    await failure(readStream(Order, { from: 'start' as never }).next(), ValidationError);
    setDefaultClient(undefined);
    await failure(readStream(Order).next(), ConfigurationError);
  });

  it('passes on errors of the SDK', async () => {
    engineOf(client).fail({ operation: 'GetRecords', error: 'ProvisionedThroughputExceededException', times: 9 });
    await expect(take(1)).rejects.toThrow();
  });
});

/** A stream that splits, which the embedded engine's never does. */
class Splitting {
  readonly requests: string[] = [];
  status = 'ENABLED';
  constructor(readonly shards: { id: string; parent?: string; records: string[]; closed: boolean }[]) {}

  send = async (command: object): Promise<unknown> => {
    const { input } = command as { input: Record<string, string> };
    const name = command.constructor.name.replace('Command', '');
    this.requests.push(`${name} ${input.ShardId ?? input.ShardIterator ?? ''}`.trim());
    if (name === 'ListStreams') {
      return input.ExclusiveStartStreamArn
        ? { Streams: [{ StreamArn: 'new', StreamLabel: '2026-02' }] }
        : { Streams: [{ StreamArn: 'old', StreamLabel: '2026-01' }], LastEvaluatedStreamArn: 'old' };
    }
    if (name === 'DescribeStream') return { StreamDescription: this.describe(input) };
    if (name === 'GetShardIterator') {
      const after = input.ShardIteratorType === 'AFTER_SEQUENCE_NUMBER' ? Number(input.SequenceNumber) : 0;
      const { records } = this.shards.find(({ id }) => id === input.ShardId)!;
      return { ShardIterator: `${input.ShardId}:${input.ShardIteratorType === 'LATEST' ? records.length : after}` };
    }
    const [id, from] = input.ShardIterator!.split(':');
    const { records, closed } = this.shards.find(shard => shard.id === id)!;
    const at = Number(from);
    const page = records.slice(at, at + 1).map((key, i) => ({
      eventName: 'REMOVE' as const,
      dynamodb: { Keys: { id: { S: key } }, OldImage: { id: { S: key } }, SequenceNumber: String(at + i + 1) },
    }));
    const isEnd = closed && at + page.length >= records.length;
    return { Records: page, NextShardIterator: isEnd ? undefined : `${id}:${at + page.length}` };
  };

  private describe({ ExclusiveStartShardId: last }: Record<string, string>): object {
    const shards = [...this.shards].reverse();
    const from = last ? shards.findIndex(({ id }) => id === last) + 1 : 0;
    const page = shards.slice(from, from + 2);
    return {
      StreamStatus: this.status,
      LastEvaluatedShardId: from + 2 < shards.length ? page.at(-1)!.id : undefined,
      Shards: page.map(({ id, parent, closed }) => ({
        ShardId: id,
        ParentShardId: parent,
        SequenceNumberRange: { StartingSequenceNumber: '1', EndingSequenceNumber: closed ? '9' : undefined },
      })),
    };
  }
}

describe('a stream of several shards', () => {
  const family = () =>
    new Splitting([
      { id: 's1', parent: 's0', records: ['a', 'b'], closed: true },
      { id: 's2', parent: 's1', records: ['c'], closed: true },
      { id: 's3', parent: 's1', records: ['d', 'e'], closed: false },
      { id: 's4', parent: 's2', records: ['f'], closed: false },
    ]);

  async function take(count: number, source: Splitting, options: ReadStreamOptions = {}): Promise<unknown[]> {
    const found: unknown[] = [];
    if (count === 0) return found;
    for await (const { key } of readStream(Order, { client: source, pollInterval: 1, ...options })) {
      found.push(key.id);
      if (found.length === count) break;
    }
    return found;
  }

  beforeEach(() => setDefaultClient(memoryClient()));
  afterEach(() => setDefaultClient(undefined));

  it('is read parents first, all pages of its description', async () => {
    const found = await take(6, family());
    expect(found.slice(0, 2)).toEqual(['a', 'b']);
    expect([...found].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(found.indexOf('f')).toBeGreaterThan(found.indexOf('c'));
    expect(found.indexOf('e')).toBeGreaterThan(found.indexOf('d'));
  });

  it('goes on in each shard by its checkpoint, and never again in those that are done', async () => {
    const checkpoints = new Map<string, string>();
    const source = family();
    const first = await take(4, source, { checkpoints });
    source.requests.length = 0;
    const second = await take(3, source, { checkpoints });
    expect(new Set([...first, ...second])).toEqual(new Set(['a', 'b', 'c', 'd', 'e', 'f']));
    expect(source.requests).not.toContain('GetShardIterator s1');
    expect(checkpoints.get('s1')).toBe('END');
  });

  it('finds the children of a shard that is split meanwhile, from their beginning', async () => {
    const source = new Splitting([{ id: 's1', records: ['a'], closed: false }]);
    const walk = readStream(Order, { client: source, from: 'LATEST', pollInterval: 1 });
    const first = walk.next();
    await new Promise(resolve => setTimeout(resolve, 20));
    source.shards[0]!.records.push('b');
    expect((await first).value).toMatchObject({ key: { id: 'b' } });
    source.shards[0]!.closed = true;
    source.shards.push({ id: 's2', parent: 's1', records: ['c'], closed: false });
    expect((await walk.next()).value).toMatchObject({ key: { id: 'c' } });
    await walk.return();
  });

  it('skips closed shards if it starts with new records', async () => {
    const checkpoints = new Map<string, string>();
    const source = family();
    const walk = readStream(Order, { client: source, from: 'LATEST', pollInterval: 1, checkpoints });
    const first = walk.next();
    await new Promise(resolve => setTimeout(resolve, 20));
    source.shards[3]!.records.push('g');
    expect((await first).value).toMatchObject({ key: { id: 'g' } });
    await walk.return();
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(Object.fromEntries(checkpoints)).toEqual({ START: time, s1: 'END', s2: 'END' });
  });

  it('reads whole what came while no worker ran, also shards that were closed meanwhile', async () => {
    const source = new Splitting([{ id: 's1', records: ['a'], closed: false }]);
    const checkpoints = new Map<string, string>();
    const start = { from: 'LATEST', checkpoints } as const;
    const stop = new AbortController();
    const client = {
      send: async (command: object) => {
        const answer = await source.send(command);
        if (command.constructor.name === 'GetRecordsCommand') stop.abort();
        return answer;
      },
    };
    expect((await readStream(Order, { client, signal: stop.signal, ...start }).next()).done).toBe(true);
    source.shards[0]!.records.push('b');
    source.shards[0]!.closed = true;
    source.shards.push({ id: 's2', parent: 's1', records: ['c'], closed: true });
    source.shards.push({ id: 's3', parent: 's2', records: ['d'], closed: true });
    source.shards.push({ id: 's4', parent: 's3', records: ['e'], closed: false });
    // The records of this stream have no time, so none is passed over.
    expect(await take(5, source, start)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('goes on with shards whose ancestors are gone, once a start is stored', async () => {
    const source = new Splitting([{ id: 's9', parent: 's8', records: ['z'], closed: true }]);
    source.shards.push({ id: 's10', parent: 's9', records: ['y'], closed: false });
    const checkpoints = new Map([['START', new Date().toISOString()]]);
    expect(await take(2, source, { from: 'LATEST', checkpoints })).toEqual(['z', 'y']);
  });

  it('with new records only, goes on where a worker that began with the oldest was', async () => {
    const source = new Splitting([{ id: 's2', parent: 's1', records: ['c'], closed: true }]);
    source.shards.push({ id: 's3', parent: 's2', records: ['d'], closed: false });
    expect(await take(2, source, { from: 'LATEST', checkpoints: new Map([['s1', 'END']]) })).toEqual(['c', 'd']);
  });

  it('reports a shard that is gone before it was read to its end', async () => {
    const source = new Splitting([{ id: 's2', parent: 's1', records: ['c'], closed: false }]);
    const checkpoints = new Map([['s1', '7']]);
    const error = await failure(take(1, source, { checkpoints }), InvalidStateError);
    expect(error.message).toContain('s1');
    checkpoints.delete('s1');
    expect(await take(1, source, { checkpoints })).toEqual(['c']);
  });

  it('waits for children that are not listed yet, and ends with a stream that is turned off', async () => {
    const source = new Splitting([{ id: 's1', records: ['a'], closed: true }]);
    setTimeout(() => {
      source.status = 'DISABLED';
      source.shards.push({ id: 's2', parent: 's1', records: ['b'], closed: true });
    }, 20);
    expect(await take(9, source)).toEqual(['a', 'b']);
  });
});

interface TimedRecord {
  readonly id: string;
  readonly time?: Date;
}

/** A stream of one shard, whose iterators and answers the specs break. */
class Breaking {
  readonly places: string[] = [];
  /** What the next requests for records get: an error, undefined for their answer, or a change of the stream. */
  readonly script: (Error | (() => void) | undefined)[] = [];
  readonly records: TimedRecord[] = [];
  readonly config = { systemClockOffset: 0 };
  private pages = 0;

  send = async (command: object): Promise<unknown> => {
    const { input } = command as { input: Record<string, string> };
    switch (command.constructor.name) {
      case 'ListStreamsCommand':
        return { Streams: [{ StreamArn: 'arn', StreamLabel: '2026-01' }] };
      case 'DescribeStreamCommand':
        return { StreamDescription: { StreamStatus: 'ENABLED', Shards: [{ ShardId: 's1' }] } };
      case 'GetShardIteratorCommand':
        return { ShardIterator: String(this.place(input)) };
      default:
        return this.page(Number(input.ShardIterator));
    }
  };

  private place({ ShardIteratorType: type, SequenceNumber: number }: Record<string, string>): number {
    this.places.push([type, number].filter(Boolean).join(' '));
    return type === 'LATEST' ? this.records.length : Number(number ?? 0);
  }

  private page(at: number): object {
    if (++this.pages > 20) throw new Error('a change was lost: it does not come');
    const next = this.script.shift();
    if (typeof next === 'function') next();
    else if (next) throw next;
    const page = this.records.slice(at, at + 2).map(({ id, time }, i) => ({
      eventName: 'REMOVE',
      dynamodb: {
        Keys: { id: { S: id } },
        OldImage: { id: { S: id } },
        SequenceNumber: String(at + i + 1),
        ApproximateCreationDateTime: time,
      },
    }));
    return { Records: page, NextShardIterator: String(at + page.length) };
  }
}

describe('a start with new records only', () => {
  const MINUTE = 60 * 1000;
  const named = (name: string) => Object.assign(new Error(name), { name });
  const expired = () => named('ExpiredIteratorException');
  const old = { id: 'old', time: new Date(Date.now() - DAY / 2) };
  const fresh = (id: string) => ({ id, time: new Date() });
  let source: Breaking;

  beforeEach(() => {
    setDefaultClient(memoryClient());
    source = new Breaking();
    source.records.push(old, old, old);
  });
  afterEach(() => setDefaultClient(undefined));

  async function take(count: number, options: ReadStreamOptions = {}): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const { key } of readStream(Order, { client: source, from: 'LATEST', pollInterval: 1, ...options })) {
      if (found.push(key.id) === count) break;
    }
    return found;
  }

  it('loses nothing where its place expired before the first record, and gives nothing from before it', async () => {
    source.script.push(undefined, () => {
      source.records.push(fresh('a'), fresh('b'), fresh('c'));
      throw expired();
    });
    expect(await take(3)).toEqual(['a', 'b', 'c']);
    expect(source.places).toEqual(['LATEST', 'TRIM_HORIZON']);
  });

  it('loses nothing where its place expires again and again', async () => {
    source.script.push(expired(), undefined, expired(), () => {
      source.records.push(fresh('a'));
      throw expired();
    });
    expect(await take(1)).toEqual(['a']);
  });

  it('goes on after the last record where its place expired later', async () => {
    source.script.push(
      () => source.records.push(fresh('a')),
      undefined,
      expired(),
      () => source.records.push(fresh('b')),
    );
    expect(await take(2)).toEqual(['a', 'b']);
    expect(source.places).toEqual(['LATEST', 'AFTER_SEQUENCE_NUMBER 4']);
  });

  it('is one start for the workers of a store, whatever the first got', async () => {
    const checkpoints = new Map<string, string>();
    source.script.push(named('ProvisionedThroughputExceededException'));
    await expect(take(1, { checkpoints })).rejects.toThrow('ProvisionedThroughputExceeded');
    source.records.push(fresh('a'));
    source.script.push(undefined, named('TimeoutError'));
    await expect(take(1, { checkpoints })).rejects.toThrow('TimeoutError');
    expect(await take(1, { checkpoints })).toEqual(['a']);
  });

  it('is not made where the store fails', async () => {
    const checkpoints = { get: () => undefined, set: () => Promise.reject(new Error('full')) };
    await expect(take(1, { checkpoints })).rejects.toThrow('full');
    expect(source.places).toEqual([]);
  });

  it('passes over records that are older by more than clocks differ, and never one after the first', async () => {
    const start = Date.now();
    const at = (id: string, time: number) => ({ id, time: new Date(time) });
    const bound = start - 6 * MINUTE;
    source.records.push(at('older', bound - 1), at('bound', bound), at('jitter', bound - 1000), { id: 'timeless' });
    const checkpoints = new Map([['START', new Date(start).toISOString()]]);
    // The wait is longer than the spec may take: pages that are passed over do not wait.
    expect(await take(3, { checkpoints, pollInterval: MINUTE })).toEqual(['bound', 'jitter', 'timeless']);
    expect(checkpoints.get('s1')).toBe('6');
  });

  it('has the time of DynamoDB, where this clock is wrong', async () => {
    const checkpoints = new Map<string, string>();
    source.config.systemClockOffset = -DAY / 2 - MINUTE;
    source.script.push(named('TimeoutError'));
    await expect(take(1, { checkpoints })).rejects.toThrow('TimeoutError');
    expect(Date.parse(checkpoints.get('START')!)).toBeLessThan(old.time.getTime());
    expect(await take(3, { checkpoints })).toEqual(['old', 'old', 'old']);
  });

  it('reports records that are gone', async () => {
    source.script.push(() => source.records.push(fresh('a')), named('TrimmedDataAccessException'));
    await failure(take(2), InvalidStateError);
  });
});
