import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  ConditionalCheckFailedError,
  DeletedAt,
  Discriminator,
  ExpiresAt,
  ItemNotFoundError,
  OverwriteError,
  PartitionKey,
  repository,
  Table,
  TransactionCanceledError,
  tableDefinition,
  transact,
  UniqueError,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, onlyInput, useTables } from './harness';

@Table(uniqueTable('rooms'))
class Room extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @Attribute() tags: Record<string, string> = {};
  @DeletedAt({ name: 'gone' }) deletedAt?: Date;
}

@Table(uniqueTable('sessions'))
class Session extends ActiveRecord {
  @PartitionKey() token!: string;
  @Attribute() hits = 0;
  @ExpiresAt() expiresAt?: Date;
}

@Table(uniqueTable('members'))
class Member extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) email?: string;
  @Attribute() n = 0;
  @DeletedAt() deletedAt?: Date;
}

@Table({ name: uniqueTable('animals'), discriminator: 'kind' })
class Animal extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @DeletedAt() deletedAt?: Date;
}

@Discriminator('dog')
class Dog extends Animal {}

@Discriminator('cat')
class Cat extends Animal {}

describeEachBackend('an item that is soft-deleted, or has expired', backend => {
  const db = useTables(backend, Room, Member, Animal);
  // Without time to live: what has expired must stay, as it does for days on AWS.
  beforeAll(async () => void (await db.client.send(new CreateTableCommand(tableDefinition(Session)))));

  async function deleted(id: string): Promise<Room> {
    const room = await Room.create({ id, n: 1 });
    await room.softDelete();
    db.sent.length = 0;
    return room;
  }

  describe('updateByKey', () => {
    it('returns the soft-deleted record after the update', async () => {
      await deleted('u1');
      const room = await Room.updateByKey({ id: 'u1' }, { n: 5 });
      expect([room.n, room.deletedAt]).toEqual([5, expect.any(Date)]);
      expect(db.sent).toHaveLength(1);
      expect(await Room.get({ id: 'u1' })).toBeUndefined();
    });

    it('writes nothing with mustExist', async () => {
      await deleted('u2');
      const error = await failure(Room.updateByKey({ id: 'u2' }, { n: 5 }, { mustExist: true }), ItemNotFoundError);
      expect(error.message).toMatch(/is soft-deleted: .*withDeleted.*restore\(\)/);
      expect(onlyInput<{ ConditionExpression: string }>(db).ConditionExpression).toContain('attribute_not_exists');
      expect((await db.stored(Room, { id: { S: 'u2' } }))!.n).toEqual({ N: '1' });
      const none = await failure(Room.updateByKey({ id: 'no' }, { n: 5 }, { mustExist: true }), ItemNotFoundError);
      expect(none.message).toMatch(/no item has this key/);
      await failure(
        transact(tx => tx.update(Room, { id: 'u2' }, { n: 5 }, { mustExist: true })),
        TransactionCanceledError,
      );
      expect((await db.stored(Room, { id: { S: 'u2' } }))!.n).toEqual({ N: '1' });
    });

    it('may soft-delete, restore and expire the item itself', async () => {
      await Room.create({ id: 'u3' });
      const deletedAt = new Date('2026-01-02T03:04:05.000Z');
      for (const mustExist of [false, true]) {
        expect((await Room.updateByKey({ id: 'u3' }, { deletedAt }, { mustExist })).deletedAt).toEqual(deletedAt);
        expect(await Room.get({ id: 'u3' })).toBeUndefined();
        const back = await Room.updateByKey({ id: 'u3' }, { deletedAt: undefined }, { mustExist });
        expect([back.deletedAt, (await Room.get({ id: 'u3' }))?.id]).toEqual([undefined, 'u3']);
      }
      await Session.create({ token: 't' });
      const expiresAt = new Date('2020-01-02T03:04:05.000Z');
      expect((await Session.updateByKey({ token: 't' }, { expiresAt })).expiresAt).toEqual(expiresAt);
      expect(await Session.get({ token: 't' })).toBeUndefined();
      await failure(Session.updateByKey({ token: 't' }, { hits: 1 }, { mustExist: true }), ItemNotFoundError);
    });

    it('returns it with idempotent, and with unique values', async () => {
      await deleted('u4');
      expect((await Room.updateByKey({ id: 'u4' }, { n: 6 }, { idempotent: true })).n).toBe(6);
      await (await Member.create({ id: 'm1', email: 'a@b.io' })).softDelete();
      const member = await Member.updateByKey({ id: 'm1' }, { email: 'c@d.io' });
      expect([member.email, member.deletedAt]).toEqual(['c@d.io', expect.any(Date)]);
      expect(await Member.findBy({ email: 'c@d.io' })).toBeUndefined();
      const again = Member.updateByKey({ id: 'm1' }, { email: 'e@f.io' }, { mustExist: true });
      await failure(again, ItemNotFoundError);
      const { record, created } = await Member.upsert({ id: 'm1', email: 'g@h.io' });
      expect([record.email, created]).toEqual(['g@h.io', false]);
      await Member.create({ id: 'm2', email: 'g@h.io' });
      await failure((await Member.getOrFail({ id: 'm1' }, { withDeleted: true })).restore(), UniqueError);
    });

    it('returns items of a class with subclasses, also of an unknown type', async () => {
      await Cat.create({ id: 'tom' });
      await failure(Dog.updateByKey({ id: 'tom' }, { n: 1 }), ConditionalCheckFailedError);
      await (await Cat.getOrFail({ id: 'tom' })).softDelete();
      expect(await Animal.updateByKey({ id: 'tom' }, { n: 2 })).toBeInstanceOf(Cat);
      await failure(Cat.updateByKey({ id: 'tom' }, { n: 2 }, { mustExist: true }), ItemNotFoundError);
      await db.write(Animal, { id: { S: 'nemo' }, kind: { S: 'fish' } });
      expect((await Animal.updateByKey({ id: 'nemo' }, { n: 3 })).n).toBe(3);
      expect((await Animal.upsert({ id: 'nemo', n: 4 })).record.n).toBe(4);
    });
  });

  it('is changed through its record, and by queries that include it', async () => {
    const room = await deleted('w1');
    await room.update({ n: 2 });
    await room.increment('n');
    await room.setIn(r => r.tags.get('a').set('b'));
    expect([room.n, room.tags]).toEqual([3, { a: 'b' }]);
    expect((await Room.upsert({ id: 'w1', n: 7 })).record.deletedAt).toBeInstanceOf(Date);
    const all = await Room.scan()
      .filter(r => r.id.eq('w1'))
      .withDeleted()
      .updateAll({ n: 8 });
    expect(all.updated).toBe(1);
    await room.reload({ withDeleted: true });
    expect((await room.save({ returnOld: true }))!.n).toBe(8);
    expect((await room.delete({ returnOld: true }))!.deletedAt).toBeInstanceOf(Date);
    await deleted('w2');
    await Room.deleteByKey({ id: 'w2' }, { mustExist: true });
    expect(await db.stored(Room, { id: { S: 'w2' } })).toBeUndefined();
  });

  it('keeps its key: create and findOrCreate say so', async () => {
    await deleted('k1');
    for (const call of [
      () => Room.create({ id: 'k1' }),
      () => Room.findOrCreate({ id: 'k1' }),
      () => Room.findOrCreate({ id: 'k1' }, {}, { expect: 'existing' }),
    ]) {
      const error = await failure<OverwriteError>(call as () => Promise<unknown>, OverwriteError);
      expect(error.message).toMatch(/is soft-deleted.*withDeleted.*restore\(\)/);
      expect((error.stored as Room).deletedAt).toBeInstanceOf(Date);
    }
    expect((await db.stored(Room, { id: { S: 'k1' } }))!.n).toEqual({ N: '1' });
  });

  it('is possible in a transaction by an update of deletedAt', async () => {
    const room = await Room.create({ id: 't1' });
    await transact(tx => tx.update(room, { deletedAt: new Date() }));
    expect(room.deletedAt).toBeInstanceOf(Date);
    expect(await Room.get({ id: 't1' })).toBeUndefined();
    await transact(tx => tx.update(Room, { id: 't1' }, { deletedAt: undefined }, { mustExist: true }));
    expect(await Room.get({ id: 't1' })).toBeDefined();
  });

  it('gives advice for objects that are not records', async () => {
    const rooms = repository(Room);
    const plain = await failure(rooms.save({ id: 'x' } as Room), ValidationError);
    expect(plain.message).toBe(
      'Expected a Room, as build() makes it, got a plain object: make a record of the values with build({ ... })',
    );
    const promise = await failure(rooms.save(Promise.resolve() as never), ValidationError);
    expect(promise.message).toMatch(/await it first$/);
    const other = await failure(rooms.save(Session.build({ token: 'x' }) as never), ValidationError);
    expect(other.message).toMatch(/use the repository of its own class$/);
    expect(db.sent).toEqual([]);
  });
});
