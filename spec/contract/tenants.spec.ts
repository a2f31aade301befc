import {
  ActiveRecord,
  Attribute,
  type Batch,
  BatchWriteError,
  backfillUnique,
  batchGet,
  batchWrite,
  ConfigurationError,
  collection,
  defineTable,
  Index,
  PartitionKey,
  SortKey,
  setDefaultClient,
  Table,
  TenantKey,
  TransactWrite,
  transact,
  transactGet,
  ValidationError,
  within,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Index('byOwner', { partitionKey: ['owner'], sortKey: ['tenantId'] })
@Table(uniqueTable('invoices'))
class Invoice extends ActiveRecord {
  @TenantKey() @PartitionKey() tenantId!: string;
  @SortKey() id!: string;
  @Attribute() owner?: string;
  @Attribute({ unique: { scope: ['tenantId'] } }) code?: string;
  @Attribute() total = 0;
}

const app = defineTable({ name: uniqueTable('tenants-app'), partitionKey: 'pk', sortKey: 'sk' });

@Table(app, { keys: { table: ['TENANT#{tenant}', 'NOTE#{id}'] } })
class Note extends ActiveRecord {
  @TenantKey() @Attribute({ type: Number }) tenant!: number;
  @Attribute() id!: string;
  @Attribute() text?: string;
}

@Table(app, { keys: { table: ['TENANT#{tenant}', 'TASK#{id}'] } })
class Task extends ActiveRecord {
  @Attribute({ type: Number }) @TenantKey() tenant!: number;
  @Attribute() id!: string;
}

const as = <R>(tenant: string | number | undefined, run: () => R): R => within({ tenant }, run);

describeEachBackend('tenants', backend => {
  const database = useTables(backend, Invoice, Note);
  let ours: Invoice;
  let note: Note;

  beforeAll(async () => {
    setDefaultClient(database.client);
    ours = await as('a', () => Invoice.create({ tenantId: 'a', id: '1', owner: 'jo', code: 'x' }));
    await as('b', () => Invoice.create({ tenantId: 'b', id: '1', owner: 'jo', code: 'x' }));
    note = await as(1, () => Note.create({ tenant: 1, id: 'n' }));
  });

  const other = { tenantId: 'b', id: '1' };
  const refused: Record<string, () => unknown> = {
    get: () => Invoice.get(other),
    getOrFail: () => Invoice.getOrFail(other),
    batchGet: () =>
      batchGet([
        Invoice,
        [
          { tenantId: 'a', id: '1' },
          { tenantId: 'b', id: '1' },
        ],
      ]),
    transactGet: () => transactGet([Invoice, other]),
    findBy: () => Invoice.findBy({ tenantId: 'b', code: 'x' }),
    query: () => Invoice.query({ tenantId: 'b' }).all(),
    count: () => Invoice.query({ tenantId: 'b' }).count(),
    updateAll: () => Invoice.query({ tenantId: 'b' }).updateAll({ total: 1 }),
    deleteAll: () => Invoice.query({ tenantId: 'b' }).deleteAll(),
    'query of an index': () => Invoice.query({ owner: 'jo', tenantId: 'b' }).index('byOwner').all(),
    create: () => Invoice.create({ tenantId: 'b', id: '2' }),
    save: () => Invoice.build({ tenantId: 'b', id: '2' }).save(),
    updateByKey: () => Invoice.updateByKey(other, { total: 1 }),
    deleteByKey: () => Invoice.deleteByKey(other),
    upsert: () => Invoice.upsert({ ...other, total: 1 }),
    findOrCreate: () => Invoice.findOrCreate(other, {}),
    batchWrite: () => batchWrite([Note.build({ tenant: 2, id: 'n' })]),
    'batch delete': () => batchWrite(batch => void batch.delete(Note, { tenant: 2, id: 'n' }).catch(() => {})),
    'transaction by key': () =>
      transact(tx => {
        tx.update(Invoice, other, { total: 1 });
      }),
    'transaction of records': () =>
      transact(tx => {
        tx.create(Invoice.build({ tenantId: 'b', id: '2' }));
      }),
    'query in a transaction': () => transact(tx => tx.query(Invoice, { tenantId: 'b' }).all()),
    'TransactWrite check': () => {
      const write = new TransactWrite();
      write.check(Invoice, other, i => i.total.gte(0));
      return write.commit();
    },
    collection: () => collection(app, { notes: Note, tasks: Task }).query({ tenant: 2 }).all(),
  };
  const ofRecords: Record<string, () => unknown> = {
    update: () => ours.update({ total: 1 }),
    save: () => Object.assign(ours, { total: 2 }).save(),
    saveChanges: () => Object.assign(ours, { total: 3 }).saveChanges(),
    delete: () => ours.delete(),
    reload: () => ours.reload(),
  };
  const run = async (call: () => unknown) => call();

  it.each(Object.keys(refused))('%s of another tenant sends nothing', async name => {
    const tenant = /batchWrite|batch delete|collection/.test(name) ? 1 : 'a';
    const error = await failure(
      as(tenant, () => run(refused[name]!)),
      ValidationError,
    );
    expect(error.message).toMatch(/is @TenantKey, and is not the tenant of within, so it was not sent/);
    expect(database.sent).toEqual([]);
  });

  it.each(Object.keys(refused))('%s without a tenant sends nothing', async name => {
    const error = await failure(run(refused[name]!), ValidationError);
    expect(error.message).toMatch(/is @TenantKey, and no tenant is set: call it in within\(\{ tenant \}/);
    expect(database.sent).toEqual([]);
  });

  it.each(Object.keys(ofRecords))('%s of a record that was read for another tenant sends nothing', async name => {
    for (const tenant of ['b', undefined]) {
      await failure(
        as(tenant, () => run(ofRecords[name]!)),
        ValidationError,
      );
    }
    expect(database.sent).toEqual([]);
  });

  describe('a batch with one record of another tenant after many others', () => {
    const notes = () => [
      ...Array.from({ length: 60 }, (_, i) => Note.build({ tenant: 1, id: `many-${i}` })),
      Note.build({ tenant: 2, id: 'foreign' }),
    ];

    afterAll(() =>
      as(1, () =>
        batchWrite(batch => {
          for (const { tenant, id } of notes().slice(0, -1)) void batch.delete(Note, { tenant, id });
        }),
      ),
    );

    it('sends nothing, if it is an array or a function that does not wait', async () => {
      for (const source of [
        notes(),
        (batch: Batch) => {
          for (const one of notes()) void batch.put(one);
        },
      ]) {
        const error = await failure(
          as(1, () => batchWrite(source)),
          ValidationError,
        );
        expect(error.message).toContain('is not the tenant of within, so it was not sent');
      }
      await failure(
        as(1, () => Note.batchGet(notes().map(({ tenant, id }) => ({ tenant, id })))),
        ValidationError,
      );
      expect(database.sent).toEqual([]);
    });

    it('stops there, if it is written as it goes', async () => {
      async function* source() {
        yield* notes();
      }
      const error = await failure(
        as(1, () => batchWrite(source(), { concurrency: 1 })),
        BatchWriteError,
      );
      expect(error.cause).toBeInstanceOf(ValidationError);
      expect(error.unprocessed).toContainEqual(expect.objectContaining({ id: 'foreign' }));
      expect(await as(2, () => Note.get({ tenant: 2, id: 'foreign' }))).toBeUndefined();
    });
  });

  it('calls that would read all tenants are refused', async () => {
    const across: (() => unknown)[] = [
      () => Invoice.scan().all(),
      () => Invoice.scan().index('byOwner').all(),
      () => Invoice.executeStatement('SELECT * FROM x'),
      () => Invoice.query({ owner: 'jo' }).all(),
      () => backfillUnique(Invoice),
    ];
    for (const call of across) {
      await failure(
        as('a', () => run(call)),
        ValidationError,
      );
    }
    expect(database.sent).toEqual([]);
  });

  it('the calls of a tenant succeed', async () => {
    await as('a', async () => {
      const invoice = await Invoice.getOrFail({ tenantId: 'a', id: '1' });
      await invoice.update({ total: 5 });
      await Object.assign(invoice, { total: 6 }).save();
      await invoice.reload();
      expect((await Invoice.findBy({ tenantId: 'a', code: 'x' }))?.total).toBe(6);
      expect(await Invoice.query({ tenantId: 'a' }).all()).toHaveLength(1);
      const byOwner = await Invoice.query({ owner: 'jo', tenantId: 'a' }).index('byOwner').fromTable().all();
      expect(byOwner.map(({ tenantId }) => tenantId)).toEqual(['a']);
      await transact(async tx => {
        const read = await tx.getOrFail(Invoice, { tenantId: 'a', id: '1' });
        read.total++;
        tx.save(read);
      });
      await Invoice.query({ tenantId: 'a' }).updateAll({ total: 8 });
      expect((await Invoice.getOrFail({ tenantId: 'a', id: '1' })).total).toBe(8);
    });
    await as(1, async () => {
      await batchWrite([Task.build({ tenant: 1, id: 't' })]);
      const records = await collection(app, { notes: Note, tasks: Task }).query({ tenant: 1 }).all();
      expect(records.map(record => record.constructor)).toEqual([Note, Task]);
      await note.update({ text: 'hello' });
    });
  });

  it('a query belongs to the tenant that it was made for, wherever it is read', async () => {
    const query = as('b', () => Invoice.query({ tenantId: 'b' }));
    expect(await query.all()).toHaveLength(1);
    expect(await as('a', () => query.all())).toHaveLength(1);
  });

  it('tenants run at the same time', async () => {
    await Promise.all(
      ['a', 'b'].map(tenant =>
        as(tenant, async () => {
          for (let i = 0; i < 3; i++) await Invoice.getOrFail({ tenantId: tenant, id: '1' });
        }),
      ),
    );
  });

  it('refuses a tenant key outside of the key, and two of them', async () => {
    @Table('x')
    class Outside extends ActiveRecord {
      @PartitionKey() id!: string;
      @TenantKey() tenantId!: string;
    }
    @Table('x')
    class Two extends ActiveRecord {
      @TenantKey() @PartitionKey() id!: string;
      @TenantKey() @SortKey() tenantId!: string;
    }
    for (const [type, why] of [
      [Outside, /Outside.tenantId is @TenantKey, so it must be part of the table's key/],
      [Two, /Two has more than one @TenantKey: id, tenantId/],
    ] as const) {
      const error = await failure(
        as('a', () => type.get({ id: '1' } as never)),
        ConfigurationError,
      );
      expect(error.message).toMatch(why);
    }
  });
});
