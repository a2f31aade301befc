import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  AfterDelete,
  AfterLoad,
  AfterSave,
  AfterUpdate,
  Attribute,
  BatchWriteError,
  BeforeDelete,
  BeforeSave,
  BeforeUpdate,
  backfillUnique,
  batchWrite,
  createTable,
  executeStatement,
  OutcomeUnknownError,
  PartitionKey,
  Table,
  TransactWrite,
  transact,
  transactGet,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { faultyClient } from '../support/faulty-handler';
import { failure, useTables } from './harness';

const never = new Promise<never>(() => {});

@Table(uniqueTable('signals'))
class Row extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
}

@Table(uniqueTable('signals-unique'))
class Named extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) name?: string;
}

/** While this holds, its hooks and its schema hang, and say so. */
let hangs = false;
let saysHung = () => {};
const hang = async () => {
  if (!hangs) return;
  saysHung();
  await never;
};

@Table(uniqueTable('signals-hooked'))
class Hooked extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;

  @BeforeSave() @BeforeUpdate() @BeforeDelete() @AfterLoad() wait() {
    return hang();
  }
}

@Table(uniqueTable('signals-after'))
class After extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;

  @AfterSave() @AfterUpdate() @AfterDelete() wait() {
    return hang();
  }
}

@Table(uniqueTable('signals-checked'))
class Checked extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({
    schema: {
      '~standard': {
        version: 1,
        vendor: 'spec',
        validate: async (value: unknown) => {
          await hang();
          return { value: value as number };
        },
      },
    },
  })
  n = 0;
}

/** A client whose requests are never answered, and end with their signal, from the one on that `hangsFrom` numbers. */
function hungClient(backend: DynamoDBClient, hangsFrom = 1, onHang = () => {}): DynamoDBClient {
  let requests = 0;
  const client = faultyClient(backend, () => undefined, 3);
  const inner = client.config.requestHandler;
  client.config.requestHandler = Object.assign(Object.create(inner) as typeof inner, {
    handle: (...[request, options]: Parameters<typeof inner.handle>) => {
      requests++;
      if (requests < hangsFrom) return inner.handle(request, options);
      onHang();
      const signal = (options as { abortSignal?: AbortSignal } | undefined)?.abortSignal;
      return new Promise<never>((_, reject) => {
        const end = () =>
          reject(Object.assign(new Error('Request aborted', { cause: signal!.reason }), { name: 'AbortError' }));
        if (signal?.aborted) end();
        else signal?.addEventListener('abort', end);
      });
    },
  });
  return client;
}

/** Aborts a call that hangs: a little later, or when it says so. */
async function aborting<R>(
  call: (signal: AbortSignal, whenHung: () => void) => Promise<R>,
  isHung: 'soon' | 'when it says so' = 'soon',
): Promise<{ outcome: Promise<R>; reason: Error }> {
  const controller = new AbortController();
  const reason = new Error('the reason');
  let outcome!: Promise<R>;
  await new Promise<void>(resolve => {
    outcome = call(controller.signal, resolve);
    if (isHung === 'soon') setTimeout(resolve, 20);
    outcome.catch(() => {});
  });
  controller.abort(reason);
  return { outcome, reason };
}

async function expectAborted(call: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const { outcome, reason } = await aborting(call);
  const error = await failure(outcome, Error);
  expect({ name: error.name, isReason: error.cause === reason }).toEqual({ name: 'AbortError', isReason: true });
}

describeEachBackend('a signal ends', backend => {
  const db = useTables(backend, Row, Named, Hooked, After, Checked);
  let client: DynamoDBClient;

  beforeEach(async () => {
    hangs = false;
    saysHung = () => {};
    client = hungClient(db.client);
    await Row.build({ id: 'a' }).save();
    await Hooked.build({ id: 'a' }).save();
    await Checked.build({ id: 'a' }).save();
  });

  const key = { id: 'a' };
  const row = () => Row.getOrFail(key);

  const REQUESTS: Record<string, (options: { client: DynamoDBClient; signal: AbortSignal }) => Promise<unknown>> = {
    get: options => Row.get(key, options),
    save: options => Row.build(key).save(options),
    'save, once': options => Row.build(key).save({ ...options, idempotent: true }),
    create: options => Row.create({ id: 'b' }, options),
    'create with a unique value': options => Named.create({ id: 'b', name: 'b' }, options),
    update: async options => (await row()).update({ n: 1 }, options),
    updateByKey: options => Row.updateByKey(key, { n: 1 }, options),
    delete: async options => (await row()).delete(options),
    reload: async options => (await row()).reload(options),
    findBy: options => Named.findBy({ name: 'b' }, options),
    upsert: options => Row.upsert({ id: 'b' }, options),
    findOrCreate: options => Row.findOrCreate({ id: 'b' }, {}, options),
    query: options => Row.query(key, options).all(),
    count: options => Row.query(key, options).count(),
    scan: options => Row.scan(options).all(),
    'a parallel scan': options => Row.scan(options).parallel(3).all(),
    page: options => Row.scan(options).page(),
    batchGet: options => Row.batchGet([key], options),
    transactGet: options => transactGet([Row, key], options),
    'a read of a block': options => transact(tx => tx.get(Row, key), options),
    'the commit of a block': options => transact(tx => tx.update(Row, key, { n: 1 }), options),
    TransactWrite: options => {
      const tx = new TransactWrite(options);
      tx.update(Row, key, { n: 1 });
      return tx.commit();
    },
    createTable: options => createTable(Row, options),
    executeStatement: options => executeStatement(`SELECT * FROM "x"`, [], options),
  };

  it.each(Object.entries(REQUESTS))('a request that is never answered: %s', async (_name, call) => {
    await expectAborted(signal => call({ client, signal }));
  });

  it('a batch whose request is never answered, and reports what is not written', async () => {
    const records = [Row.build({ id: 'b' })];
    const { outcome, reason } = await aborting(signal => batchWrite(records, { client, signal }));
    const error = await failure(outcome, BatchWriteError);
    expect(error.unprocessed).toHaveLength(1);
    expect(error.cause).toMatchObject({ name: 'AbortError', cause: reason });
  });

  it('a block that hangs', async () => {
    await expectAborted(signal => transact(() => never, { signal }));
    await expectAborted(signal =>
      transact(
        async tx => {
          await tx.get(Row, key);
          tx.update(Row, key, { n: 1 });
          await never;
        },
        { signal },
      ),
    );
    expect((await row()).n).toBe(0);
  });

  it('a batch whose function or source hangs, after the entries so far are written', async () => {
    await expectAborted(signal => batchWrite(() => never, { signal }));
    await expectAborted(signal => batchWrite(endless(0), { signal }));
    const { outcome, reason } = await aborting(
      (signal, onProgress) => batchWrite(endless(30), { signal, onProgress }),
      'when it says so',
    );
    const error = await failure(outcome, BatchWriteError);
    expect(error.unprocessed).toHaveLength(5);
    expect(error.cause).toMatchObject({ name: 'AbortError', cause: reason });
    expect(await Row.batchGet([{ id: 'e24' }, { id: 'e25' }])).toMatchObject([{ id: 'e24' }, undefined]);
  });

  async function* endless(count: number) {
    for (let i = 0; i < count; i++) yield Row.build({ id: `e${i}` });
    await never;
  }

  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['of a save', signal => Hooked.build(key).save({ signal })],
    ['of an update', signal => Hooked.build(key).update({ n: 1 }, { signal, mustExist: false })],
    ['of a delete', signal => Hooked.build(key).delete({ signal, raiseOnConflict: false })],
    ['of a get', signal => Hooked.get(key, { signal })],
    ['of a query', signal => Hooked.query(key, { signal }).all()],
    ['of a scan', signal => Hooked.scan({ signal }).all()],
    ['of a batchGet', signal => Hooked.batchGet([key], { signal })],
    ['of a transactGet', signal => transactGet([Hooked, key], { signal })],
    ['of a batch', signal => batchWrite([Hooked.build({ id: 'b' })], { signal })],
    ['of a block', signal => transact(tx => tx.save(Hooked.build({ id: 'b' })), { signal })],
  ])('a hook that hangs: %s', async (_name, call) => {
    hangs = true;
    await expectAborted(call);
    hangs = false;
    expect(await Hooked.get({ id: 'b' })).toBeUndefined();
    expect((await Hooked.getOrFail(key)).n).toBe(0);
  });

  /** Aborted where it hangs, after its request. */
  const abortingHung = (call: (signal: AbortSignal) => Promise<unknown>) =>
    aborting((signal, whenHung) => {
      saysHung = whenHung;
      return call(signal);
    }, 'when it says so');
  const applied = async (call: (signal: AbortSignal) => Promise<unknown>) => {
    const { outcome, reason } = await abortingHung(call);
    const error = await failure(outcome, Error);
    return { name: error.name, message: error.message, isReason: error.cause === reason };
  };
  const saysApplied = {
    name: 'AbortError',
    message: 'The write was applied; the call was aborted while its after-hooks ran',
    isReason: true,
  };

  it('an after-hook that hangs, and says that the write was applied', async () => {
    const record = After.build({ id: 'after', n: 1 });
    const read = async () => (await After.get({ id: 'after' }))?.n;
    hangs = true;
    expect(await applied(signal => record.save({ signal }))).toEqual(saysApplied);
    expect(record).toMatchObject({ isNew: false, isChanged: false });
    expect(await read()).toBe(1);
    expect(await applied(signal => record.update({ n: 2 }, { signal }))).toEqual(saysApplied);
    expect([await read(), record.n]).toEqual([2, 2]);
    expect(await applied(signal => transact(tx => tx.update(record, { n: 3 }), { signal }))).toEqual(saysApplied);
    expect([await read(), record.n]).toEqual([3, 3]);
    record.n = 4;
    const inBatch = await abortingHung(signal => batchWrite([record], { signal }));
    const error = await failure(inBatch.outcome, BatchWriteError);
    expect(error.unprocessed).toEqual([]);
    expect((error.cause as Error).message).toBe(saysApplied.message);
    expect(await read()).toBe(4);
    expect(await applied(signal => record.delete({ signal }))).toEqual(saysApplied);
    expect(record.isNew).toBe(true);
    expect(await read()).toBeUndefined();
  });

  it('an onCommit that hangs, and says that the transaction was committed', async () => {
    const error = await applied(signal =>
      transact(tx => tx.update(Row, key, { n: 7 }), {
        signal,
        onCommit: () => {
          saysHung();
          return never;
        },
      }),
    );
    expect(error).toMatchObject({
      name: 'AbortError',
      message: expect.stringMatching(/^The transaction was committed/),
    });
    expect((await row()).n).toBe(7);
  });

  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['of a save', signal => Checked.build(key).save({ signal })],
    ['of a batch', signal => batchWrite([Checked.build(key)], { signal })],
    ['of a block', signal => transact(tx => tx.save(Checked.build(key)), { signal })],
  ])('a schema that hangs: %s', async (_name, call) => {
    hangs = true;
    await expectAborted(call);
  });

  it('the wait for an earlier write of the record, and not the order of those that follow', async () => {
    const record = await row();
    const first = new AbortController();
    const hung = record.save({ client, signal: first.signal });
    hung.catch(() => {});
    await expectAborted(signal => record.save({ signal }));
    await expectAborted(signal => record.update({ n: 1 }, { signal }));
    await expectAborted(signal => record.reload({ signal }));
    await expectAborted(signal => transact(tx => tx.save(record), { signal }));
    let isDone = false;
    const last = record.update({ n: 2 }).then(() => {
      isDone = true;
    });
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(isDone).toBe(false);
    first.abort();
    await last;
    await failure(hung, Error);
    expect(record).toMatchObject({ n: 2, isChanged: false });
  });

  it('the reading of a bulk write: written records are counted, and there is a cursor', async () => {
    await batchWrite(Array.from({ length: 6 }, (_, i) => Row.build({ id: `bulk${i}` })));
    await Named.create({ id: 'a', name: 'a' });
    const { outcome, reason } = await aborting((signal, onHang) => {
      const scan = Row.scan({ client: hungClient(db.client, 4, onHang) }).pageSize(2);
      return scan.updateAll(r => r.n.add(1), { signal, concurrency: 1 });
    }, 'when it says so');
    const { updated, cursor, stoppedBy } = await outcome;
    expect({ updated, stoppedBy }).toEqual({ updated: 2, stoppedBy: reason });
    expect((await Row.scan().updateAll(r => r.n.add(1), { cursor })).cursor).toBeUndefined();
    expect((await Row.scan().all()).filter(({ n }) => n !== 1)).toEqual([]);

    const begun = await aborting((signal, onHang) => {
      const scan = Row.scan({ client: hungClient(db.client, 3, onHang) }).pageSize(3);
      return scan.updateAll(r => r.n.add(1), { signal, concurrency: 1 });
    }, 'when it says so');
    const stopped = await begun.outcome;
    expect(stopped).toMatchObject({ updated: 1, failed: 1, stoppedBy: begun.reason });
    const [{ record, error }] = stopped.errors as [{ record: Row; error: unknown }];
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ key: { id: record.id }, cause: { name: 'AbortError', cause: begun.reason } });
    const goneOn = await Row.scan().updateAll(r => r.n.add(1), { cursor: stopped.cursor });
    expect(goneOn.cursor).toBeUndefined();
    expect((await Row.scan().all()).filter(({ n }) => n !== 2)).toMatchObject([{ id: record.id, n: 1 }]);

    const deleting = await aborting(signal => Row.scan({ client }).deleteAll({ signal }));
    expect(await deleting.outcome).toMatchObject({ deleted: 0, stoppedBy: deleting.reason });
    const filling = await aborting(signal => backfillUnique(Named, { client, signal }));
    expect(await filling.outcome).toMatchObject({ reserved: 0, stoppedBy: filling.reason });
  });
});
