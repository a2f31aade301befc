import {
  ActiveRecord,
  Attribute,
  BatchWriteError,
  backfillUnique,
  batchWrite,
  ConditionalCheckFailedError,
  ConfigurationError,
  ConflictError,
  ExpiresAt,
  ItemNotFoundError,
  OverwriteError,
  PartitionKey,
  repository,
  SortKey,
  Table,
  TransactionCanceledError,
  transact,
  UniqueError,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { expectHidden, failure, type Item, useTables } from './harness';
import { itemsOf } from './table-items';

@Table(uniqueTable('users'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) email?: string;
  @Attribute() name = '';
}

@Table(uniqueTable('members'))
class Member extends ActiveRecord {
  @PartitionKey() tenantId!: string;
  @SortKey() id!: string;
  @Attribute({ name: 'h', unique: { scope: ['tenantId'], as: (v: string) => v.toLowerCase() } }) handle!: string;
  @Attribute({ unique: true }) badge?: number;
  @Version() version?: number;
}

@Table(uniqueTable('counted'))
class Counted extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute({ unique: true }) code?: string;
}

@Table(uniqueTable('binary'))
class Binary extends ActiveRecord {
  @PartitionKey({ type: Uint8Array }) id!: Uint8Array;
  @SortKey({ type: Number }) n!: number;
  @Attribute({ unique: true, type: Date }) at?: Date;
}

@Table(uniqueTable('invites'))
class Invite extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) token!: string;
  @ExpiresAt({ after: { hours: 1 } }) expiresAt?: Date;
}

const isReservation = (item: Item) => 'uniqueOwner' in item;

describeEachBackend('unique attributes', backend => {
  const db = useTables(backend, User, Member, Counted, Binary, Invite);
  const reservations = async (type: typeof User | typeof Member | typeof Counted | typeof Binary | typeof Invite) =>
    (await itemsOf(db.client, type)).filter(isReservation);
  const owners = async () => (await reservations(User)).map(({ uniqueOwner }) => uniqueOwner!.M!.id!.S).sort();

  beforeEach(async () => {
    for (const user of await User.scan().all()) await user.delete();
    db.sent.length = 0;
  });

  it('are reserved with the record, in one transaction', async () => {
    const user = await User.create({ id: 'u1', email: 'a@b.io' });
    expect(db.sent.map(({ command }) => command)).toEqual(['TransactWriteItemsCommand']);
    expect([user.isNew, user.isChanged]).toEqual([false, false]);
    expect(await owners()).toEqual(['u1']);
  });

  it('refuse a second owner with a UniqueError that says who has it, and writes nothing', async () => {
    await User.create({ id: 'u1', email: 'secret@b.io' });
    const second = User.build({ id: 'u2', email: 'secret@b.io' });
    const error = await failure(second.save(), UniqueError);
    expect(error).toBeInstanceOf(ConflictError);
    expect([error.attribute, error.owner, error.key]).toEqual(['email', { id: 'u1' }, { id: 'u2' }]);
    expectHidden(error, 'secret@b.io');
    expect(second.isNew).toBe(true);
    expect(await User.get({ id: 'u2' })).toBeUndefined();
    second.email = 'other@b.io';
    await second.save();
    expect(await owners()).toEqual(['u1', 'u2']);
  });

  it('that do not change cost no second operation, and require that nobody changed them', async () => {
    const user = await User.create({ id: 'u1', email: 'a@b.io' });
    const stale = await User.getOrFail({ id: 'u1' });
    db.sent.length = 0;
    user.name = 'Jo';
    await user.save();
    await user.update({ name: 'Al' });
    expect(db.sent.map(({ command }) => command)).toEqual(['PutItemCommand', 'UpdateItemCommand']);
    await user.update({ email: 'b@b.io' });
    await User.create({ id: 'u2', email: 'a@b.io' });
    // The stale record would bring back an address that somebody else has by now.
    await failure(stale.save(), UniqueError);
    expect((await User.getOrFail({ id: 'u1' })).email).toBe('b@b.io');
  });

  it('change in save and update, and free the old value', async () => {
    const user = await User.create({ id: 'u1', email: 'a@b.io' });
    user.email = 'b@b.io';
    await user.save();
    await user.update({ email: 'c@b.io', name: 'x' });
    expect([user.email, user.name]).toEqual(['c@b.io', 'x']);
    await user.update(u => [u.email.set('d@b.io')]);
    expect((await reservations(User)).length).toBe(1);
    await User.create({ id: 'u2', email: 'a@b.io' });
    await failure(user.update({ email: 'a@b.io' }), UniqueError);
    expect(user.email).toBe('d@b.io');
    expect(await owners()).toEqual(['u1', 'u2']);
  });

  it('change by key, according to the stored item', async () => {
    await User.create({ id: 'u1', email: 'a@b.io' });
    const updated = await User.updateByKey({ id: 'u1' }, { email: 'b@b.io' });
    expect(updated.email).toBe('b@b.io');
    expect(await User.findBy({ email: 'a@b.io' })).toBeUndefined();
    await User.updateByKey({ id: 'u3' }, { email: 'new@b.io' });
    await failure(User.updateByKey({ id: 'u3' }, { email: 'b@b.io' }), UniqueError);
    await failure(User.updateByKey({ id: 'none' }, { email: 'z@b.io' }, { mustExist: true }), ItemNotFoundError);
    await failure(
      User.updateByKey({ id: 'u3' }, { email: 'z@b.io' }, { condition: u => u.name.eq('other') }),
      ConditionalCheckFailedError,
    );
    expect(await owners()).toEqual(['u1', 'u3']);
  });

  it('are freed by delete, deleteByKey and removal', async () => {
    const user = await User.create({ id: 'u1', email: 'a@b.io' });
    await User.create({ id: 'u2', email: 'b@b.io' });
    const third = await User.create({ id: 'u3', email: 'c@b.io' });
    await user.delete();
    expect(user.isNew).toBe(true);
    await User.deleteByKey({ id: 'u2' });
    await third.update({ email: undefined });
    expect(await owners()).toEqual([]);
    await User.deleteByKey({ id: 'none' });
    await failure(User.deleteByKey({ id: 'none' }, { mustExist: true }), ItemNotFoundError);
  });

  it('that are missing or null do not count', async () => {
    await User.create({ id: 'u1' });
    await User.create({ id: 'u2', email: null as never });
    await User.create({ id: 'u3', email: null as never });
    expect(await owners()).toEqual([]);
  });

  it('of an item that a save overwrites are freed', async () => {
    await User.create({ id: 'u1', email: 'a@b.io' });
    await User.build({ id: 'u1', email: 'b@b.io' }).save({ raiseOnConflict: false });
    expect(await User.findBy({ email: 'a@b.io' })).toBeUndefined();
    expect(await owners()).toEqual(['u1']);
    await failure(User.create({ id: 'u1', email: 'z@b.io' }), OverwriteError);
    expect(await owners()).toEqual(['u1']);
  });

  it('may be taken again by the record that has them', async () => {
    const user = await User.create({ id: 'u1', email: 'a@b.io' });
    await user.update({ email: 'b@b.io' });
    await user.update({ email: 'a@b.io' });
    expect(user.email).toBe('a@b.io');
  });

  it('are found through their reservation, consistently', async () => {
    await User.create({ id: 'u1', email: 'a@b.io', name: 'Jo' });
    db.sent.length = 0;
    const user = await User.findBy({ email: 'a@b.io' });
    expect(user).toBeInstanceOf(User);
    expect(user!.name).toBe('Jo');
    expect(db.sent.map(({ input }) => input)).toMatchObject([{ ConsistentRead: true }, { ConsistentRead: true }]);
    expect(await User.findBy({ email: 'none@b.io' })).toBeUndefined();
  });

  it('are found within their scope, as they are compared', async () => {
    await Member.create({ tenantId: 't1', id: 'm1', handle: 'Waldo', badge: 7 });
    await Member.create({ tenantId: 't2', id: 'm1', handle: 'waldo', badge: 8 });
    const error = await failure(Member.create({ tenantId: 't1', id: 'm2', handle: 'WALDO' }), UniqueError);
    expect(error.owner).toEqual({ tenantId: 't1', id: 'm1' });
    expect((await Member.findBy({ tenantId: 't2', handle: 'WALDO' }))!.handle).toBe('waldo');
    expect((await Member.findBy({ badge: 7 }))!.tenantId).toBe('t1');
    const member = await Member.getOrFail({ tenantId: 't1', id: 'm1' });
    await member.update({ handle: 'WALDO' });
    expect([member.handle, member.version]).toEqual(['WALDO', 2]);
    expect(await reservations(Member)).toHaveLength(4);
    for (const { tenantId, id } of await Member.scan().all()) await Member.deleteByKey({ tenantId, id });
    expect(await reservations(Member)).toEqual([]);
  });

  it('work beside counters and keys of any type', async () => {
    const first = await Counted.create({ code: 'a' });
    await failure(Counted.create({ code: 'a' }), UniqueError);
    const second = await Counted.create({ code: 'b' });
    expect((await Counted.findBy({ code: 'b' }))!.id).toBe(second.id);
    expect((await Counted.scan().all()).map(({ id }) => id).sort()).toEqual([first.id, second.id]);
    const id = Uint8Array.of(1, 2);
    await Binary.create({ id, n: 1, at: new Date(0) });
    await failure(Binary.create({ id, n: 2, at: new Date(0) }), UniqueError);
    expect(await Binary.scan().count()).toBe(1);
    expect((await Binary.findBy({ at: new Date(0) }))!.n).toBe(1);
  });

  it('hide their reservations from scans, queries, counts and batches', async () => {
    await User.create({ id: 'u1', email: 'a@b.io' });
    await User.create({ id: 'u2', email: 'b@b.io' });
    expect((await User.scan().all()).map(({ id }) => id).sort()).toEqual(['u1', 'u2']);
    expect(await User.scan().count()).toBe(2);
    expect(await User.scan().parallel(2).all()).toHaveLength(2);
    expect(await User.scan().limit(2).all()).toHaveLength(2);
    const [reservation] = await reservations(User);
    const key = { id: reservation!.id!.S! };
    await failure(User.get(key), ValidationError);
    await failure(User.create(key), ValidationError);
  });

  it('expire with their record', async () => {
    const now = jest.spyOn(Date, 'now');
    try {
      const start = Date.UTC(2030, 0, 1);
      now.mockReturnValue(start);
      const invite = await Invite.create({ id: 'i1', token: 'x' });
      expect((await reservations(Invite))[0]!.expiresAt).toEqual({ N: String(start / 1000 + 3600) });
      await invite.update({ expiresAt: new Date(start + 7_200_000) });
      expect((await reservations(Invite))[0]!.expiresAt).toEqual({ N: String(start / 1000 + 7200) });
      await failure(Invite.create({ id: 'i2', token: 'x' }), UniqueError);
      now.mockReturnValue(start + 7_201_000);
      expect(await Invite.findBy({ token: 'x' })).toBeUndefined();
      const taken = await Invite.create({ id: 'i2', token: 'x' });
      expect((await Invite.findBy({ token: 'x' }))!.id).toBe(taken.id);
      await Invite.create({ id: 'i1', token: 'y' });
      expect((await reservations(Invite)).map(({ uniqueOwner }) => uniqueOwner!.M!.id!.S).sort()).toEqual(['i1', 'i2']);
    } finally {
      now.mockRestore();
    }
  });

  describe('in transactions', () => {
    it('are reserved and freed with the rest, or not at all', async () => {
      const user = await User.create({ id: 'u1', email: 'a@b.io' });
      await transact(tx => {
        tx.create(User.build({ id: 'u2', email: 'b@b.io' }));
        tx.update(user, { email: 'c@b.io' });
      });
      expect(user.email).toBe('c@b.io');
      expect(await owners()).toEqual(['u1', 'u2']);
      const error = await failure(
        transact(tx => {
          tx.create(User.build({ id: 'u4' }));
          tx.create(User.build({ id: 'u3', email: 'b@b.io' }));
        }),
        TransactionCanceledError,
      );
      expect(error.reasons).toHaveLength(2);
      expect(error.reasons[0]).toBeUndefined();
      expect(error.reasons[1]!.error).toBeInstanceOf(UniqueError);
      expect(error.message).toMatch(/ConditionalCheckFailed \(the value of its unique email is taken\)$/);
      expect((error.reasons[1]!.error as UniqueError).owner).toEqual({ id: 'u2' });
      await transact(tx => {
        tx.update(User, { id: 'u1' }, { email: 'd@b.io' });
        tx.delete(User, { id: 'u2' });
      });
      expect(await owners()).toEqual(['u1']);
      expect(await User.findBy({ email: 'b@b.io' })).toBeUndefined();
    });

    it('are swapped', async () => {
      await User.create({ id: 'u1', email: 'a@b.io' });
      await User.create({ id: 'u2', email: 'b@b.io' });
      await transact(async tx => {
        const [a, b] = [await tx.getOrFail(User, { id: 'u1' }), await tx.getOrFail(User, { id: 'u2' })];
        [a.email, b.email] = [b.email, a.email];
        tx.save(a);
        tx.save(b);
      });
      expect((await User.findBy({ email: 'a@b.io' }))!.id).toBe('u2');
      expect((await User.findBy({ email: 'b@b.io' }))!.id).toBe('u1');
      expect(await reservations(User)).toHaveLength(2);
    });

    it('are refused before anything is sent if two of its records want the same value', async () => {
      db.sent.length = 0;
      await failure(
        transact(tx => {
          tx.create(User.build({ id: 'u1', email: 'a@b.io' }));
          tx.create(User.build({ id: 'u2', email: 'a@b.io' }));
        }),
        UniqueError,
      );
      expect(db.sent).toEqual([]);
    });

    it('move to another record', async () => {
      const user = await User.create({ id: 'u1', email: 'a@b.io' });
      await transact(tx => {
        tx.delete(user);
        tx.create(User.build({ id: 'u2', email: 'a@b.io' }));
      });
      expect((await User.findBy({ email: 'a@b.io' }))!.id).toBe('u2');
    });
  });

  describe('bad input', () => {
    it('is refused before anything is sent', async () => {
      const user = await User.create({ id: 'u1', email: 'a@b.io' });
      const member = await Member.create({ tenantId: 't', id: 'm', handle: 'h', badge: 1 });
      db.sent.length = 0;
      const batch = await failure(batchWrite([user]), ValidationError);
      expect(batch).not.toBeInstanceOf(BatchWriteError);
      expect(batch.message).toMatch(/^User has unique attributes, which a batch cannot keep/);
      const add = await failure(
        member.update(m => [m.badge.add(1)]),
        ValidationError,
      );
      expect(add.message).toMatch(/^Member.badge is unique: an update can only set it to a value or remove it/);
      for (const write of [
        () => Member.updateByKey({ tenantId: 't', id: 'm' }, m => m.badge.add(1)),
        () => member.increment('badge'),
        () => transact(tx => tx.increment(member, 'badge')),
        () => transact(tx => tx.update(Member, { tenantId: 't', id: 'm' }, m => m.badge.add(1))),
      ]) {
        expect((await failure(write as () => Promise<unknown>, ValidationError)).message).toBe(add.message);
      }
      const found = await failure(User.findBy({ name: 'x' }), ValidationError);
      expect(found.message).toMatch(/^User: findBy takes a unique attribute/);
      await failure(User.findBy({}), ValidationError);
      await failure(Member.findBy({ handle: 'h' }), ValidationError);
      await failure(Member.findBy({ handle: 'h', tenantId: 't', badge: 1 }), ValidationError);
      expect(db.sent).toEqual([]);
      await member.delete();
    });

    it('in a declaration', () => {
      @Table('wrong')
      class Wrong extends ActiveRecord {
        @PartitionKey() id!: string;
        @Attribute({ unique: true }) tags: string[] = [];
      }
      expect(() => Wrong.build()).toThrow(ConfigurationError);
      @Table('wrong')
      class WrongScope extends ActiveRecord {
        @PartitionKey() id!: string;
        @Attribute({ unique: { scope: ['tenant'] } }) email!: string;
      }
      expect(() => WrongScope.build()).toThrow(/names another attribute of the class, and "tenant" is none/);
    });
  });

  it('of existing data are reserved by backfillUnique, which reports duplicates', async () => {
    await db.write(User, { id: { S: 'o1' }, email: { S: 'a@b.io' } });
    await db.write(User, { id: { S: 'o2' }, email: { S: 'b@b.io' } });
    await db.write(User, { id: { S: 'o3' }, email: { S: 'a@b.io' } });
    await db.write(User, { id: { S: 'o4' } });
    const report = await backfillUnique(User);
    expect(report).toMatchObject({ scanned: 4, reserved: 2 });
    expect(report.duplicates).toHaveLength(1);
    const [duplicate] = report.duplicates;
    expect(duplicate!.attribute).toBe('email');
    expect([duplicate!.owner.id, duplicate!.key.id].sort()).toEqual(['o1', 'o3']);
    const again = await backfillUnique(User);
    expect(again).toMatchObject({ scanned: 4, reserved: 0 });
    expect(await User.findBy({ email: 'b@b.io' })).toBeDefined();
  });

  it('work through a repository', async () => {
    const users = repository(User);
    await users.create({ id: 'r1', email: 'r@b.io' });
    expect((await users.findBy({ email: 'r@b.io' }))!.id).toBe('r1');
  });
});
