// The calls of a record that a block has, too.
import {
  ActiveRecord,
  AfterDelete,
  AfterSave,
  Attribute,
  ConditionalCheckFailedError,
  ConfigurationError,
  DeletedAt,
  Discriminator,
  defineTable,
  ExpiresAt,
  InvalidStateError,
  ItemNotFoundError,
  PartitionKey,
  SortKey,
  Table,
  TransactionCanceledError,
  TransactWrite,
  transact,
  UniqueError,
  UpdatedAt,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, useTables } from './harness';

const ended: string[] = [];

@Table(uniqueTable('members'))
class Member extends ActiveRecord {
  @PartitionKey() org!: string;
  @SortKey() id!: string;
  @Attribute({ type: 'string', unique: true }) handle?: string;
  @Attribute({ type: Number }) visits = 0;
  @Attribute({ type: 'any' }) settings: Record<string, unknown> = {};
  @UpdatedAt() updatedAt?: Date;
  @DeletedAt() deletedAt?: Date;
  @ExpiresAt() expiresAt?: Date;
  @Version() version?: number;

  @AfterSave() saved() {
    ended.push(`saved ${this.org}`);
  }

  @AfterDelete() gone() {
    ended.push(`deleted ${this.org}`);
  }
}

class Place {
  @Attribute({ type: 'string' }) city!: string;
}

@Table(uniqueTable('calls-visits'))
class Visit extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Place }) place?: Place;
  @Attribute({ type: [Place] }) stops?: Place[];

  #notes = 'none';

  #guest?: string | undefined;

  @Attribute({ type: 'string' }) get guest(): string | undefined {
    return this.#guest;
  }

  set guest(name: string | undefined) {
    this.#guest = name;
  }

  @Attribute({ type: 'string' }) get label(): string {
    return `visit ${this.id}, notes: ${this.#notes}`;
  }
}

@Table(uniqueTable('counts'))
class Count extends ActiveRecord {
  @PartitionKey() day!: string;
  @Attribute({ type: 'string' }) first?: string;
  @Attribute({ type: 'string' }) last?: string;
  @Attribute({ type: Number }) n = 0;
  @Attribute({ type: 'string', unique: true }) label?: string;
}

const app = defineTable(uniqueTable('calls-app'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  indexes: { gsi: { partitionKey: 'gsiPk', sortKey: 'gsiSk' } },
});

@Discriminator('task')
@Table(app, { keys: { table: ['ORG#{org}', 'TASK#{id}'], gsi: ['STATUS#{status}', '{org}'] } })
class Task extends ActiveRecord {
  @Attribute({ type: 'string' }) org!: string;
  @Attribute({ type: 'string' }) id!: string;
  @Attribute({ type: 'string' }) status = 'open';
  @Attribute({ type: Number }) n = 0;
}

@Table(uniqueTable('calls-failing'))
class Failing extends ActiveRecord {
  @PartitionKey() id!: string;

  @AfterSave() fail() {
    if (this.id.startsWith('moved')) throw new Error('of the hook');
  }
}

describeEachBackend('A block has the calls of a record', backend => {
  const db = useTables(backend, Member, Visit, Count, Task, Failing);
  let count = 0;
  let org: string;
  let member: Member;
  beforeEach(async () => {
    org = `o${count++}`;
    member = await Member.create({ org, id: 'a', handle: `h-${org}` });
    db.sent.length = 0;
    ended.length = 0;
  });
  const key = () => ({ org, id: 'a' });
  const now = () => Member.getOrFail(key(), { consistentRead: true, withDeleted: true });

  it('increment, touch and saveChanges', async () => {
    const other = await Member.create({ org, id: 'b', settings: { theme: { color: 'light' } } });
    const third = await Member.create({ org, id: 'c' });
    other.settings.theme = { color: 'dark' };
    db.sent.length = 0;
    await transact(tx => {
      tx.increment(member, 'visits', 2, { condition: m => m.visits.eq(0) });
      tx.saveChanges(other);
      tx.touch(third, { expiresIn: { hours: 1 } });
    });
    const [sent] = db.sent.map(({ command, input }) => ({ command, input: inFull(input) }));
    expect(sent!.command).toBe('TransactWriteItemsCommand');
    expect(member).toMatchObject({ visits: 2, version: 2 });
    expect(other).toMatchObject({ settings: { theme: { color: 'dark' } }, version: 2 });
    expect(third.expiresAt!.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
    for (const record of [member, other, third]) {
      expect(record.isChanged).toBe(false);
      expect((await Member.getOrFail({ org, id: record.id }, { consistentRead: true })).toItem()).toEqual(
        record.toItem(),
      );
    }
  });

  it('saveChanges, which writes nothing where nothing changed', async () => {
    await transact(tx => tx.saveChanges(member));
    expect(db.sent).toEqual([]);
    await transact(async tx => {
      tx.saveChanges(await tx.getOrFail(Member, key()));
      tx.upsert(Count, { day: org });
    });
    const [transaction] = db.sent.filter(({ command }) => command === 'TransactWriteItemsCommand');
    expect(transaction!.input.TransactItems).toMatchObject([{ Update: {} }, { ConditionCheck: {} }]);
    expect((await now()).version).toBe(1);
  });

  it('softDelete and restore, which give up unique values and take them again', async () => {
    await transact(async tx => tx.softDelete(await tx.getOrFail(Member, key()), { expiresIn: { days: 30 } }));
    expect(await Member.get(key())).toBeUndefined();
    await member.reload({ withDeleted: true });
    const heir = await Member.create({ org, id: 'heir', handle: `h-${org}` });
    const error = await failure(
      transact(tx => tx.restore(member)),
      TransactionCanceledError,
    );
    expect(error.reasons[0]!.error).toBeInstanceOf(UniqueError);
    await transact(tx => {
      tx.delete(heir);
      tx.restore(member);
    });
    expect((await Member.findBy({ handle: `h-${org}` }))!.id).toBe('a');
    expect(member.deletedAt).toBeUndefined();
    expect((await now()).expiresAt).toBeUndefined();
  });

  it('increment, touch, softDelete and restore insist that the item is there', async () => {
    await Member.deleteByKey(key());
    for (const write of [
      (tx: TransactWrite) => tx.increment(member, 'visits'),
      (tx: TransactWrite) => tx.touch(member),
      (tx: TransactWrite) => tx.softDelete(member),
      (tx: TransactWrite) => tx.restore(member),
    ]) {
      const tx = new TransactWrite();
      write(tx);
      const error = await failure(tx.commit(), TransactionCanceledError);
      expect(error.reasons[0]!.error).toBeInstanceOf(ItemNotFoundError);
    }
    expect(await Member.get(key(), { withDeleted: true })).toBeUndefined();
    expect(member.isNew).toBe(false);
  });

  it('with their own errors for bad input, before anything is sent', async () => {
    const calls: [(tx: TransactWrite) => void, new (...args: never) => Error][] = [
      [tx => tx.increment(member, 'handle'), ValidationError],
      [tx => tx.increment(member, 'nope' as never), ValidationError],
      [tx => tx.increment(member, 'visits', 'x' as never), ValidationError],
      [tx => tx.touch(member, { expiresIn: { hours: 0 } }), ConfigurationError],
      [tx => tx.softDelete(Count.build({ day: 'd' })), ConfigurationError],
      [tx => tx.restore(Count.build({ day: 'd' })), ConfigurationError],
      [tx => tx.upsert(Count, { day: 'd', n: 1 }, { onCreate: { n: 2 } }), ValidationError],
      [tx => tx.upsert(Count, { n: 1 }), ValidationError],
      [tx => tx.upsert(Count, { day: 'd', nope: 1 } as never), ValidationError],
      [tx => tx.increment({} as Member, 'visits'), ValidationError],
    ];
    for (const [write, type] of calls) {
      await failure(() => transact(write as never), type);
      await failure(() => write(new TransactWrite()), type);
    }
    const moves: [() => Member, object][] = [
      [() => member, { visits: 1 }],
      [() => member, { nope: 1 }],
      [() => Member.build({ org, id: 'new' }), { org: 'x' }],
    ];
    for (const [record, changes] of moves)
      await failure(
        transact(tx => tx.moveTo(record(), changes)),
        ValidationError,
      );
    expect(db.sent).toEqual([]);
    const done = new TransactWrite();
    done.touch(member);
    await done.commit();
    for (const late of [
      () => done.touch(member),
      () => done.moveTo(member, {}),
      () => done.upsert(Count, { day: 'd' }),
    ])
      await failure(late, InvalidStateError);
  });

  it('upsert, with and without an item, also of unique values', async () => {
    const day = `${org}-day`;
    const visit = (name: string, label?: string) =>
      transact(tx => tx.upsert(Count, { day, last: name, ...(label && { label }) }, { onCreate: { first: name } }));
    await visit('ann');
    expect(await Count.get({ day })).toMatchObject({ first: 'ann', last: 'ann', n: 0 });
    await visit('bob', `l-${org}`);
    expect(await Count.findBy({ label: `l-${org}` })).toMatchObject({ first: 'ann', last: 'bob' });
    const error = await failure(
      transact(tx => tx.upsert(Count, { day: `${day}-2`, label: `l-${org}` })),
      TransactionCanceledError,
    );
    expect(error.reasons[0]!.error).toBeInstanceOf(UniqueError);
    const refused = await failure(
      transact(tx => tx.upsert(Count, { day, last: 'cal' }, { condition: c => c.n.gt(5) })),
      TransactionCanceledError,
    );
    expect(refused.reasons[0]).toMatchObject({ operation: 'update', entity: Count });
    expect(refused.reasons[0]!.error).toBeInstanceOf(ConditionalCheckFailedError);
  });

  it('moveTo, of what was read in the block or before', async () => {
    const moved = await transact(async tx => {
      const read = await tx.getOrFail(Member, key());
      tx.moveTo(read, { org: `${org}-2` });
      read.visits = 7; // part of the move, as it is not sent yet
      return read;
    });
    expect(moved).toMatchObject({ org: `${org}-2`, id: 'a', visits: 7, isNew: false, isChanged: false });
    expect(ended.slice(-2)).toEqual([`saved ${org}-2`, `deleted ${org}`]);
    expect(await Member.get(key())).toBeUndefined();
    expect(await Member.findBy({ handle: `h-${org}` })).toMatchObject({ org: `${org}-2`, visits: 7 });
    await moved.update({ visits: 8 });

    const before = await Member.getOrFail({ org: `${org}-2`, id: 'a' });
    const tx = new TransactWrite();
    tx.moveTo(before, { org });
    tx.upsert(Count, { day: org });
    await tx.commit();
    expect(before.org).toBe(org);
    expect((await now()).toItem()).toEqual(before.toItem());
    expect(await Count.get({ day: org })).toBeDefined();
  });

  it('moveTo, whose changes are taken as build() takes values', async () => {
    const visit = await Visit.create({ id: org, guest: 'eve', place: { city: 'a' } });
    await visit.moveTo({ id: `${org}-2`, place: { city: 'b' }, stops: [{ city: 'c' }] });
    expect(visit.place).toBeInstanceOf(Place);
    expect(visit.stops![0]).toBeInstanceOf(Place);
    visit.guest = 'ann';
    await visit.moveTo({ id: `${org}-3`, place: undefined });
    expect(visit.guest).toBe('ann');
    expect(visit.isChanged).toBe(false);
    expect((await Visit.getOrFail({ id: `${org}-3` })).toObject()).toEqual({
      id: `${org}-3`,
      stops: [{ city: 'c' }],
      label: `visit ${org}-3, notes: none`,
      guest: 'ann',
    });
    db.sent.length = 0;
    for (const changes of [undefined, null, 'x', { id: 'x', label: 'y' }, { id: 'x', nope: 1 }]) {
      await failure(visit.moveTo(changes as never), ValidationError);
      await failure(
        transact(tx => tx.moveTo(visit, changes as never)),
        ValidationError,
      );
    }
    expect(db.sent).toEqual([]);
    expect(visit).toMatchObject({ id: `${org}-3`, isChanged: false });
  });

  it('moveTo, which leaves everything as it was where the new key is taken', async () => {
    await Member.create({ org: `${org}-2`, id: 'a' });
    const error = await failure(
      transact(tx => tx.moveTo(member, { org: `${org}-2` })),
      TransactionCanceledError,
    );
    expect(error.reasons.map(reason => reason?.operation)).toEqual(['save', undefined]);
    expect(member).toMatchObject({ org, version: 1, isNew: false });
    await member.update({ visits: 1 });
  });

  it('moveTo and upsert, of a table that classes share', async () => {
    const task = await Task.create({ org, id: 't' });
    await transact(async tx => {
      tx.moveTo(await tx.getOrFail(Task, { org, id: 't' }), { id: 'u', status: `done ${org}` });
      // A part of a key must be known, so it is among the values.
      tx.upsert(Task, { org, id: 'v', status: `new ${org}` }, { onCreate: { n: 1 } });
    });
    expect((await Task.query({ org }).all()).map(({ id, status, n }) => [id, status, n])).toEqual([
      ['u', `done ${org}`, 0],
      ['v', `new ${org}`, 1],
    ]);
    expect(await Task.query({ status: `done ${org}` }).count()).toBe(1);
    expect(await Task.query({ status: `new ${org}` }).count()).toBe(1);
    await failure(task.reload(), ItemNotFoundError);
  });

  it('moveTo, after which the record has the new key, also where an after-hook fails', async () => {
    const record = await Failing.create({ id: org });
    await expect(transact(tx => tx.moveTo(record, { id: `moved-${org}` }))).rejects.toThrow('of the hook');
    expect(record).toMatchObject({ id: `moved-${org}`, isNew: false, isChanged: false });
    const other = await Failing.create({ id: org });
    await expect(other.moveTo({ id: `moved-${org}-2` })).rejects.toThrow('of the hook');
    expect(other).toMatchObject({ id: `moved-${org}-2`, isNew: false });
    await failure(Failing.getOrFail({ id: org }), ItemNotFoundError);
  });

  it('moveTo, again where somebody changed the item meanwhile', async () => {
    let runs = 0;
    const moved = await transact(async tx => {
      const read = await tx.getOrFail(Member, key());
      if (++runs === 1) await Member.updateByKey(key(), { visits: 5 });
      tx.moveTo(read, { org: `${org}-2` });
      return read;
    });
    expect(runs).toBe(2);
    expect(moved).toMatchObject({ org: `${org}-2`, visits: 5 });
    // What was loaded before is not.
    await failure(
      transact(tx => tx.moveTo(member, { org: `${org}-3` })),
      TransactionCanceledError,
    );
    expect(member.org).toBe(org);
  });
});
