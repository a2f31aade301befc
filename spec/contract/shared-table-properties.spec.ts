import {
  ActiveRecord,
  Attribute,
  batchWrite,
  ConditionalCheckFailedError,
  ConfigurationError,
  createTable,
  Discriminator,
  defineTable,
  keysOf,
  PartitionKey,
  rekey,
  SortKey,
  Table,
  TransactionCanceledError,
  TransactWrite,
  tableExists,
  transact,
  updateTable,
  ValidationError,
  Version,
} from 'dynact';
import fc from 'fast-check';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

const app = defineTable(uniqueTable('props'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  timeToLive: 'expires',
  indexes: {
    gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    gsi2: { partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
    inverted: { partitionKey: 'sk', sortKey: 'pk', projection: 'KEYS_ONLY' },
  },
});

@Discriminator('task')
@Table(app, {
  keys: {
    table: ['BOARD#{board}', 'TASK#{seq:6}'],
    gsi1: ['STATUS#{status}', '{at}#{seq:6}'],
    gsi2: ['OWNER#{owner}', '{open}#{at:s}'],
  },
})
class Task extends ActiveRecord {
  @Attribute() board!: string;
  @Attribute({ type: Number }) seq!: number;
  @Attribute() status?: string;
  @Attribute() owner?: string;
  @Attribute({ type: Date }) at?: Date;
  @Attribute({ type: Boolean }) open?: boolean;
  @Attribute() note?: string;
  @Version() version?: number;
}

// A table that holds keys alone, by another program.
const bare = defineTable(uniqueTable('bare'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
});

@Table(bare, { keys: { table: ['USER#{id}', 'LOGIN#{at}'], gsi1: ['DAY#{day}', '{id}'], parse: true } })
class Login extends ActiveRecord {
  @Attribute() id!: string;
  @Attribute({ type: Date }) at!: Date;
  @Attribute() day?: string;
  @Attribute() ip?: string;
}

@Table(bare)
class Raw extends ActiveRecord {
  @PartitionKey({ name: 'pk' }) key!: string;
  @SortKey({ name: 'sk' }) part!: string;
}

const keysOfItem = (item: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => /^(pk|sk|gsi\d[ps]k)$/.test(name)));
const decoded = (item: Record<string, { S?: string }>) =>
  Object.fromEntries(Object.entries(keysOfItem(item)).map(([name, value]) => [name, (value as { S: string }).S]));

const values = fc.record(
  {
    status: fc.option(fc.constantFrom('todo', 'doing', 'done'), { nil: undefined }),
    owner: fc.option(fc.constantFrom('jo', 'al'), { nil: undefined }),
    at: fc.option(fc.constantFrom(new Date('2026-01-01T00:00:00Z'), new Date('2026-02-02T02:02:02Z')), {
      nil: undefined,
    }),
    open: fc.option(fc.boolean(), { nil: undefined }),
    note: fc.constantFrom('a', 'b'),
  },
  { requiredKeys: [] },
);

const step = fc.record({
  how: fc.constantFrom('update', 'updateByKey', 'save', 'batch', 'transact', 'tx.update', 'saveLoaded' as const),
  seq: fc.integer({ min: 1, max: 3 }),
  values,
});

describeEachBackend('Keys of templates', backend => {
  const db = useTables(backend);
  beforeAll(() => Promise.all([createTable(app), createTable(bare)]));
  let count = 0;
  let board = '';
  beforeEach(() => {
    board = `b${count++}`;
  });
  const stored = (seq: number) =>
    db.stored(Task, { pk: { S: `BOARD#${board}` }, sk: { S: `TASK#${String(seq).padStart(6, '0')}` } });

  it('are built from their attributes by every way of writing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async steps => {
        board = `b${count++}`;
        for (const { how, seq, values } of steps) {
          const key = { board, seq };
          const found = await Task.get(key);
          switch (how) {
            case 'update':
              if (found && Object.keys(values).length > 0) await found.update(values);
              break;
            case 'updateByKey': {
              const known = { status: found?.status, owner: found?.owner, at: found?.at, open: found?.open };
              if (found && Object.keys(values).length > 0) await Task.updateByKey(key, values, { given: known });
              break;
            }
            case 'save':
              await Task.build({ ...key, ...values }).save({ raiseOnConflict: false });
              break;
            case 'saveLoaded':
              if (found) await Object.assign(found, values).save();
              break;
            case 'batch':
              await batchWrite(batch => {
                batch.put(Task.build({ ...key, ...values }));
              });
              break;
            case 'transact':
              await transact(async tx => {
                const task = await tx.get(Task, key);
                if (task) tx.save(Object.assign(task, values));
                else tx.create(Task.build({ ...key, ...values }));
              });
              break;
            case 'tx.update':
              if (found && Object.keys(values).length > 0) await transact(tx => tx.update(found, values));
          }
          const item = await stored(seq);
          if (!item) continue;
          const task = (await Task.get(key))!;
          expect(decoded(item as never)).toEqual(keysOf(Task).build(task));
          expect(item.type).toEqual({ S: 'task' });
        }
      }),
      { numRuns: backend.name === 'embedded' ? 12 : 6 },
    );
  }, 240_000);

  it('find by index exactly the items that are in it', async () => {
    const at = new Date('2026-01-01T00:00:00Z');
    await Task.create({ board, seq: 1, owner: board, at, open: true });
    await Task.create({ board, seq: 2, owner: board, at });
    expect((await Task.query({ owner: board }).all()).map(({ seq }) => seq)).toEqual([1]);
    expect(await Task.query({ owner: board, open: false }).count()).toBe(0);
    expect(
      await Task.query({ owner: board })
        .where(t => t.open.eq(true).and(t.at.gte(at)))
        .count(),
    ).toBe(1);
    expect(await Task.query({ seq: 2 }).index('inverted').projected().all()).toContainEqual({ board, seq: 2 });
    expect(await Task.query({ seq: 2 }).index('inverted').select('board').all()).toContainEqual({ board });
    expect(await Task.query({ board, seq: 2 }).index('inverted').fromTable().all()).toMatchObject([{ at }]);
    const { message } = await failure(Task.query({ status: 'x' }).index('nothing').all(), ValidationError);
    expect(message).toContain('"gsi1", "gsi2", "inverted"');
  });

  it('refuse values that they cannot be made of, and send nothing', async () => {
    const task = await Task.create({ board, seq: 1, status: 'todo', at: new Date(0), note: 'n' });
    db.sent.length = 0;
    const refused = async (call: () => Promise<unknown>, message: string) => {
      expect((await failure(call, ValidationError)).message).toContain(message);
      expect(db.sent).toHaveLength(0);
    };
    await refused(() => Task.create({ board: '', seq: 1 }), 'Task.board: is empty');
    await refused(() => Task.create({ seq: 1 }), 'Task.board is missing');
    await refused(() => Task.create({ board, seq: 1_000_000 }), 'Task.seq: has more than the 6 digits');
    await refused(() => Task.create({ board, seq: -1 }), 'Task.seq: is negative');
    await refused(() => Task.create({ board, seq: 1.5 }), 'has a fraction');
    await refused(() => Login.create({ id: 'a', at: new Date(0), day: '' }), 'Login.day: is empty');
    await refused(() => Task.get({ board }), 'Task.seq is missing');
    await refused(() => Task.get({ board, seq: 1, status: 'x' } as never), '"status" is no part of the key');
    await refused(() => task.update({ seq: 2 }), 'moveTo()');
    await refused(() => task.update(t => t.seq.add(1)), 'Task.seq is part of the key');
    await refused(
      () => task.update(t => t.status.ifNotExists('x')),
      'an update can only set it to a value, or remove it',
    );
    await refused(() => task.update(t => t.status.set(t.owner)), 'an update can only set it');
    await refused(
      () => Task.updateByKey({ board, seq: 1 }, { status: 'done' }),
      'the keys of index "gsi1" also need at, which this update does not know',
    );
    await refused(
      () => Task.updateByKey({ board, seq: 1 }, { note: 'x' }, { given: { nobody: 1 } as never }),
      'no attribute "nobody"',
    );
    await refused(() => task.moveTo({ note: 'x' }), 'leave the key { board, seq } as it is');
    await refused(() => Task.build({ board, seq: 9 }).moveTo({ seq: 10 }), 'takes a record that is in DynamoDB');
    await refused(
      () =>
        Task.query({ board })
          .where(t => t.status.eq('x'))
          .all(),
      'where()',
    );
    await refused(
      () =>
        Task.query({ status: 'a' })
          .where(t => t.at.between(new Date(1), new Date(0)))
          .all(),
      'wrong order',
    );
    await refused(
      () => rekey(Task, { index: 'inverted' }),
      'builds no keys of the index "inverted": it builds those of "gsi1", "gsi2"',
    );
  });

  it('require the given values, and those in memory', async () => {
    const at = new Date('2026-01-01T00:00:00Z');
    const task = await Task.create({ board, seq: 1, status: 'todo', at });
    const key = { board, seq: 1 };
    await Task.updateByKey(key, { status: 'doing' }, { given: { at } });
    expect(decoded((await stored(1)) as never)).toMatchObject({ gsi1pk: 'STATUS#doing' });
    await failure(
      Task.updateByKey(key, { status: 'done' }, { given: { at: new Date(0) } }),
      ConditionalCheckFailedError,
    );
    await Task.updateByKey(key, { at: new Date(0) }, { given: { status: 'doing', owner: undefined, open: undefined } });
    await task.reload();
    await Task.updateByKey(key, { at }, { given: { status: 'doing', owner: undefined, open: undefined } });
    await expect(task.update({ status: 'done' }, { raiseOnConflict: false })).rejects.toMatchObject({
      diff: { at: { expected: new Date(0), stored: at } },
    });
  });

  it('move a record', async () => {
    const task = await Task.create({ board, seq: 1, status: 'todo', at: new Date(0), note: 'n' });
    await db.write(Task, { ...(await stored(1))!, extra: { S: 'kept' } });
    await task.reload();
    await task.moveTo({ seq: 2, note: 'm' });
    expect(await stored(1)).toBeUndefined();
    expect(await stored(2)).toMatchObject({
      note: { S: 'm' },
      extra: { S: 'kept' },
      gsi1sk: { S: '1970-01-01T00:00:00.000Z#000002' },
    });
    expect(task).toMatchObject({ seq: 2, note: 'm', isNew: false, isChanged: false });
    await Task.create({ board, seq: 3 });
    await failure(task.moveTo({ seq: 3 }), TransactionCanceledError);
    expect(task).toMatchObject({ seq: 2, isChanged: false });
    await task.update({ note: 'o' });
  });

  it('are read if a table has nothing else, and are written together with the attributes', async () => {
    const at = new Date('2026-01-01T00:00:00Z');
    await db.write(Raw, {
      pk: { S: `USER#${board}` },
      sk: { S: `LOGIN#${at.toISOString()}` },
      gsi1pk: { S: 'DAY#mon' },
      gsi1sk: { S: board },
      ip: { S: '::1' },
    });
    const login = await Login.getOrFail({ id: board, at });
    expect(login).toMatchObject({ id: board, at, day: 'mon', ip: '::1', isChanged: false });
    await login.update({ day: 'tue' });
    expect(await Login.query({ day: 'tue' }).all()).toHaveLength(1);
    await login.save();
    expect((await db.stored(Raw, { pk: { S: `USER#${board}` }, sk: { S: `LOGIN#${at.toISOString()}` } }))!.id).toEqual({
      S: board,
    });
    expect((await Raw.query({ key: `USER#${board}` }).all()).length).toBe(0);
    await Raw.create({ key: `RAW#${board}`, part: 'x' });
    expect(await Raw.query({ key: `RAW#${board}` }).all()).toHaveLength(1);
  });

  it('fill an index that is added later, resumably', async () => {
    const name = uniqueTable('later');
    const before = defineTable(name, { partitionKey: 'pk', sortKey: 'sk' });
    const after = defineTable(name, {
      partitionKey: 'pk',
      sortKey: 'sk',
      indexes: { gsi1: { partitionKey: 'g1', sortKey: 'g2' } },
    });
    @Table(before, { keys: { table: ['A#{id}', 'A'] } })
    class Old extends ActiveRecord {
      @Attribute() id!: string;
      @Attribute() state?: string;
    }
    @Table(after, { keys: { table: ['A#{id}', 'A'], gsi1: ['S#{state}', '{id}'] } })
    class New extends ActiveRecord {
      @Attribute() id!: string;
      @Attribute() state?: string;
    }
    await createTable(before);
    expect(await tableExists(after)).toBe(true);
    for (const id of ['1', '2', '3', '4']) await Old.create({ id, ...(id !== '4' && { state: 's' }) });
    expect(await updateTable(after)).toEqual({ added: ['gsi1'], dropped: [] });
    expect(await New.query({ state: 's' }).all()).toHaveLength(0);
    const seen: unknown[] = [];
    const half = new Error('stop');
    await expect(
      rekey(New, {
        index: 'gsi1',
        pageSize: 2,
        onProgress: progress => {
          seen.push(progress.cursor);
          throw half;
        },
      }),
    ).rejects.toBe(half);
    const rest = await rekey(New, { index: 'gsi1', pageSize: 2, cursor: seen[0] as string });
    expect(rest.cursor).toBeUndefined();
    expect(await New.query({ state: 's' }).all()).toHaveLength(3);
    await failure(rekey(New, { rate: { writeUnits: 0 } }), ValidationError);
    await db.write(Old, { pk: { S: 'A#1' }, sk: { S: 'A' }, id: { S: '1' }, state: { S: 't' } });
    expect(await rekey(New, { rate: { writeUnits: 1_000 } })).toMatchObject({ updated: 1, skipped: 3 });
    expect(db.sent.filter(({ command }) => command.startsWith('UpdateItem')).at(-1)!.input).toMatchObject({
      ReturnConsumedCapacity: 'INDEXES',
    });
    expect(await rekey(New)).toEqual({ scanned: 4, updated: 0, skipped: 4, cursor: undefined });
  }, 240_000);

  it('name attributes that a class cannot have', async () => {
    class Wrong extends ActiveRecord {
      @Attribute() id!: string;
    }
    Table(app, { keys: { table: ['A#{id}', 'B'], gsi3: ['x', 'y'] } as never })(Wrong);
    await failure(() => Wrong.create({ id: '1' }), ConfigurationError);
    const tx = new TransactWrite();
    expect(() => tx.update(Wrong, { id: '1' }, { id: '2' })).toThrow(ConfigurationError);
  });
});
