import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  OutcomeUnknownError,
  OverwriteError,
  PartitionKey,
  Table,
  TransactionCanceledError,
  transact,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { brokenConnection, cancelled, type Fault, faultyClient, unheard } from '../support/faulty-handler';
import { failure, useTables } from './harness';

@Table(uniqueTable('late-plain'))
class Plain extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
}

@Table(uniqueTable('late-timed'))
class Timed extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @Version({ start: 'time' }) version?: number;
}

type Step = Fault | undefined | (() => Promise<unknown>);

describeEachBackend('A write that the SDK sends again', backend => {
  const db = useTables(backend, Plain, Timed);
  const clients: DynamoDBClient[] = [];
  afterAll(() => {
    for (const client of clients) client.destroy();
  });

  /** A client whose writes meet these, one after the other; a function is what others do before the write goes on. */
  const meeting = (...steps: Step[]): DynamoDBClient => {
    const left = [...steps];
    const client = faultyClient(
      db.client,
      async ({ operation }) => {
        if (operation === 'GetItem') return undefined;
        const step = left.shift();
        if (typeof step !== 'function') return step;
        await step();
        return undefined;
      },
      4,
    );
    clients.push(client);
    return client;
  };

  /** The connection breaks, and the request is delivered when it is asked for. */
  const late = () => {
    let arrive!: () => Promise<void>;
    const pass: Extract<Fault, { pass: unknown }>['pass'] = async deliver => {
      // What DynamoDB refuses is an answer, too.
      arrive = () => unheard(deliver());
      throw brokenConnection();
    };
    return { fault: { pass }, arrive: () => arrive() };
  };

  const stored = async (type: typeof Plain | typeof Timed, id: string) =>
    (await type.get({ id }, { consistentRead: true, client: db.client }))?.n;

  const CONFLICT = cancelled('TransactionConflict');

  describe('has an unknown outcome if others wrote after it', () => {
    it('a save without a version that was overwritten', async () => {
      const record = await Plain.create({ id: 'over' });
      record.n = 1;
      const client = meeting('lost', () => Plain.updateByKey({ id: 'over' }, { n: 2 }));
      await failure(record.save({ raiseOnConflict: true, client }), OutcomeUnknownError);
    });

    it.each([Plain, Timed])('a save or update of an item that was deleted', async type => {
      for (const write of ['save', 'update'] as const) {
        const record = await (type as typeof Plain).create({ id: 'gone' });
        record.n = 1;
        const client = meeting('lost', () => type.deleteByKey({ id: 'gone' }));
        const options = { raiseOnConflict: true, client };
        const outcome = write === 'save' ? record.save(options) : record.update({ n: 1 }, options);
        await failure(outcome, OutcomeUnknownError);
      }
    });

    it.each([Plain, Timed])('a delete of an item that was created again', async type => {
      const record = await (type as typeof Plain).create({ id: 'back', n: 1 });
      const client = meeting('lost', () => (type as typeof Plain).create({ id: 'back', n: 2 }));
      await failure(record.delete({ raiseOnConflict: true, client }), OutcomeUnknownError);
      expect(await stored(type, 'back')).toBe(2);
    });
  });

  describe('is not applied later, after it was reported as refused', () => {
    it('under { idempotent: true }', async () => {
      await Plain.create({ id: 'refused' });
      const { fault, arrive } = late();
      const client = meeting(fault);
      await failure(Plain.create({ id: 'refused', n: 1 }, { idempotent: true, client }), OverwriteError);
      await Plain.deleteByKey({ id: 'refused' });
      await arrive();
      expect(await stored(Plain, 'refused')).toBeUndefined();
    });

    it('in a transaction', async () => {
      await Plain.create({ id: 'cancelled' });
      const { fault, arrive } = late();
      const client = meeting(fault);
      const create = transact(tx => tx.create(Plain.build({ id: 'cancelled', n: 1 })), { client });
      await failure(create, TransactionCanceledError);
      await Plain.deleteByKey({ id: 'cancelled' });
      await arrive();
      expect(await stored(Plain, 'cancelled')).toBeUndefined();
    });
  });

  describe('is applied once by a block that runs again', () => {
    const addOne = (id: string, client: DynamoDBClient) =>
      transact(
        async tx => {
          const record = await tx.getOrFail(Plain, { id });
          record.n += 1;
          tx.save(record);
        },
        { client },
      );

    it('and reads its own write', async () => {
      await Plain.create({ id: 'own' });
      await failure(addOne('own', meeting('lost', CONFLICT)), OutcomeUnknownError);
      expect(await stored(Plain, 'own')).toBe(1);
    });

    it('before the first delivery arrives', async () => {
      await Plain.create({ id: 'first' });
      const { fault, arrive } = late();
      const other = () => Plain.updateByKey({ id: 'first' }, { n: 10 });
      await addOne('first', meeting(fault, other));
      expect(await stored(Plain, 'first')).toBe(11);
      await Plain.updateByKey({ id: 'first' }, { n: 0 });
      await arrive();
      expect(await stored(Plain, 'first')).toBe(0);
    });

    it('and then throws, or writes nothing', async () => {
      class Enough extends Error {}
      for (const end of ['throws', 'writes nothing']) {
        await Plain.build({ id: 'end' }).save();
        const block = transact(
          async tx => {
            const record = await tx.getOrFail(Plain, { id: 'end' });
            if (record.n > 0 && end === 'throws') throw new Enough();
            if (record.n > 0) return;
            record.n += 1;
            tx.save(record);
          },
          { client: meeting('lost', CONFLICT) },
        );
        await failure(block, OutcomeUnknownError);
        expect(await stored(Plain, 'end')).toBe(1);
      }
    });
  });
});
