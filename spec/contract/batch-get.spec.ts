import type { BatchGetItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  batchGet,
  batchWrite,
  type Key,
  PartitionKey,
  repository,
  SortKey,
  setDefaultClient,
  Table,
  TableNotFoundError,
  ThrottledError,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { leavingClient } from '../support/unprocessed';
import { failure, onlyInput, useTables } from './harness';

const shared = uniqueTable('get-shared');

@Table(uniqueTable('get-items'))
class Part extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() weight = 0;

  loads = 0;

  @AfterLoad() async count() {
    this.loads++;
  }
}

@Table({ name: uniqueTable('get-orders'), consistentRead: true })
class Order extends ActiveRecord {
  @PartitionKey() customer!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute() data?: string;
}

@Table(shared)
class Cat extends ActiveRecord {
  @PartitionKey() id!: string;
}

@Table({ name: shared, consistentRead: true })
class Dog extends ActiveRecord {
  @PartitionKey() id!: string;
}

@Table(uniqueTable('get-missing'))
class Missing extends ActiveRecord {
  @PartitionKey() id!: string;
}

const COUNT = 250;
const keys = Array.from({ length: COUNT }, (_, i) => ({ id: `part${i}` }));

describeEachBackend('batchGet', backend => {
  const db = useTables(backend, Part, Order, Cat);
  const requests = () => db.sent.map(({ input }) => (input as unknown as BatchGetItemCommandInput).RequestItems!);
  const keyCounts = () => requests().map(tables => Object.values(tables)[0]!.Keys!.length);

  beforeAll(async () => {
    await batchWrite(keys.map(({ id }, i) => Part.build({ id, weight: i })));
    await batchWrite(['a', 'b'].flatMap(customer => [1, 2.5].map(number => Order.build({ customer, number }))));
    await batchWrite([Cat.build({ id: 'pet' })]);
  });

  it('returns the records in the order of the keys, undefined for a missing one', async () => {
    const parts = await Part.batchGet([{ id: 'part7' }, { id: 'nobody' }, { id: 'part1' }]);
    expect(parts.map(part => part?.weight)).toEqual([7, undefined, 1]);
    expect(parts[0]).toBeInstanceOf(Part);
    expect(parts[0]).toMatchObject({ isNew: false, isChanged: false, loads: 1 });
    expect(db.sent.map(({ command }) => command)).toEqual(['BatchGetItemCommand']);
  });

  it('is the same through a repository, with its client', async () => {
    const [order, none] = await repository(Order).batchGet([
      { customer: 'b', number: 2.5 },
      { customer: 'b', number: 3 },
    ]);
    expect(order).toMatchObject({ customer: 'b', number: 2.5 });
    expect(none).toBeUndefined();
  });

  it('reads any number of keys, 100 at a time', async () => {
    const asked = [...keys].reverse();
    const parts = await Part.batchGet(asked);
    expect(parts.map(part => part!.id)).toEqual(asked.map(({ id }) => id));
    expect(keyCounts().sort()).toEqual([100, 100, 50]);
  });

  it('reads a key that is given twice once, and returns the same record for both', async () => {
    const parts = await Part.batchGet([
      { id: 'part1' },
      { id: 'part2' },
      { id: 'part1' },
      { id: 'none' },
      { id: 'none' },
    ]);
    expect(parts.map(part => part?.weight)).toEqual([1, 2, 1, undefined, undefined]);
    expect(parts[2]).toBe(parts[0]);
    expect(parts[0]!.loads).toBe(1);
    expect(keyCounts()).toEqual([3]);
  });

  it('recognizes equal keys in different forms', async () => {
    const orders = await Order.batchGet([
      { customer: 'a', number: 1 },
      { customer: 'a', number: 1.0 },
      { customer: 'a', number: 10e-1 },
    ]);
    expect(new Set(orders).size).toBe(1);
  });

  it('reads several classes at once, typed, each in its order', async () => {
    const [parts, orders, none] = await batchGet(
      [Part, [{ id: 'part3' }, { id: 'x' }]],
      [
        Order,
        [
          { customer: 'b', number: 1 },
          { customer: 'a', number: 2.5 },
        ],
      ],
      [Part, []],
    );
    expect(parts.map(part => part?.weight)).toEqual([3, undefined]);
    expect(orders.map(order => [order!.customer, order!.number])).toEqual([
      ['b', 1],
      ['a', 2.5],
    ]);
    expect(none).toEqual([]);
    expect(db.sent).toHaveLength(1);
  });

  it('makes a record of each class that asks for an item of a common table', async () => {
    const [[cat], [dog]] = await batchGet([Cat, [{ id: 'pet' }]], [Dog, [{ id: 'pet' }]]);
    expect(cat).toBeInstanceOf(Cat);
    expect(dog).toBeInstanceOf(Dog);
    expect(requests()).toEqual(
      [{ [shared]: { Keys: [{ id: { S: 'pet' } }], ConsistentRead: true } }].map(expect.objectContaining),
    );
  });

  it('reads consistently if the call or the class says so', async () => {
    const isConsistent = () => requests().map(tables => Object.values(tables)[0]!.ConsistentRead);
    await Part.batchGet([{ id: 'part1' }]);
    await Part.batchGet([{ id: 'part1' }], { consistentRead: true });
    await Order.batchGet([{ customer: 'a', number: 1 }]);
    await Order.batchGet([{ customer: 'a', number: 1 }], { consistentRead: false });
    expect(isConsistent()).toEqual([undefined, true, true, undefined]);
  });

  it('sends nothing for no keys', async () => {
    expect(await Part.batchGet([])).toEqual([]);
    expect(await batchGet()).toEqual([]);
    expect(db.sent).toEqual([]);
  });

  it('runs hooks, or leaves them out', async () => {
    const [part] = await Part.batchGet([{ id: 'part1' }], { skipHooks: true });
    expect(part!.loads).toBe(0);
  });

  it('sends unprocessed keys again', async () => {
    let requests = 0;
    const client = leavingClient(db.client, entries => {
      if (++requests % 5 === 0) return 'throttle';
      return entries.filter((_, i) => i % 3 === 0 && entries.length > 1);
    });
    const parts = await repository(Part, { client }).batchGet(keys);
    expect(parts.map(part => part!.weight)).toEqual(keys.map((_, i) => i));
    expect(requests).toBeGreaterThan(9);
  }, 240_000);

  it('fails after attempts without progress, and leaves no request running', async () => {
    let underWay = 0;
    const client = leavingClient(db.client, entries => entries);
    client.middlewareStack.add(next => async args => {
      underWay++;
      try {
        return await next(args);
      } finally {
        underWay--;
      }
    });
    const { message } = await failure(repository(Part, { client }).batchGet(keys), ThrottledError);
    expect(message).toMatch(/unprocessed 5 times in a row/);
    expect(underWay).toBe(0);
  });

  it('ends the other requests with the first error', async () => {
    const [hung, aborted] = [jest.fn(), jest.fn()];
    const client = leavingClient(db.client, () => 'throttle');
    const { requestHandler } = client.config;
    const handle = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = (request, options) => {
      if (hung.mock.calls.length === 2) return handle(request, options);
      hung();
      return new Promise((_, reject) => {
        (options as { abortSignal: AbortSignal }).abortSignal.addEventListener('abort', () => {
          aborted();
          reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
        });
      });
    };
    await failure(repository(Part, { client }).batchGet(keys), ThrottledError);
    expect(aborted).toHaveBeenCalledTimes(2);
  });

  it('bounds its concurrency', async () => {
    const watched = leavingClient(db.client, () => []);
    let [underWay, most] = [0, 0];
    watched.middlewareStack.add(next => async args => {
      most = Math.max(most, ++underWay);
      try {
        return await next(args);
      } finally {
        underWay--;
      }
    });
    const many = Array.from({ length: 1000 }, (_, i) => ({ id: `x${i}` }));
    await repository(Part, { client: watched }).batchGet(many);
    expect(most).toBe(4);
    most = 0;
    await repository(Part, { client: watched }).batchGet(many, { concurrency: 2 });
    expect(most).toBe(2);
  });

  it('takes options after the classes: client, consistentRead, skipHooks, signal', async () => {
    setDefaultClient(undefined);
    const options = { client: db.client, consistentRead: true, skipHooks: true };
    const [[part], [dog]] = await batchGet([Part, [{ id: 'part1' }]], [Dog, [{ id: 'nobody' }]], options);
    expect(part).toMatchObject({ id: 'part1', loads: 0 });
    expect(dog).toBeUndefined();
    expect(Object.values(onlyInput<BatchGetItemCommandInput>(db).RequestItems!)).toMatchObject([
      { ConsistentRead: true },
      { ConsistentRead: true },
    ]);
    const aborted = { client: db.client, signal: AbortSignal.abort() };
    expect((await failure(batchGet([Part, [{ id: 'part1' }]], aborted), Error)).name).toBe('AbortError');
    expect(await batchGet({ client: db.client })).toEqual([]);
    expect(await batchGet()).toEqual([]);
  });

  it.each([
    ['a class without its keys', () => batchGet(Part as never, keys as never)],
    ['options in the middle', () => batchGet({} as never, [Part, keys])],
  ])('refuses %s', async (_, call) => {
    expect((await failure(call(), ValidationError)).message).toMatch(/batchGet takes requests such as batchGet\(\[/);
    expect(db.sent).toEqual([]);
  });

  it.each([
    ['an incomplete key', () => Order.batchGet([{ customer: 'a' }]), /Order.number is undefined/],
    ['a key that is none', () => Part.batchGet([undefined as unknown as Key<Part>]), /Part: expected a key such as/],
    ['an attribute beside the key', () => Part.batchGet([{ id: 'a', weight: 5 }]), /"weight" is no part of the key/],
    [
      'a concurrency of 0',
      () => Part.batchGet([{ id: 'a' }], { concurrency: 0 }),
      /concurrency must be a whole number from 1 on/,
    ],
  ])('refuses %s before anything is sent', async (_, call, message) => {
    expect((await failure(call(), ValidationError)).message).toMatch(message);
    expect(db.sent).toEqual([]);
  });

  it('ends when its signal is aborted, and fails without a table', async () => {
    expect((await failure(Part.batchGet(keys, { signal: AbortSignal.abort() }), Error)).name).toBe('AbortError');
    await failure(Missing.batchGet([{ id: 'a' }]), TableNotFoundError);
  });
});
