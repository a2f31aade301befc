import {
  ActiveRecord,
  Attribute,
  PartitionKey,
  Table,
  ThrottledError,
  TransactGet,
  TransactionCanceledError,
  TransactionConflictError,
  TransactWrite,
  transact,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { cancelled, type Fault, faultyClient, type PassingRequest } from '../support/faulty-handler';
import { failure, useTables } from './harness';

@Table(uniqueTable('codes'))
class Counter extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() count = 0;
}

const cancellation = (code: string): Fault => cancelled('None', code);
const exception = (error: string): Fault => ({ error });
const fault500: Fault = { error: 'InternalServerError', statusCode: 500 };
const fault503: Fault = { error: 'ServiceUnavailable', statusCode: 503 };

describeEachBackend('an answer of DynamoDB', backend => {
  const db = useTables(backend, Counter);

  beforeEach(async () => {
    await db.write(Counter, { id: { S: 'a' }, count: { N: '0' } });
    await db.write(Counter, { id: { S: 'b' }, count: { N: '0' } });
  });

  const counts = async () =>
    Promise.all(['a', 'b'].map(async id => (await db.stored(Counter, { id: { S: id } }))?.count));

  /** A client whose requests of this kind meet faults, so many times. */
  function meeting(fault: Fault, times: number, kind = 'TransactWriteItems') {
    const requests: PassingRequest[] = [];
    let left = times;
    const client = faultyClient(db.client, request => {
      if (request.operation !== kind) return undefined;
      requests.push(request);
      return left-- > 0 ? fault : undefined;
    });
    return { client, requests };
  }

  /** Adds 1 to both counters, one of which is read. */
  async function increment(client: ReturnType<typeof meeting>['client'], maxAttempts = 2) {
    let runs = 0;
    const outcome = transact(
      async tx => {
        runs++;
        const a = await tx.getOrFail(Counter, { id: 'a' });
        a.count++;
        tx.save(a);
        tx.update(Counter, { id: 'b' }, b => b.count.add(1));
      },
      { client, maxAttempts },
    );
    const error: unknown = await outcome.then(
      () => undefined,
      reason => reason,
    );
    return { runs, error };
  }

  const tokensOf = (requests: PassingRequest[]) => new Set(requests.map(({ input }) => input.ClientRequestToken)).size;

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'that cancels with %s lets the block run again, under the same token where its content is the same',
    async code => {
      const { client, requests } = meeting(cancellation(code), 1);
      expect(await increment(client)).toEqual({ runs: 2, error: undefined });
      expect([requests.length, tokensOf(requests)]).toEqual([2, 1]);
      expect(await counts()).toEqual([{ N: '1' }, { N: '1' }]);
    },
  );

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'that cancels with %s each time ends in a TransactionConflictError',
    async code => {
      const { client } = meeting(cancellation(code), 9);
      const { runs, error } = await increment(client);
      expect([runs, error]).toEqual([2, expect.any(TransactionConflictError)]);
      expect((error as TransactionConflictError).reasons).toMatchObject([
        undefined,
        { code, message: `Message of ${code}` },
      ]);
      expect(await counts()).toEqual([{ N: '0' }, { N: '0' }]);
    },
  );

  it.each(['ItemCollectionSizeLimitExceeded', 'ValidationError', 'DuplicateItem', 'AccessDenied', 'NewInTheService'])(
    'that cancels with %s is thrown',
    async code => {
      const { client, requests } = meeting(cancellation(code), 9);
      const { runs, error } = await increment(client);
      expect([runs, requests.length, error]).toEqual([1, 1, expect.any(TransactionCanceledError)]);
      expect((error as TransactionCanceledError).reasons).toMatchObject([undefined, { code }]);
      expect((error as Error).message).toContain(`[1] update Counter { id }: ${code}`);
    },
  );

  it.each(['TransactionConflict', 'ThrottlingError'])(
    'that cancels with %s and for a permanent reason lets the block run again, as it may decide otherwise',
    async code => {
      const { client } = meeting(cancelled(code, 'ValidationError'), 1);
      expect(await increment(client)).toEqual({ runs: 2, error: undefined });
      expect(await counts()).toEqual([{ N: '1' }, { N: '1' }]);
    },
  );

  it('that cancels for both a temporary and a permanent reason each time ends in a TransactionConflictError with both', async () => {
    const { client } = meeting(cancelled('TransactionConflict', 'ValidationError'), 9);
    const { runs, error } = await increment(client, 3);
    expect([runs, error]).toEqual([3, expect.any(TransactionConflictError)]);
    expect(error).toMatchObject({
      attempts: 3,
      reasons: [{ code: 'TransactionConflict' }, { code: 'ValidationError' }],
      message: expect.stringContaining('[1] update Counter { id }: ValidationError'),
    });
    expect(await counts()).toEqual([{ N: '0' }, { N: '0' }]);
  });

  it('that cancels writes without a block for both a temporary and a permanent reason is thrown', async () => {
    const { client, requests } = meeting(cancelled('TransactionConflict', 'ValidationError'), 9);
    const tx = new TransactWrite({ client });
    tx.update(Counter, { id: 'a' }, a => a.count.add(1));
    tx.update(Counter, { id: 'b' }, b => b.count.add(1));
    expect((await failure(tx.commit(), TransactionCanceledError)).reasons).toHaveLength(2);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, Fault]>([
    ['ProvisionedThroughputExceededException', exception('ProvisionedThroughputExceededException')],
    ['RequestLimitExceeded', exception('RequestLimitExceeded')],
    ['ThrottlingException', exception('ThrottlingException')],
    ['TransactionInProgressException', exception('TransactionInProgressException')],
    ['InternalServerError', fault500],
    ['ServiceUnavailable', fault503],
    ['no answer, though it was carried out', 'lost'],
  ])('that is %s has the same request sent again, under the same token', async (_, fault) => {
    const { client, requests } = meeting(fault, 2);
    expect(await increment(client)).toEqual({ runs: 1, error: undefined });
    expect([requests.length, tokensOf(requests)]).toEqual([3, 1]);
    expect(requests[1]).toEqual(requests[0]);
    expect(await counts()).toEqual([{ N: '1' }, { N: '1' }]);
  });

  it.each<[string, Fault, string]>([
    ['a throttle', exception('ThrottlingException'), 'ThrottledError'],
    ['TransactionInProgressException', exception('TransactionInProgressException'), 'TransactionInProgressException'],
    ['a fault', fault500, 'InternalServerError'],
    ['no answer', 'lost', 'Error'],
  ])(
    'that is %s five times is thrown, and memory is as it was',
    async (_, fault, name) => {
      const { client, requests } = meeting(fault, 9);
      const record = Counter.build({ id: `new-${name}`, count: 1 });
      const tx = new TransactWrite({ client });
      tx.save(record);
      const error = await failure(tx.commit(), Error);
      expect(error.name).toBe(name);
      expect(requests).toHaveLength(5);
      expect(record.isNew).toBe(true);
      // Whether it was carried out is not known; under the same token it may be sent again.
      expect((await db.stored(Counter, { id: { S: record.id } })) !== undefined).toBe(fault === 'lost');
    },
    240_000,
  );

  it.each(['AccessDeniedException', 'ValidationException', 'UnrecognizedClientException'])(
    'that is %s is thrown as it is',
    async name => {
      const { client, requests } = meeting(exception(name), 9);
      const { runs, error } = await increment(client);
      expect([runs, requests.length, (error as Error).name]).toEqual([1, 1, name]);
    },
  );

  it('that is IdempotentParameterMismatchException is a ValidationError', async () => {
    const { client, requests } = meeting(exception('IdempotentParameterMismatchException'), 9);
    const { error } = await increment(client);
    expect(error).toBeInstanceOf(ValidationError);
    expect(((error as Error).cause as Error).name).toBe('IdempotentParameterMismatchException');
    expect(requests).toHaveLength(1);
  });

  it.each<[string, Fault]>([
    ['a throttle', exception('ThrottlingException')],
    ['a fault', fault500],
    ['lost', 'lost'],
  ])('to a read of a block that is %s has the read sent again', async (_, fault) => {
    const { client, requests } = meeting(fault, 2, 'GetItem');
    expect(await increment(client)).toEqual({ runs: 1, error: undefined });
    expect(requests).toHaveLength(3);
  });

  it('to a read of a block that fails each time is thrown, and the block may catch it', async () => {
    const { client } = meeting(exception('ThrottlingException'), 5, 'GetItem');
    const block = async (tx: Parameters<Parameters<typeof transact>[0]>[0]) => {
      const caught = await tx.get(Counter, { id: 'a' }).catch(error => error);
      return [caught, await tx.get(Counter, { id: 'a' })];
    };
    expect(await transact(block, { client })).toEqual([expect.any(ThrottledError), expect.any(Counter)]);
  });

  describe('to TransactGetItems', () => {
    async function read(fault: Fault, times: number) {
      const { client, requests } = meeting(fault, times, 'TransactGetItems');
      const tx = new TransactGet({ client, maxAttempts: 3 });
      const handles = [tx.get(Counter, { id: 'a' }), tx.get(Counter, { id: 'none' })];
      const error: unknown = await tx.commit().then(
        () => undefined,
        reason => reason,
      );
      return { requests: requests.length, error, values: () => handles.map(handle => handle.value?.id) };
    }

    it.each<[string, Fault]>([
      ['TransactionConflict', cancellation('TransactionConflict')],
      ['ThrottlingError', cancellation('ThrottlingError')],
      ['ProvisionedThroughputExceeded', cancellation('ProvisionedThroughputExceeded')],
      ['a throttle', exception('ThrottlingException')],
      ['a fault', fault500],
      ['lost', 'lost'],
    ])('that is %s has them read again', async (_, fault) => {
      const { requests, error, values } = await read(fault, 2);
      expect([requests, error]).toEqual([3, undefined]);
      expect(values()).toEqual(['a', undefined]);
    });

    it('that is TransactionConflict each time ends in a TransactionConflictError', async () => {
      const { requests, error } = await read(cancellation('TransactionConflict'), 9);
      expect([requests, error]).toEqual([3, expect.any(TransactionConflictError)]);
    });

    it('that is ValidationError is thrown', async () => {
      const { requests, error } = await read(cancellation('ValidationError'), 9);
      expect([requests, error]).toEqual([1, expect.any(TransactionCanceledError)]);
      expect((error as TransactionCanceledError).reasons).toMatchObject([
        undefined,
        { code: 'ValidationError', operation: 'get', entity: Counter, key: { id: 'none' } },
      ]);
      expect((error as Error).message).toContain('[1] get Counter { id }: ValidationError');
    });
  });
});
