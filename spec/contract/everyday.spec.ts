import {
  ActiveRecord,
  Attribute,
  ConfigurationError,
  ConflictError,
  CreatedAt,
  DeletedAt,
  ExpiresAt,
  ItemNotFoundError,
  PartitionKey,
  Repository,
  repository,
  SortKey,
  Table,
  transact,
  UniqueError,
  UpdatedAt,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Table(uniqueTable('accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: String, required: true }) owner!: string;
  @Attribute() balance = 0;
  @Attribute() tags: string[] = [];
  @Attribute() roles: Set<string> = new Set();
  @Attribute() settings: Record<string, Record<string, unknown>> = {};
  @CreatedAt() createdAt!: Date;
  @UpdatedAt() updatedAt!: Date;
  @Version() version?: number;
}

@Table(uniqueTable('posts'))
class Post extends ActiveRecord {
  @PartitionKey() blog!: string;
  @SortKey() id!: string;
  @Attribute({ unique: true }) slug?: string;
  @Attribute() views = 0;
  @DeletedAt() deletedAt?: Date;
  @ExpiresAt({ after: { days: 365 } }) expiresAt?: Date;
}

@Table(uniqueTable('plain'))
class Plain extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() label = '';
}

@Table({ name: uniqueTable('timed'), writeToken: true })
class Timed extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() label = '';
  @Version({ start: 'time' }) version?: number;
}

@Table(uniqueTable('tagged'))
class Tagged extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ readOnly: true }) source?: string;
}

@Table({ name: uniqueTable('changing'), save: 'changes' })
class Changing extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() a = 0;
  @Attribute() b = 0;
}

describeEachBackend('everyday calls', backend => {
  const db = useTables(backend, Account, Post, Plain, Timed, Tagged, Changing);
  const commands = () => db.sent.map(({ command }) => command.replace('Command', ''));

  describe('upsert', () => {
    it('creates the item with its defaults, or changes the given values, in one request', async () => {
      const { record, created } = await Account.upsert({ id: 'u1', owner: 'Jo' }, { onCreate: { balance: 10 } });
      expect([created, record.owner, record.balance, record.version, record.isNew]).toEqual([true, 'Jo', 10, 1, false]);
      expect(record).toEqual(await Account.getOrFail({ id: 'u1' }, { consistentRead: true }));
      await record.update({ balance: 5, tags: ['x'] });
      db.sent.length = 0;
      const again = await Account.upsert({ id: 'u1', owner: 'Al' }, { onCreate: { balance: 10, tags: ['y'] } });
      expect(commands()).toEqual(['UpdateItem']);
      expect([
        again.created,
        again.record.owner,
        again.record.balance,
        again.record.tags,
        again.record.version,
      ]).toEqual([false, 'Al', 5, ['x'], 3]);
      expect(again.record).toEqual(await Account.getOrFail({ id: 'u1' }, { consistentRead: true }));
      expect(again.record.createdAt).toEqual(record.createdAt);
    });

    it('removes values given as undefined, and needs only a key if nothing is required', async () => {
      const { record, created } = await Plain.upsert({ id: 'p1' });
      expect([created, record.label]).toEqual([true, '']);
      const again = await Plain.upsert({ id: 'p1', label: undefined as never });
      expect(again.created).toBe(false);
      expect(await db.stored(Plain, { id: { S: 'p1' } })).toEqual({ id: { S: 'p1' } });
    });

    it('returns a record that can be saved, also if its version is a time', async () => {
      for (const created of [true, false]) {
        const upserted = await Timed.upsert({ id: 't1', label: 'a' });
        expect(upserted.created).toBe(created);
        expect(upserted.record).toEqual(await Timed.getOrFail({ id: 't1' }, { consistentRead: true }));
        upserted.record.label = 'b';
        await upserted.record.save();
      }
    });

    it('refuses contradicting values, and half items', async () => {
      const both = await failure(
        Account.upsert({ id: 'u2', owner: 'a' }, { onCreate: { owner: 'b' } }),
        ValidationError,
      );
      expect(both.message).toMatch(/Account.owner is in the values and in onCreate: keep one/);
      await failure(Account.upsert({ id: 'u2', owner: 'a' }, { onCreate: { id: 'u3' } }), ValidationError);
      await failure(Account.upsert({ id: 'u2' }), ValidationError);
      await failure(Account.upsert({ owner: 'a' }), ValidationError);
      await failure(Account.upsert({ id: 'u2', owner: 'a', nothing: 1 } as object), ValidationError);
      for (const none of [null, 5, 'text', []] as never[]) {
        await failure(Account.upsert(none), ValidationError);
        await failure(Account.upsert({ id: 'u2', owner: 'a' }, { onCreate: none }), ValidationError);
        await failure(Account.findOrCreate({ id: 'u2' }, none), ValidationError);
      }
      expect(db.sent).toEqual([]);
    });

    it('starts from nothing if the item has expired, and keeps unique values', async () => {
      const made = await Post.upsert({ blog: 'b', id: 'x1', slug: 's1' }, { onCreate: { views: 3 } });
      expect([made.created, made.record.views]).toEqual([true, 3]);
      const changed = await Post.upsert({ blog: 'b', id: 'x1', slug: 's2' });
      expect([changed.created, changed.record.slug]).toEqual([false, 's2']);
      await failure(Post.upsert({ blog: 'b', id: 'x2', slug: 's2' }), UniqueError);
      expect((await Post.findBy({ slug: 's2' }))!.id).toBe('x1');
      await db.write(Post, { blog: { S: 'b' }, id: { S: 'old' }, views: { N: '9' }, expiresAt: { N: '1000' } });
      const anew = await Post.upsert({ blog: 'b', id: 'old', views: 1 });
      expect([anew.created, anew.record.views]).toEqual([true, 1]);
    });

    it('creates the item for only one of several callers', async () => {
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          Account.upsert({ id: 'race', owner: `o${i}` }, { onCreate: { balance: i } }),
        ),
      );
      expect(results.filter(({ created }) => created)).toHaveLength(1);
      expect((await Account.getOrFail({ id: 'race' })).version).toBe(8);
    });
  });

  describe('findOrCreate', () => {
    it('creates, or returns the existing record, without another read', async () => {
      const first = await Account.findOrCreate({ id: 'f1' }, { owner: 'Jo', balance: 1 });
      const second = await Account.findOrCreate({ id: 'f1' }, { owner: 'Al' });
      expect([first.created, second.created]).toEqual([true, false]);
      expect(second.record).toEqual(first.record);
      expect(commands()).toEqual(['PutItem', 'PutItem']);
      db.sent.length = 0;
      const third = await Account.findOrCreate({ id: 'f1' }, { owner: 'Al' }, { expect: 'existing' });
      expect([third.created, third.record.owner]).toEqual([false, 'Jo']);
      expect(commands()).toEqual(['GetItem']);
    });

    it('creates with unique values', async () => {
      const { created } = await Post.findOrCreate({ blog: 'b', id: 'f1' }, { slug: 'f' });
      const again = await Post.findOrCreate({ blog: 'b', id: 'f1' }, { slug: 'f' });
      expect([created, again.created, again.record.slug]).toEqual([true, false, 'f']);
    });
  });

  describe('increment', () => {
    it('adds to a number of an existing item', async () => {
      const account = await Account.create({ id: 'i1', owner: 'Jo' });
      await account.increment('balance');
      await account.increment('balance', 4);
      await account.increment('balance', -2);
      expect(account.balance).toBe(3);
      await Account.deleteByKey({ id: 'i1' });
      await failure(account.increment('balance', 1, { raiseOnConflict: false }), ItemNotFoundError);
      expect(await Account.get({ id: 'i1' })).toBeUndefined();
    });

    it('refuses other types before anything is sent', async () => {
      const account = await Account.create({ id: 'i2', owner: 'Jo' });
      db.sent.length = 0;
      await failure(account.increment('owner' as never), ValidationError);
      await failure(account.increment('balance', '1' as never), ValidationError);
      await failure(account.increment('nothing' as never), ValidationError);
      expect(db.sent).toEqual([]);
    });
  });

  describe('returnOld', () => {
    it('returns the old item as an instance', async () => {
      const account = await Account.create({ id: 'r1', owner: 'Jo', balance: 1 });
      account.balance = 2;
      const before = await account.save({ returnOld: true });
      expect(before).toBeInstanceOf(Account);
      expect([before!.balance, before!.version]).toEqual([1, 1]);
      const deleted = await account.delete({ returnOld: true });
      expect([deleted!.balance, account.isNew]).toEqual([2, true]);
      expect(
        await Account.build({ id: 'none', owner: 'x' }).delete({ returnOld: true, raiseOnConflict: false }),
      ).toBeUndefined();
      expect(await account.save()).toBeUndefined();
      expect(await account.delete()).toBeUndefined();
    });

    it('also if unique values change', async () => {
      const post = await Post.create({ blog: 'b', id: 'r1', slug: 'r-old' });
      post.slug = 'r-new';
      expect((await post.save({ returnOld: true }))!.slug).toBe('r-old');
      expect((await post.delete({ returnOld: true }))!.slug).toBe('r-new');
      expect(await Post.findBy({ slug: 'r-new' })).toBeUndefined();
    });
  });

  describe('touch', () => {
    it('renews the expiry, or updatedAt', async () => {
      const post = await Post.create({ blog: 'b', id: 't1' });
      await post.touch({ expiresIn: { hours: 1 } });
      expect(Math.abs(post.expiresAt!.getTime() - Date.now() - 3_600_000)).toBeLessThan(60_000);
      await post.touch();
      expect(post.expiresAt!.getTime()).toBeGreaterThan(Date.now() + 300 * 86_400_000);
      const account = await Account.create({ id: 't1', owner: 'Jo', updatedAt: new Date(0) });
      await account.touch();
      expect(account.updatedAt.getTime()).toBeGreaterThan(0);
      await Post.deleteByKey({ blog: 'b', id: 't1' });
      await failure(post.touch(), ItemNotFoundError);
      await failure(account.touch({ expiresIn: { hours: 1 } }), ConfigurationError);
      await failure((await Plain.create({ id: 't1' })).touch(), ConfigurationError);
      await failure(account.touch({ expiresIn: {} }), ConfigurationError);
    });
  });

  describe('soft delete', () => {
    it('hides the record, frees its unique values, and can be undone', async () => {
      const post = await Post.create({ blog: 's', id: 'p1', slug: 'soft' });
      await Post.create({ blog: 's', id: 'p2', slug: 'other' });
      const key = { blog: 's', id: 'p1' };
      await post.softDelete();
      expect(post.deletedAt).toBeInstanceOf(Date);
      expect(await Post.get(key)).toBeUndefined();
      expect(await Post.batchGet([key])).toEqual([undefined]);
      expect((await Post.query({ blog: 's' }).all()).map(({ id }) => id)).toEqual(['p2']);
      expect(await Post.query({ blog: 's' }).count()).toBe(1);
      expect(await Post.query({ blog: 's' }).withDeleted().count()).toBe(2);
      expect(await transact(tx => tx.get(Post, key))).toBeUndefined();
      expect(await Post.findBy({ slug: 'soft' })).toBeUndefined();
      const deleted = await Post.getOrFail(key, { withDeleted: true });
      await deleted.restore();
      expect([deleted.deletedAt, (await Post.findBy({ slug: 'soft' }))?.id]).toEqual([undefined, 'p1']);
      await deleted.softDelete({ expiresIn: { days: 30 } });
      expect(deleted.expiresAt!.getTime()).toBeLessThan(Date.now() + 31 * 86_400_000);
      await Post.create({ blog: 's', id: 'p3', slug: 'soft' });
      await failure(deleted.restore(), UniqueError);
      await deleted.delete();
      expect((await Post.findBy({ slug: 'soft' }))!.id).toBe('p3');
    });

    it('needs @DeletedAt, and an item', async () => {
      const plain = await Plain.create({ id: 'sd' });
      await failure(plain.softDelete(), ConfigurationError);
      await failure(plain.restore(), ConfigurationError);
      const post = await Post.create({ blog: 's', id: 'gone' });
      await Post.deleteByKey({ blog: 's', id: 'gone' });
      await failure(post.softDelete(), ItemNotFoundError);
    });
  });

  describe('setIn', () => {
    it('creates missing maps', async () => {
      const account = await Account.create({ id: 'm1', owner: 'Jo' });
      db.sent.length = 0;
      expect(await account.setIn(a => a.settings.get('theme').get('color').set('dark'))).toEqual({ requests: 1 });
      expect(account.settings).toEqual({ theme: { color: 'dark' } });
      expect(await account.setIn(a => a.settings.get('theme').get('size').set(2))).toEqual({ requests: 1 });
      const stale = await Account.getOrFail({ id: 'm1' });
      await account.update({ settings: {} });
      expect(await stale.setIn(a => a.settings.get('theme').get('size').set(3), { raiseOnConflict: false })).toEqual({
        requests: 2,
      });
      expect(stale.settings).toEqual({ theme: { size: 3 } });
      await failure(
        account.setIn(a => a.balance.set(1)),
        ValidationError,
      );
      await failure(
        account.setIn(a => a.settings.get('x').remove()),
        ValidationError,
      );
      await Account.deleteByKey({ id: 'm1' });
      await failure(
        stale.setIn(a => a.settings.get('x').get('y').set(1), { raiseOnConflict: false }),
        ItemNotFoundError,
      );
    });
  });

  describe('saveChanges', () => {
    const made = (id: string) =>
      Account.create({ id, owner: 'Jo', tags: ['a'], settings: { theme: { color: 'light', size: 1 } } });

    it('sends changes at the deepest safe paths, and nothing if nothing changed', async () => {
      const account = await made('c1');
      db.sent.length = 0;
      await account.saveChanges();
      account.updatedAt = new Date(0);
      await account.saveChanges();
      expect(db.sent).toEqual([]);
      account.settings.theme!.color = 'dark';
      account.tags.push('b');
      account.balance = 5;
      await account.saveChanges();
      expect(commands()).toEqual(['UpdateItem']);
      const names = Object.values((db.sent[0]!.input as { ExpressionAttributeNames: object }).ExpressionAttributeNames);
      expect(names.sort()).toEqual(['balance', 'color', 'settings', 'tags', 'theme', 'updatedAt', 'version']);
      expect(account).toEqual(await Account.getOrFail({ id: 'c1' }, { consistentRead: true }));
      expect([account.version, account.tags, account.settings]).toEqual([
        2,
        ['a', 'b'],
        { theme: { color: 'dark', size: 1 } },
      ]);
    });

    it('keeps changes by others', async () => {
      const mine = await made('c2');
      const other = await Account.getOrFail({ id: 'c2' });
      other.settings.theme!.size = 2;
      other.owner = 'Al';
      await other.saveChanges();
      mine.settings.theme!.color = 'dark';
      mine.tags.push('mine');
      await failure(mine.saveChanges(), ConflictError);
      await mine.saveChanges({ raiseOnConflict: false });
      expect([mine.owner, mine.version, mine.settings]).toEqual(['Al', 3, { theme: { color: 'dark', size: 2 } }]);
    });

    it('detects conflicts in what changed, without a version', async () => {
      await Changing.create({ id: 'c3', a: 1, b: 1 });
      const [mine, other] = [await Changing.getOrFail({ id: 'c3' }), await Changing.getOrFail({ id: 'c3' })];
      other.b = 2;
      await other.save();
      mine.a = 2;
      await mine.save({ raiseOnConflict: true });
      expect([mine.a, mine.b]).toEqual([2, 2]);
      other.a = 3;
      await failure(other.save({ raiseOnConflict: true }), ConflictError);
      await Changing.deleteByKey({ id: 'c3' });
      other.a = 4;
      await failure(other.save(), ItemNotFoundError);
      expect(await Changing.get({ id: 'c3' })).toBeUndefined();
    });
  });

  it('what is read-only is set once', async () => {
    await Tagged.create({ id: 'ro1', source: 'web' });
    const tagged = await Tagged.getOrFail({ id: 'ro1' });
    db.sent.length = 0;
    tagged.source = 'app';
    const saving = await failure(tagged.save(), ValidationError);
    expect(saving.message).toBe('Tagged.source is read-only: it has a value, which a save cannot change');
    await failure(tagged.update({ source: 'app' }), ValidationError);
    await failure(
      Tagged.updateByKey({ id: 'ro1' }, t => t.source.remove()),
      ValidationError,
    );
    expect(db.sent).toEqual([]);
    tagged.source = 'web';
    await tagged.save();
    const later = await Tagged.create({ id: 'ro2' });
    later.source = 'app';
    await later.save();
    expect((await Tagged.updateByKey({ id: 'ro2' }, t => t.source.ifNotExists('x'))).source).toBe('app');
  });

  it('exist in a repository, too', async () => {
    const accounts = repository(Account);
    const { record } = await accounts.upsert({ id: 'tw', owner: 'Jo' });
    await accounts.increment(record, 'balance', 2);
    await accounts.touch(record);
    await accounts.setIn(record, a => a.settings.get('a').get('b').set(1));
    expect((await accounts.findOrCreate({ id: 'tw' }, { owner: 'x' })).record.balance).toBe(2);
    expect((await new Repository(Account).delete(record, { returnOld: true }))!.settings).toEqual({ a: { b: 1 } });
  });
});
