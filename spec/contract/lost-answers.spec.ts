import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  batchWrite,
  ConditionalCheckFailedError,
  ConfigurationError,
  ConflictError,
  ItemNotFoundError,
  OutcomeUnknownError,
  OverwriteError,
  PartitionKey,
  Table,
  ThrottledError,
  TransactionConflictError,
  tableDefinition,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type Fault, faultyClient } from '../support/faulty-handler';
import { expectHidden, failure, useTables } from './harness';

@Table(uniqueTable('lost-plain'))
class Plain extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @Attribute() tags: Set<string> = new Set();
}

@Table(uniqueTable('lost-versioned'))
class Versioned extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @Version() version?: number;
}

@Table(uniqueTable('lost-numbered'))
class Numbered extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute() n = 0;
}

@Table(uniqueTable('lost-generated'))
class Generated extends ActiveRecord {
  @PartitionKey({ generate: 'uuid' }) id!: string;
  @Attribute() n = 0;
}

@Table({ name: uniqueTable('lost-token'), writeToken: true })
class Tokened extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @Version() version?: number;
}

const CONFLICT = { raiseOnConflict: true };

const named = (name: string) => Object.assign(new Error(name), { name });

describeEachBackend('A write whose answer was lost', backend => {
  const db = useTables(backend, Plain, Versioned, Numbered, Generated, Tokened);
  const clients: DynamoDBClient[] = [];
  afterAll(() => {
    for (const client of clients) client.destroy();
  });

  /** A client of which so many requests of an operation meet these faults; the SDK sends them again. */
  const faulty = (operation: string, ...faults: (Fault | (() => Promise<Fault | undefined>))[]): DynamoDBClient => {
    const left = [...faults];
    const client = faultyClient(
      db.client,
      async request => {
        if (request.operation !== operation) return undefined;
        const fault = left.shift();
        return typeof fault === 'function' ? fault() : fault;
      },
      4,
    );
    clients.push(client);
    return client;
  };
  const losing = (operation: string) => faulty(operation, 'lost');

  describe('has an unknown outcome if the stored item may be its own', () => {
    it('create', async () => {
      const error = await failure(
        Plain.create({ id: 'create', n: 1 }, { client: losing('PutItem') }),
        OutcomeUnknownError,
      );
      expect(error).not.toBeInstanceOf(ConflictError);
      expect(error).toMatchObject({ name: 'OutcomeUnknownError', code: 'OUTCOME_UNKNOWN', key: { id: 'create' } });
      expect(error.stored).toBeInstanceOf(Plain);
      expect(error.stored).toMatchObject({ id: 'create', n: 1 });
      expectHidden(error, '"create"', "'create'");
    });

    it('save, with a version and without', async () => {
      const versioned = await Versioned.create({ id: 'save' });
      versioned.n = 1;
      const error = await failure(versioned.save({ client: losing('UpdateItem') }), OutcomeUnknownError);
      expect(error.stored).toMatchObject({ n: 1, version: 2 });
      expect(versioned.version).toBe(1);
      const plain = await Plain.create({ id: 'save' });
      plain.n = 1;
      await failure(plain.save({ client: losing('UpdateItem'), ...CONFLICT }), OutcomeUnknownError);
    });

    it('update and delete', async () => {
      const updated = await Versioned.create({ id: 'update' });
      await failure(updated.update({ n: 1 }, { client: losing('UpdateItem') }), OutcomeUnknownError);
      const gone = await Versioned.create({ id: 'delete' });
      const error = await failure(gone.delete({ client: losing('DeleteItem') }), OutcomeUnknownError);
      expect(error.stored).toBeUndefined();
      expect(gone.isNew).toBe(false);
    });

    it('by key, under a condition of the caller or mustExist', async () => {
      await Plain.create({ id: 'key', n: 100 });
      const withdraw = Plain.updateByKey({ id: 'key' }, p => p.n.add(-60), {
        condition: p => p.n.gte(60),
        client: losing('UpdateItem'),
      });
      await failure(withdraw, OutcomeUnknownError);
      const remove = Plain.deleteByKey({ id: 'key' }, { mustExist: true, client: losing('DeleteItem') });
      await failure(remove, OutcomeUnknownError);
    });

    it('even if others overwrote it: a later version may follow its own', async () => {
      const record = await Versioned.create({ id: 'over' });
      const meanwhile = async (): Promise<Fault | undefined> => {
        await Versioned.updateByKey({ id: 'over' }, { n: 9 });
        return undefined;
      };
      record.n = 1;
      await failure(record.save({ client: faulty('UpdateItem', 'lost', meanwhile) }), OutcomeUnknownError);
    });

    it('or if it was throttled afterwards', async () => {
      const throttle: Fault = { error: 'ThrottlingException' };
      const client = faulty('PutItem', 'lost', throttle, throttle, throttle);
      const error = await failure(Plain.create({ id: 'throttled' }, { client }), OutcomeUnknownError);
      expect(error.cause).toBeInstanceOf(ThrottledError);
      const refused = faulty('PutItem', throttle, throttle, throttle, throttle);
      await failure(Plain.create({ id: 'refused' }, { client: refused }), ThrottledError);
    });
  });

  describe('has an unknown outcome if no attempt was answered', () => {
    /** One attempt, as in tests by default, that is carried out or not: nobody can tell. */
    const unanswering = (fault: Fault) => {
      const client = faultyClient(db.client, () => fault);
      clients.push(client);
      return { client };
    };

    it.each<[string, Fault, object]>([
      ['lost with its connection', 'lost', { code: 'ECONNRESET' }],
      ['a fault of the service', { error: 'InternalServerError', statusCode: 500 }, { name: 'InternalServerError' }],
      ['not in time', { pass: () => Promise.reject(named('TimeoutError')) }, { name: 'TimeoutError' }],
    ])('%s; memory is as it was', async (title, fault, cause) => {
      const there = await Versioned.create({ id: `there ${title}` });
      const record = Versioned.build({ id: `new ${title}` });
      there.n = 5;
      const at = { id: `key ${title}` };
      const calls: (() => Promise<unknown>)[] = [
        () => record.save(unanswering(fault)),
        () => record.save({ raiseOnConflict: false, ...unanswering(fault) }),
        () => there.save(unanswering(fault)),
        () => there.update({ n: 6 }, unanswering(fault)),
        () => there.delete(unanswering(fault)),
        () => Plain.create(at, unanswering(fault)),
        () => Plain.updateByKey(at, p => p.n.add(1), unanswering(fault)),
        () => Plain.deleteByKey(at, unanswering(fault)),
        () => Plain.upsert(at, unanswering(fault)),
      ];
      for (const call of calls) {
        const error = await failure(call, OutcomeUnknownError);
        expect(error.cause).toMatchObject(cause);
        expect(error.stored).toBeUndefined();
        expectHidden(error, title);
      }
      expect(record).toMatchObject({ isNew: true, version: undefined });
      expect(there).toMatchObject({ isNew: false, n: 5, version: 1 });
      expect(there.changes()).toEqual({ n: { from: 0, to: 5 } });
    });

    it('also as a transaction of one, whose attempts are all used up', async () => {
      const error = await failure(
        Plain.create({ id: 'all lost' }, { idempotent: true, ...unanswering('lost') }),
        OutcomeUnknownError,
      );
      expect(error.cause).toMatchObject({ code: 'ECONNRESET' });
    });

    it('but a write that was never sent, or ended by its signal, fails with its own error', async () => {
      const refused = unanswering({
        pass: () => Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })),
      });
      const error = await failure(Plain.create({ id: 'never' }, refused), Error);
      expect(error).not.toBeInstanceOf(OutcomeUnknownError);
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
      const aborting = new AbortController();
      const held = unanswering({
        pass: () => {
          aborting.abort();
          return Promise.reject(named('AbortError'));
        },
      });
      const ended = await failure(Plain.create({ id: 'ended' }, { ...held, signal: aborting.signal }), Error);
      expect(ended.name).toBe('AbortError');
    });

    it('and a batch puts it again', async () => {
      const client = faulty('PutItem', 'lost', 'lost', 'lost', 'lost', 'lost');
      const record = Versioned.build({ id: 'batch again' });
      await batchWrite([record], { client });
      expect(record.isNew).toBe(false);
      expect(await Versioned.get({ id: 'batch again' })).toMatchObject({ version: record.version });
    });
  });

  describe('fails with its own error if the stored item cannot be its own', () => {
    it('a conflict with others, also after a throttle', async () => {
      await Plain.create({ id: 'theirs', n: 1 });
      const throttled = faulty('PutItem', { error: 'ThrottlingException' });
      await failure(Plain.create({ id: 'theirs', n: 1 }, { client: throttled }), OverwriteError);
      await failure(Plain.create({ id: 'theirs', n: 2 }, { client: losing('PutItem') }), OverwriteError);
      const record = await Versioned.create({ id: 'theirs' });
      await Versioned.updateByKey({ id: 'theirs' }, { n: 7 });
      record.n = 1;
      await failure(
        record.save({ client: faulty('UpdateItem', { error: 'InternalServerError', statusCode: 500 }) }),
        ConflictError,
      );
    });

    it('a condition that was false, or no item', async () => {
      await Plain.create({ id: 'false', n: 1 });
      const client = faulty('UpdateItem', { error: 'InternalServerError', statusCode: 500 });
      await failure(
        Plain.updateByKey({ id: 'false' }, { n: 2 }, { condition: p => p.n.eq(5), client }),
        ConditionalCheckFailedError,
      );
      const none = faulty('UpdateItem', { error: 'InternalServerError', statusCode: 500 });
      await failure(Plain.updateByKey({ id: 'none' }, { n: 2 }, { mustExist: true, client: none }), ItemNotFoundError);
    });
  });

  describe('succeeds if the item is known to be its own', () => {
    it('by an id from the counter: one item exists', async () => {
      const record = await Numbered.create({ n: 1 }, { client: losing('PutItem') });
      expect(record).toMatchObject({ id: 1, n: 1, isNew: false });
      expect(await Numbered.scan().count()).toBe(1);
    });

    it('by a generated key', async () => {
      const record = await Generated.create({ n: 1 }, { client: losing('PutItem') });
      expect(record.isNew).toBe(false);
      await failure(Generated.create({ id: record.id, n: 1 }, { client: losing('PutItem') }), OutcomeUnknownError);
    });

    it('by a write token, and memory follows', async () => {
      const record = await Tokened.create({ id: 't', n: 1 }, { client: losing('PutItem') });
      record.n = 2;
      await record.save({ client: losing('UpdateItem') });
      expect(record).toMatchObject({ n: 2, version: 2, isChanged: false });
      await record.update(t => t.n.add(1), { client: losing('UpdateItem') });
      expect(record).toMatchObject({ n: 3, version: 3 });
      const fresh = await Tokened.getOrFail({ id: 't' });
      expect(fresh).toEqual(record);
      await failure(Tokened.create({ id: 't', n: 3 }, { client: losing('PutItem') }), OverwriteError);
    });

    it('if it compares nothing', async () => {
      const record = await Versioned.create({ id: 'nothing' });
      await record.save({ raiseOnConflict: false, client: losing('PutItem') });
      expect(record.version).toBe(2);
      expect((await Versioned.getOrFail({ id: 'nothing' })).version).toBe(2);
    });
  });

  describe('is applied once under { idempotent: true }', () => {
    const idempotent = () => ({ idempotent: true, client: losing('TransactWriteItems') });

    it('create, save, update and delete', async () => {
      const record = await Versioned.create({ id: 'idem', n: 1 }, idempotent());
      record.n = 2;
      await record.save(idempotent());
      expect(record).toMatchObject({ n: 2, version: 2, isChanged: false });
      await record.update(v => v.n.add(1), idempotent());
      expect(record).toMatchObject({ n: 3, version: 3 });
      expect(await Versioned.updateByKey({ id: 'idem' }, v => v.n.add(1), idempotent())).toMatchObject({ n: 4 });
      await failure(record.delete(idempotent()), ConflictError);
      await record.reload({ client: db.client });
      await record.delete(idempotent());
      expect(await Versioned.get({ id: 'idem' })).toBeUndefined();
    });

    it('and refused as usual', async () => {
      await Plain.create({ id: 'idem', n: 1 });
      const error = await failure(Plain.create({ id: 'idem', n: 1 }, idempotent()), OverwriteError);
      expect(error.stored).toMatchObject({ n: 1 });
      const options = { condition: (p: { n: { gt(n: number): never } }) => p.n.gt(5), ...idempotent() };
      await failure(Plain.updateByKey({ id: 'idem' }, { n: 2 }, options as never), ConditionalCheckFailedError);
    });

    it('in a transaction of one, with a token', async () => {
      db.sent.length = 0;
      await Plain.updateByKey({ id: 'idem' }, p => p.n.add(1), { idempotent: true });
      expect(db.sent.map(({ command }) => command)).toEqual(['TransactWriteItemsCommand', 'GetItemCommand']);
      expect(db.sent[0]!.input).toMatchObject({
        TransactItems: [{ Update: {} }],
        ClientRequestToken: expect.any(String),
      });
    });
  });

  describe('does not return an old item', () => {
    const once = (operation = 'TransactWriteItems') => ({ idempotent: true, client: losing(operation) });

    it('that may be its own: save and delete with returnOld', async () => {
      const record = await Plain.create({ id: 'old', n: 1 });
      record.n = 2;
      const error = await failure(record.save({ returnOld: true, client: losing('PutItem') }), OutcomeUnknownError);
      expect(error.stored).toMatchObject({ n: 2 });
      expect(record.isChanged).toBe(true);
      await record.reload({ client: db.client });
      await failure(record.delete({ returnOld: true, client: losing('DeleteItem') }), OutcomeUnknownError);
      expect(record.isNew).toBe(false);
    });

    it('but returns one of another write', async () => {
      const record = await Plain.create({ id: 'other', n: 1 });
      record.n = 2;
      const never = faulty('PutItem', { error: 'InternalServerError', statusCode: 500 });
      expect(await record.save({ returnOld: true, client: never })).toMatchObject({ n: 1 });
    });

    it('and returns it if it writes once', async () => {
      const record = await Plain.create({ id: 'once', n: 1 });
      record.n = 2;
      expect(await record.save({ returnOld: true, ...once() })).toMatchObject({ n: 1 });
      expect(record).toMatchObject({ n: 2, isChanged: false });
      expect(await Plain.build({ id: 'none' }).save({ returnOld: true, ...once() })).toBeUndefined();
      record.n = 3;
      expect(await record.save({ returnOld: true, raiseOnConflict: true, ...once() })).toMatchObject({ n: 2 });
      expect(await record.delete({ returnOld: true, ...once() })).toMatchObject({ n: 3 });
      expect(await Plain.get({ id: 'once' })).toBeUndefined();
      const stale = await Versioned.create({ id: 'once' });
      await Versioned.updateByKey({ id: 'once' }, { n: 5 });
      await failure(stale.delete({ returnOld: true, ...once() }), ConflictError);
    });

    it('in an upsert, which reports that it created its item if that is certain', async () => {
      const client = () => losing('UpdateItem');
      for (const type of [Versioned, Tokened] as (typeof Versioned)[]) {
        const made = await type.upsert({ id: 'up', n: 1 }, { client: client() });
        expect(made).toMatchObject({ created: true, record: { n: 1 } });
        const again = await type.upsert({ id: 'up', n: 1 }, { client: client() });
        expect(again).toMatchObject({ created: false, record: { n: 1 } });
        again.record.n = 2;
        await again.record.save({ client: db.client });
      }
      await failure(Plain.upsert({ id: 'up', n: 1 }, { client: client() }), OutcomeUnknownError);
      let losses = 2;
      const twice = faultyClient(db.client, () => (losses-- > 0 ? 'lost' : undefined), 3);
      await failure(Versioned.upsert({ id: 'up3', n: 1 }, { client: twice }), OutcomeUnknownError);
      expect(await Plain.upsert({ id: 'up' }, { client: client() })).toMatchObject({ created: false });
      expect((await Plain.upsert({ id: 'up2' }, { client: db.client })).created).toBe(true);
    });
  });

  it('is tried again if a transaction holds the item, or another region writes it', async () => {
    const held = { error: 'TransactionConflictException' };
    const record = await Plain.create({ id: 'held' }, { client: faulty('PutItem', held, held) });
    await record.update({ n: 1 }, { client: faulty('UpdateItem', { error: 'ReplicatedWriteConflictException' }) });
    const { signal } = new AbortController();
    await record.update({ n: 2 }, { client: faulty('UpdateItem', held, held), signal });
    const always = faulty('DeleteItem', ...Array.from({ length: 30 }, () => held));
    await failure(record.delete({ client: always }), TransactionConflictError);
  });

  it('charges exactly what succeeded, in the loop of the docs, with a tenth of the answers lost', async () => {
    await Tokened.create({ id: 'purse', n: 1000 });
    let requests = 0;
    const client = faultyClient(
      db.client,
      ({ operation }) => {
        return operation === 'UpdateItem' && ++requests % 10 === 0 ? 'lost' : undefined;
      },
      4,
    );
    clients.push(client);
    let purchases = 0;
    for (let i = 0; i < 60; i++) {
      const purse = await Tokened.getOrFail({ id: 'purse' });
      purse.n -= 1;
      await purse.save({ client });
      purchases++;
    }
    expect((await Tokened.getOrFail({ id: 'purse' })).n).toBe(1000 - purchases);
    expect(requests).toBeGreaterThan(purchases);
  });

  it('writes no token without the option, and with it refuses an attribute of that name', async () => {
    await Plain.create({ id: 'bare' });
    expect(await db.stored(Plain, { id: { S: 'bare' } })).toEqual({ id: { S: 'bare' }, n: { N: '0' } });
    @Table({ name: 'taken', writeToken: true })
    class Taken {
      @PartitionKey() id!: string;
      @Attribute() writeToken?: string;
    }
    expect(() => tableDefinition(Taken)).toThrow(ConfigurationError);
    const record = Tokened.build({ id: 'batch' });
    await batchWrite([record]);
    expect(await db.stored(Tokened, { id: { S: 'batch' } })).toMatchObject({ writeToken: { S: expect.any(String) } });
  });
});
