import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  configure,
  OutcomeUnknownError,
  PartitionKey,
  Table,
  TransactWrite,
  transact,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type Fault, type FaultSource, faultyClient } from '../support/faulty-handler';
import { failure, useTables } from './harness';

@Table(uniqueTable('resends'))
class Row extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
}

@Table(uniqueTable('resends-versioned'))
class Counted extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @Version() version?: number;
}

@Table(uniqueTable('resends-unique'))
class Named extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) name?: string;
  @Attribute() n = 0;
}

interface Args {
  input: Record<string, unknown>;
}

type Refusal = Extract<Fault, { error: string }>;

type Change = (args: Args) => Args;

const HELD: Refusal = { error: 'TransactionConflictException' };
const FAILED: Refusal = { error: 'InternalServerError', statusCode: 500 };

/** Changes in place whatever a write sets `n` to. */
const addsInPlace: Change = args => {
  const parts = (args.input.TransactItems ?? [{ alone: args.input }]) as Record<
    string,
    Record<'Item' | 'ExpressionAttributeValues', Record<string, { N?: string }> | undefined>
  >[];
  for (const { Item, ExpressionAttributeValues: values } of parts.flatMap(part => Object.values(part))) {
    for (const value of Object.values(Item ?? values ?? {})) {
      if (Number(value.N) >= 100) value.N = String(Number(value.N) + 1);
    }
  }
  return args;
};

const changesKeyInPlace: Change = args => {
  const key = args.input.Key as { id: { S: string } } | undefined;
  if (key) key.id.S += '!';
  return args;
};

/** Middleware may make input of its own, and pass on nothing else. */
const REPLACING: readonly [string, Change][] = [
  ['copies the input', args => ({ ...args, input: { ...args.input } })],
  ['copies all of it', args => ({ ...args, input: structuredClone(args.input) })],
  ['passes on nothing but an input', ({ input }) => ({ input: { ...input } })],
  ['puts a copy in its place', args => Object.assign(args, { input: { ...args.input } })],
];

describeEachBackend('A request that is sent again', backend => {
  const db = useTables(backend, Row, Counted, Named);
  const clients: DynamoDBClient[] = [];
  afterAll(() => {
    for (const client of clients) client.destroy();
  });
  // No waits between attempts.
  const random = jest.spyOn(Math, 'random');
  beforeEach(() => void random.mockReturnValue(0));
  afterAll(() => random.mockRestore());
  afterEach(() => configure({ fastLane: undefined }));

  const through = (faultOf: FaultSource, maxAttempts = 1) => {
    const client = faultyClient(db.client, faultOf, maxAttempts);
    clients.push(client);
    return client;
  };

  /** A client of which the first requests of an operation meet these faults. */
  const faulty = (operation: string, faults: readonly (Fault | undefined)[], maxAttempts = 1) => {
    const left = [...faults];
    return through(request => (request.operation === operation ? left.shift() : undefined), maxAttempts);
  };

  const change = (client: DynamoDBClient, how: Change, name = 'change') =>
    client.middlewareStack.add(((next: (args: Args) => unknown) => (args: Args) => next(how(args))) as never, {
      step: 'initialize',
      name,
      override: true,
    });

  const stored = async (type: typeof Row | typeof Counted | typeof Named, id: string) =>
    (await db.stored(type, { id: { S: id } }))?.n?.N;

  interface Call {
    readonly operation: string;
    readonly fault: Refusal;
    run(client: DynamoDBClient, id: string, signal?: AbortSignal): Promise<unknown>;
  }

  const WRITES: Record<string, Call> = {
    'a save': {
      operation: 'PutItem',
      fault: HELD,
      run: (client, id, signal) => Row.build({ id, n: 100 }).save({ client, signal }),
    },
    'an update': {
      operation: 'UpdateItem',
      fault: HELD,
      run: (client, id, signal) => Row.updateByKey({ id }, { n: 100 }, { client, signal }),
    },
    'an idempotent save': {
      operation: 'TransactWriteItems',
      fault: FAILED,
      run: (client, id, signal) => Row.build({ id, n: 100 }).save({ client, signal, idempotent: true }),
    },
    'a save with a unique value': {
      operation: 'TransactWriteItems',
      fault: FAILED,
      run: (client, id, signal) => Named.create({ id, name: id, n: 100 }, { client, signal }),
    },
    'a block': {
      operation: 'TransactWriteItems',
      fault: FAILED,
      run: (client, id, signal) => transact(tx => tx.save(Row.build({ id, n: 100 })), { client, signal }),
    },
    'a TransactWrite': {
      operation: 'TransactWriteItems',
      fault: FAILED,
      run: (client, id, signal) => {
        const tx = new TransactWrite({ client, signal });
        tx.update(Row, { id }, { n: 100 });
        return tx.commit();
      },
    },
  };

  describe.each([true, false])('with fastLane: %s', fastLane => {
    beforeEach(() => configure({ fastLane }));

    describe.each(Object.entries(WRITES))('%s', (name, { operation, fault, run }) => {
      const id = `${name} ${fastLane}`;
      const type = name.includes('unique') ? Named : Row;

      it.each([false, true])(
        'goes through the middleware that its client has by then; with a signal: %s',
        async withSignal => {
          const seen: string[] = [];
          let requests = 0;
          const client = through(request => {
            if (request.operation !== operation || ++requests > 3) return undefined;
            const at = requests;
            change(
              client,
              args => {
                seen.push(`${at}`);
                return args;
              },
              `change ${at}`,
            );
            return fault;
          });
          await run(client, `${id} ${withSignal}`, withSignal ? new AbortController().signal : undefined);
          expect(seen.sort()).toEqual(['1', '1', '1', '2', '2', '3']);
          expect(requests).toBe(4);
          expect(await stored(type, `${id} ${withSignal}`)).toBe('100');
        },
      );

      it('uses the `send` that its client has by then, and its configuration', async () => {
        const client = through(() => undefined);
        const { requestHandler } = client.config;
        await Row.get({ id }, { client });
        const sent = jest.spyOn(client, 'send').mockImplementationOnce(() => {
          sent.mockRestore();
          client.config.requestHandler = Object.assign(Object.create(requestHandler) as typeof requestHandler, {
            handle: (...args: Parameters<typeof requestHandler.handle>) => {
              handled++;
              return requestHandler.handle(...args);
            },
          });
          return Promise.reject(Object.assign(new Error('x'), { name: fault.error }));
        });
        let handled = 0;
        await run(client, `${id} mocked`);
        expect(handled).toBeGreaterThanOrEqual(1);
        expect(await stored(type, `${id} mocked`)).toBe('100');
      });

      it('is changed only once by middleware that changes its input in place', async () => {
        const client = faulty(operation, [fault, fault, fault]);
        change(client, addsInPlace);
        await run(client, `${id} in place`);
        expect(await stored(type, `${id} in place`)).toBe('101');
      });
    });

    it('a page of a query', async () => {
      await Row.build({ id: 'page' }).save();
      let requests = 0;
      const client = through(request => {
        if (request.operation !== 'Query' || ++requests > 1) return undefined;
        change(client, args => args);
        return FAILED;
      }, 3);
      expect(await Row.query({ id: 'page' }, { client }).all()).toHaveLength(1);
      expect(await Row.query({ id: 'page' }, { client }).all()).toHaveLength(1);
      expect(requests).toBe(3);
    });

    it('leaves keys and values of the record as they are if middleware changes its input in place', async () => {
      const record = Row.build({ id: 'shared', n: 150 });
      await record.save();
      const client = faulty('UpdateItem', [FAILED]);
      change(client, addsInPlace);
      record.n = 200;
      await failure(record.save({ client, raiseOnConflict: true }), OutcomeUnknownError);
      expect(record.changes()).toEqual({ n: { from: 150, to: 200 } });
      await record.save({ client: db.client, raiseOnConflict: true });
      const renaming = faulty('DeleteItem', [HELD]);
      change(renaming, changesKeyInPlace);
      await Row.deleteByKey({ id: 'shared' }, { client: renaming });
      expect(await stored(Row, 'shared')).toBe('200');
      const reading = through(() => undefined);
      change(reading, changesKeyInPlace);
      const twice = [{ id: 'shared' }, { id: 'shared' }];
      for (const key of twice) expect(await Row.get(key, { client: reading })).toBeUndefined();
    });

    describe.each(REPLACING)('tells what became of it, where middleware %s', (how, replace) => {
      const losing = (operation: string, faults: readonly Fault[], maxAttempts: number) => {
        const client = faulty(operation, faults, maxAttempts);
        change(client, replace);
        return { client };
      };

      it.each([1, 3])('and the SDK has %i attempts', async maxAttempts => {
        const id = `${how} ${fastLane} ${maxAttempts}`;
        const all = Array.from({ length: 40 }, () => 'lost' as const);
        const lost = (operation: string) => losing(operation, all, maxAttempts);
        await failure(Counted.create({ id }, lost('PutItem')), OutcomeUnknownError);
        const record = await Counted.getOrFail({ id });
        record.n = 1;
        await failure(record.save(lost('UpdateItem')), OutcomeUnknownError);
        await record.reload({ client: db.client });
        await failure(record.update({ n: 2 }, lost('UpdateItem')), OutcomeUnknownError);
        await record.reload({ client: db.client });
        await failure(record.delete(lost('DeleteItem')), OutcomeUnknownError);
        await failure(
          Row.updateByKey({ id }, r => r.n.add(1), lost('UpdateItem')),
          OutcomeUnknownError,
        );

        // Lost, and then refused because of what was lost.
        const resent = (operation: string) =>
          losing(operation, maxAttempts === 1 ? ['lost', HELD] : ['lost'], maxAttempts);
        if (maxAttempts > 1) await failure(Counted.create({ id }, resent('PutItem')), OutcomeUnknownError);
        const once = { ...losing('TransactWriteItems', ['lost', FAILED, 'lost'], maxAttempts), idempotent: true };
        await Row.updateByKey({ id }, r => r.n.add(10), once);
        expect(await stored(Row, id)).toBe(String(maxAttempts + 10));
      });

      it('a transaction whose answer was lost, and that was then throttled or met a conflict', async () => {
        const id = `${how} ${fastLane} block`;
        for (const last of [{ error: 'ThrottlingException' }, FAILED]) {
          await Row.updateByKey({ id }, { n: 0 });
          const options = losing('TransactWriteItems', ['lost', last, last, last, last, last, last], 1);
          const error = await failure(
            transact(tx => tx.update(Row, { id }, r => r.n.add(1)), options),
            Error,
          );
          expect(error.name).not.toBe('ThrottledError');
          expect(await stored(Row, id)).toBe('1');
        }
      });
    });
  });
});
