import {
  ActiveRecord,
  AfterSave,
  AfterUpdate,
  Attribute,
  BeforeUpdate,
  batchWrite,
  type Changes,
  ConflictError,
  DeletedAt,
  InvalidStateError,
  ItemNotFoundError,
  OverwriteError,
  PartitionKey,
  repository,
  Table,
  TransactWrite,
  transact,
  UpdatedAt,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, useTables } from './harness';

@Table(uniqueTable('memory-plain'))
class Plain extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n?: number;
  @Attribute() token?: string;
  @Attribute() list?: string[];
  @Attribute({ type: 'stringSet' }) roles?: Set<string>;
}

@Table(uniqueTable('memory-versioned'))
class Versioned extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n?: number;
  @Version() version?: number;
}

@Table(uniqueTable('memory-required'))
class Strict extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ required: true }) email!: string;
  @Attribute() n?: number;
}

@Table(uniqueTable('memory-numbered'))
class Numbered extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
}

@Table(uniqueTable('memory-kept'))
class Kept extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n?: number;
  @Attribute() map: Record<string, string> = {};
  @UpdatedAt() updatedAt?: Date;
  @DeletedAt() deletedAt?: Date;
}

let seen: Changes<Hooked>[] = [];

@Table(uniqueTable('memory-hooked'))
class Hooked extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() name?: string;
  @Attribute() slug?: string;
  @Attribute() stamp?: string;
  @Attribute() visits = 0;

  @BeforeUpdate()
  prepare(values: Record<string, unknown>) {
    this.stamp = 'stamped';
    if (typeof values.name === 'string') values.slug = values.name.toLowerCase();
  }

  @AfterSave()
  @AfterUpdate()
  note(changes: Changes<Hooked>) {
    seen.push(changes);
  }
}

describeEachBackend('Memory and database', backend => {
  const db = useTables(backend, Plain, Versioned, Strict, Numbered, Hooked, Kept);
  const RAISE = { raiseOnConflict: true };

  describe('of a write that was applied and whose answer cannot be read', () => {
    it('the record is stale, and no error says that nothing was sent', async () => {
      const plain = await Plain.create({ id: 'big', n: Number.MAX_SAFE_INTEGER });
      const error = await failure(
        plain.update(p => p.n.add(2)),
        InvalidStateError,
      );
      expect(error.message).toMatch(/was applied/);
      expect(error.cause).toBeInstanceOf(ValidationError);
      for (const use of [() => plain.save(), () => plain.changes(), () => plain.toObject()]) {
        expect((await failure(use, InvalidStateError)).cause).toBeInstanceOf(ValidationError);
      }
      await failure(
        Plain.updateByKey({ id: 'big' }, p => p.n.add(2)),
        InvalidStateError,
      );
      expect(await db.stored(Plain, { id: { S: 'big' } })).toMatchObject({ n: { N: '9007199254740995' } });
    });
  });

  it('a frozen record is refused before anything is sent', async () => {
    const record = Object.freeze(await Versioned.create({ id: 'frozen' }));
    db.sent.length = 0;
    for (const write of [
      () => record.save(),
      () => record.update({ n: 1 }),
      () => batchWrite([record]),
      () => transact(tx => tx.save(record)),
    ]) {
      await failure(write, ValidationError);
    }
    await failure(Object.freeze(Versioned.build({ id: 'frozen new' })).save(), ValidationError);
    expect(db.sent).toEqual([]);
  });

  it('a record behind a proxy is refused, as its state cannot be seen', async () => {
    const record = await Plain.create({ id: 'proxy', n: 1 });
    const proxy = new Proxy(record, {});
    db.sent.length = 0;
    for (const use of [
      () => proxy.save(),
      () => proxy.isNew,
      () => proxy.changes(),
      () => batchWrite([proxy]),
      () => transact(tx => tx.save(proxy)),
    ]) {
      await failure(use, ValidationError);
    }
    expect(db.sent).toEqual([]);
  });

  describe('an update', () => {
    it('of a loaded record does not create an item with half of its attributes', async () => {
      const record = await Plain.create({ id: 'gone', n: 1 });
      await Plain.deleteByKey({ id: 'gone' });
      await failure(record.update({ n: 2 }), ItemNotFoundError);
      expect(await db.stored(Plain, { id: { S: 'gone' } })).toBeUndefined();
      await failure(record.update({ n: 2 }, RAISE), ConflictError);
      await record.update({ n: 2 }, { mustExist: false });
      expect(await db.stored(Plain, { id: { S: 'gone' } })).toEqual({ id: { S: 'gone' }, n: { N: '2' } });
    });

    it('does not create one without its required attributes', async () => {
      await failure(Strict.updateByKey({ id: 's' }, { n: 1 }), ItemNotFoundError);
      await failure(
        transact(tx => tx.update(Strict, { id: 's' }, { n: 1 })),
        Error,
      );
      expect(await db.stored(Strict, { id: { S: 's' } })).toBeUndefined();
      await Strict.updateByKey({ id: 's' }, { email: 'a@b.c' });
      expect(await Strict.updateByKey({ id: 's' }, { n: 1 })).toMatchObject({ email: 'a@b.c', n: 1 });
    });

    it.each<[string, () => Promise<unknown>]>([
      ['remove', () => Plain.updateByKey({ id: 'nothing' }, p => p.token.remove())],
      ['undefined', () => Plain.updateByKey({ id: 'nothing' }, { token: undefined })],
      ['delete of a set', () => Plain.updateByKey({ id: 'nothing' }, p => p.roles.delete(['x']))],
      ['remove from a list', () => Plain.updateByKey({ id: 'nothing' }, p => p.list.at(0).remove())],
      ['remove of a new record', () => Plain.build({ id: 'nothing' }).update(p => p.token.remove())],
    ])('that only removes needs an item: %s', async (_, update) => {
      await failure(update(), ItemNotFoundError);
      expect(await db.stored(Plain, { id: { S: 'nothing' } })).toBeUndefined();
    });
  });

  describe('a save that checks', () => {
    it('keeps attributes that others added and the class does not declare', async () => {
      for (const save of [
        (record: Plain) => record.save(RAISE),
        (record: Plain) => transact(tx => tx.save(record, RAISE)),
      ]) {
        await Plain.build({ id: 'kept', n: 1, token: 'x' }).save();
        const record = await Plain.getOrFail({ id: 'kept' });
        await db.write(Plain, { id: { S: 'kept' }, n: { N: '1' }, token: { S: 'x' }, theirs: { S: 'added' } });
        record.n = 2;
        record.token = undefined;
        await save(record);
        const stored = { id: { S: 'kept' }, n: { N: '2' }, theirs: { S: 'added' } };
        expect(await db.stored(Plain, { id: { S: 'kept' } })).toEqual(stored);
        expect(record.isChanged).toBe(false);
        await record.save(RAISE);
        expect(await db.stored(Plain, { id: { S: 'kept' } })).toEqual(stored);
      }
    });

    it('of a record that a block read, too', async () => {
      await Plain.build({ id: 'block', n: 1 }).save();
      await transact(async tx => {
        const record = await tx.getOrFail(Plain, { id: 'block' });
        await db.write(Plain, { id: { S: 'block' }, n: { N: '1' }, theirs: { S: 'added' } });
        record.n = 2;
        tx.save(record);
      });
      expect(await db.stored(Plain, { id: { S: 'block' } })).toEqual({
        id: { S: 'block' },
        n: { N: '2' },
        theirs: { S: 'added' },
      });
    });

    it('sends the changes, and only the check if there are none', async () => {
      const record = await Plain.create({ id: 'same', n: 1 });
      db.sent.length = 0;
      await record.save(RAISE);
      expect(db.sent[0]!.input).not.toHaveProperty('UpdateExpression');
      record.n = 2;
      await record.save(RAISE);
      expect(inFull(db.sent[1]!.input)).toMatchObject({ UpdateExpression: 'SET n = 2' });
      await Plain.deleteByKey({ id: 'same' });
      await failure(record.save(RAISE), ConflictError);
    });
  });

  describe('two simultaneous writes of one record', () => {
    it('wait for each other', async () => {
      const record = await Versioned.create({ id: 'turns' });
      const saves = [1, 2, 3].map(n => {
        record.n = n;
        return record.save();
      });
      await Promise.all([...saves, record.update({ n: 9 }), record.reload()]);
      expect(record).toMatchObject({ n: 9, version: 5, isChanged: false });
      expect(await Versioned.getOrFail({ id: 'turns' })).toEqual(record);
      await Promise.all([record.delete(), record.save()]);
      expect(record.isNew).toBe(false);
      expect(await Versioned.getOrFail({ id: 'turns' })).toEqual(record);
    });

    it('are refused in one transaction, before an id is taken', async () => {
      const record = Numbered.build();
      const tx = new TransactWrite();
      tx.save(record);
      tx.save(record);
      db.sent.length = 0;
      expect((await failure(tx.commit(), ValidationError)).message).toMatch(/one operation on an item/);
      expect(db.sent).toEqual([]);
    });
  });

  it('a record that is written by itself in a block is refused, unless it is meant', async () => {
    const record = await Plain.create({ id: 'inside', n: 1 });
    const error = await failure(
      transact(async () => {
        record.n = 2;
        await record.save();
      }),
      InvalidStateError,
    );
    expect(error.message).toMatch(/tx\.save\(record\).*outsideTransaction: true/);
    for (const write of [async () => record.update({ n: 2 }), async () => void (await record.delete())]) {
      await failure(transact(write), InvalidStateError);
    }
    expect(await db.stored(Plain, { id: { S: 'inside' } })).toMatchObject({ n: { N: '1' } });
    await transact(() => record.save({ outsideTransaction: true }));
    expect(await db.stored(Plain, { id: { S: 'inside' } })).toMatchObject({ n: { N: '2' } });
    await record.save();
  });

  describe('each call of a record in a block says what to call in its place', () => {
    const update = 'use tx.update(record, changes), or { outsideTransaction: true }';
    const calls: [string, (record: Kept, options?: { outsideTransaction: true }) => Promise<unknown>, string][] = [
      ['save', (r, o) => r.save(o), 'use tx.save(record), or { outsideTransaction: true }'],
      ['saveChanges', (r, o) => r.saveChanges(o), 'use tx.saveChanges(record), or { outsideTransaction: true }'],
      ['update', (r, o) => r.update({ n: 2 }, o), update],
      ['increment', (r, o) => r.increment('n', 1, o), 'use tx.increment(record, property), or'],
      ['setIn', (r, o) => r.setIn(k => k.map.a!.set('x'), o), 'use tx.save(record) after a change of the record, or'],
      ['touch', (r, o) => r.touch(o), 'use tx.touch(record), or'],
      ['softDelete', (r, o) => r.softDelete(o), 'use tx.softDelete(record), or'],
      ['restore', (r, o) => r.restore(o), 'use tx.restore(record), or'],
      ['delete', (r, o) => r.delete(o), 'use tx.delete(record), or { outsideTransaction: true }'],
      ['moveTo', (r, o) => r.moveTo({ id: `${r.id}-moved` }, o), 'use tx.moveTo(record, changes), or'],
      [
        'updateAll',
        (r, o) => Kept.query({ id: r.id }).updateAll({ n: 2 }, o),
        'use tx.query(...), and tx.update(record, changes) for each record',
      ],
      [
        'deleteAll',
        (r, o) => Kept.query({ id: r.id }).deleteAll(o),
        'use tx.query(...), and tx.delete(record) for each record',
      ],
    ];

    it.each(calls)('%s', async (call, run, instead) => {
      const record = await Kept.create({ id: `block-${call}`, n: 1 });
      if (call === 'restore') await record.softDelete();
      record.n = 3;
      db.sent.length = 0;
      const error = await failure(
        transact(async () => void (await run(record))),
        InvalidStateError,
      );
      expect(error.message).toContain(`Kept: ${call} in a block of transact would not be part of the transaction: `);
      expect(error.message).toContain(instead);
      expect(db.sent).toEqual([]);
      await transact(async () => void (await run(record, { outsideTransaction: true })));
      expect(db.sent.length).toBeGreaterThan(0);
    });

    it('a record moves within the transaction as a created copy and a deletion', async () => {
      await Kept.create({ id: 'move-from', n: 7 });
      const move = (fail: boolean) =>
        transact(async tx => {
          const record = await tx.getOrFail(Kept, { id: 'move-from' });
          tx.create(Kept.build({ ...record, id: 'move-to' }));
          tx.delete(record);
          if (fail) throw new Error('no');
        });
      await expect(move(true)).rejects.toThrow('no');
      expect(await Kept.get({ id: 'move-to' })).toBeUndefined();
      await move(false);
      expect(await Kept.get({ id: 'move-from' })).toBeUndefined();
      expect(await Kept.getOrFail({ id: 'move-to' })).toMatchObject({ n: 7 });
    });
  });

  describe('hooks of an update', () => {
    const writes: [string, (record: Hooked) => Promise<unknown>][] = [
      ['alone', record => record.update({ name: 'Jane' })],
      ['alone, by actions', record => record.update(h => [h.name.set('Jane'), h.visits.add(0)])],
      ['in a transaction', record => transact(tx => tx.update(record, { name: 'Jane' }))],
    ];
    it.each(writes)('add to it what they set: %s', async (_, write) => {
      const record = Hooked.build({ id: 'h' });
      await record.save();
      record.name = 'an edit that is not part of the update';
      seen = [];
      await write(record);
      const stored = { name: { S: 'Jane' }, slug: { S: 'jane' }, stamp: { S: 'stamped' } };
      expect(await db.stored(Hooked, { id: { S: 'h' } })).toMatchObject(stored);
      expect(record).toMatchObject({ name: 'Jane', slug: 'jane', stamp: 'stamped', isChanged: false });
      expect(seen).toEqual([
        {
          name: { from: undefined, to: 'Jane' },
          slug: { from: undefined, to: 'jane' },
          stamp: { from: undefined, to: 'stamped' },
        },
      ]);
      await record.delete();
    });

    it('and hooks after a save get the changes', async () => {
      seen = [];
      const record = await Hooked.create({ id: 'after', visits: 1 });
      record.visits = 2;
      await record.save();
      await batchWrite([Object.assign(record, { visits: 3 })]);
      await transact(tx => tx.save(Object.assign(record, { visits: 4 })));
      expect(seen).toEqual([
        { id: { from: undefined, to: 'after' }, visits: { from: undefined, to: 1 } },
        { visits: { from: 1, to: 2 } },
        { visits: { from: 2, to: 3 } },
        { visits: { from: 3, to: 4 } },
      ]);
    });
  });

  it('a record of another class is refused, also by methods that only read it', async () => {
    const stranger = Plain.build({ id: 'x' }) as never;
    for (const look of [
      () => repository(Versioned).changes(stranger),
      () => repository(Versioned).isNew(stranger),
      () => repository(Versioned).isChanged(stranger),
    ]) {
      await failure(look, ValidationError);
    }
    await failure(Plain.create({ id: 'kept' }), OverwriteError);
  });
});
