import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  attributes,
  ConditionalCheckFailedError,
  ConflictError,
  ItemNotFoundError,
  OverwriteError,
  PartitionKey,
  repository,
  SortKey,
  Table,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, onlyInput, useTables } from './harness';

@Table(uniqueTable('users'))
class User extends ActiveRecord {
  @PartitionKey() login!: string;
  @SortKey() realm = 'main';
  @Attribute() name?: string;
  @Attribute() balance: number = 0;
  @Attribute({ name: 'mail' }) email?: string;
  @Attribute() tags?: string[];
  @Attribute({ type: Date }) joined?: Date;
}

@Table(uniqueTable('products'))
class Product extends ActiveRecord {
  @PartitionKey() sku!: string;
  @Attribute() name?: string;
  @Attribute({ type: Number }) price?: number;
  @Version({ name: 'v' }) version?: number;
}

@Table({ name: uniqueTable('careful'), raiseOnConflict: true })
class Careful {
  @PartitionKey() id!: string;
  @Attribute() text?: string;
}

@Table({ name: uniqueTable('careless'), raiseOnConflict: false })
class Careless {
  @PartitionKey() id!: string;
  @Attribute() text?: string;
  @Version() version?: number;
}

const RAISE = { raiseOnConflict: true };
const QUIET = { raiseOnConflict: false };

describeEachBackend('Conflicts', backend => {
  const db = useTables(backend, User, Product, Careful, Careless);
  let id: string;
  let counter = 0;
  beforeEach(() => {
    id = `id-${++counter}`;
  });

  describe('of a new record', () => {
    it.each([
      ['create', () => User.create({ login: id, name: 'Jo' })],
      ['save', () => User.build({ login: id, name: 'Jo' }).save(RAISE)],
    ])('%s refuses to overwrite', async (_, write) => {
      await User.create({ login: id, name: 'Jane', balance: 5 });
      db.sent.length = 0;
      const error = await failure(write(), OverwriteError);
      expect(inFull(onlyInput(db)).ConditionExpression).toBe('attribute_not_exists(login)');
      expect(error).toBeInstanceOf(ConflictError);
      expect(error).toMatchObject({ code: 'OVERWRITE', name: 'OverwriteError', key: { login: id, realm: 'main' } });
      expect(error.stored).toBeInstanceOf(User);
      expect(error.stored).toMatchObject({ name: 'Jane', balance: 5 });
      expect(error.expected).toEqual({ login: undefined });
      expect(error.diff).toEqual({ login: { expected: undefined, stored: id } });
      expect(error.message).toContain('User');
      expect(await User.get({ login: id, realm: 'main' })).toMatchObject({ name: 'Jane' });
    });

    it('of a class with a version refuses to overwrite an item without one', async () => {
      await db.write(Product, { sku: { S: id }, name: { S: 'old' } });
      const product = Product.build({ sku: id, name: 'new' });
      const error = await failure(product.save(), OverwriteError);
      expect(error.stored).toMatchObject({ name: 'old' });
      expect(product.version).toBeUndefined();
      expect(product.isNew).toBe(true);
      await Product.deleteByKey({ sku: id });
      await product.save();
      expect(product.version).toBe(1);
    });

    it('overwrites without the flag', async () => {
      await User.create({ login: id, name: 'Jane' });
      await User.build({ login: id, name: 'Jo' }).save();
      expect(await User.get({ login: id, realm: 'main' })).toMatchObject({ name: 'Jo' });
    });

    it('sends nothing for a delete, which succeeds', async () => {
      await User.create({ login: id });
      db.sent.length = 0;
      const user = User.build({ login: id });
      await user.delete(RAISE);
      await Product.build({ sku: id }).delete();
      expect(db.sent).toEqual([]);
      expect(user.isNew).toBe(true);
      expect(await User.get({ login: id, realm: 'main' })).toBeDefined();
    });

    it('delete with mustExist throws ItemNotFoundError', async () => {
      await failure(Product.build({ sku: id }).delete({ mustExist: true }), ItemNotFoundError);
    });

    it('is new after it was deleted', async () => {
      const user = await User.create({ login: id });
      await user.delete();
      await User.create({ login: id });
      await failure(user.save(RAISE), OverwriteError);
    });
  });

  describe('of a loaded record without a version', () => {
    const load = async () => {
      await User.create({ login: id, name: 'Jane', balance: 200, joined: new Date(0) });
      return User.getOrFail({ login: id, realm: 'main' });
    };

    it('advise what to do about an item that is gone', async () => {
      const user = await load();
      await User.deleteByKey({ login: id, realm: 'main' });
      const { message, stored } = await failure(user.save(RAISE), ConflictError);
      expect(stored).toBeUndefined();
      expect(message).toMatch(
        /^User: the item was deleted since .*leave it deleted, or save with \{ raiseOnConflict: false \}/,
      );
      expect(message).not.toContain('reload');
      await user.save({ raiseOnConflict: false });
      expect(await User.get({ login: id, realm: 'main' })).toBeDefined();
    });

    it('compare every attribute as it was loaded, also absent ones', async () => {
      const user = await load();
      db.sent.length = 0;
      user.balance -= 150;
      await user.save(RAISE);
      const input = onlyInput<PutItemCommandInput>(db);
      expect(Object.values(input.ExpressionAttributeNames!).sort()).toEqual(
        ['login', 'realm', 'name', 'balance', 'mail', 'tags', 'joined'].sort(),
      );
      expect(input.ConditionExpression?.match(/attribute_not_exists/g)).toHaveLength(2);
      expect(input.ConditionExpression?.match(/ = /g)).toHaveLength(5);
      await user.save(RAISE);
    });

    it.each([
      ['save', (user: User) => user.save(RAISE)],
      ['update', (user: User) => user.update({ name: 'Jo' }, RAISE)],
      ['delete', (user: User) => user.delete(RAISE)],
    ])('%s: a changed attribute', async (_, write) => {
      const user = await load();
      await User.updateByKey({ login: id, realm: 'main' }, { balance: 100, email: 'j@x.io', joined: new Date(9) });
      user.balance = 50;
      const error = await failure(write(user), ConflictError);
      expect(error).not.toBeInstanceOf(OverwriteError);
      expect(error).toMatchObject({ code: 'CONFLICT', key: { login: id, realm: 'main' } });
      expect(error.stored).toBeInstanceOf(User);
      expect(error.stored).toMatchObject({ balance: 100, email: 'j@x.io' });
      expect(error.expected).toEqual({
        login: id,
        realm: 'main',
        name: 'Jane',
        balance: 200,
        email: undefined,
        tags: undefined,
        joined: new Date(0),
      });
      expect(error.diff).toEqual({
        balance: { expected: 200, stored: 100 },
        email: { expected: undefined, stored: 'j@x.io' },
        joined: { expected: new Date(0), stored: new Date(9) },
      });
      expect(error.message).toMatch(/balance.*email.*joined|balance.*joined.*email/);
      expect(user.balance).toBe(50);
      expect(user.changes()).toEqual({ balance: { from: 200, to: 50 } });
      expect(await User.get({ login: id, realm: 'main' })).toMatchObject({ balance: 100, name: 'Jane' });
      await user.reload();
      await write(user);
    });

    it.each([
      ['save', (user: User) => user.save(RAISE)],
      ['update', (user: User) => user.update({ name: 'Jo' }, RAISE)],
      ['delete', (user: User) => user.delete(RAISE)],
    ])('%s: a deleted item', async (_, write) => {
      const user = await load();
      await User.deleteByKey({ login: id, realm: 'main' });
      const error = await failure(write(user), ConflictError);
      expect(error).not.toBeInstanceOf(OverwriteError);
      expect(error.stored).toBeUndefined();
      expect(error.diff.balance).toEqual({ expected: 200, stored: undefined });
      expect(user.isNew).toBe(false);
      expect(await User.get({ login: id, realm: 'main' })).toBeUndefined();
    });

    it('last writer wins without the flag', async () => {
      const user = await load();
      await User.updateByKey({ login: id, realm: 'main' }, { balance: 100 });
      user.balance = 50;
      db.sent.length = 0;
      await user.save();
      expect(onlyInput(db)).not.toHaveProperty('ConditionExpression');
      expect(await User.get({ login: id, realm: 'main' })).toMatchObject({ balance: 50 });
    });

    it('of very many attributes are refused with the advice to use a version', async () => {
      const legacy = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`legacy${i}`, { S: 'x' }]));
      await db.write(User, { login: { S: id }, realm: { S: 'main' }, ...legacy });
      const user = await User.getOrFail({ login: id, realm: 'main' });
      db.sent.length = 0;
      const error = await failure(user.save(RAISE), ValidationError);
      expect(error.message).toMatch(/operators.*300.*@Version/);
      expect(db.sent).toEqual([]);
      await user.save();
      expect(Object.keys((await db.stored(User, { login: { S: id }, realm: { S: 'main' } }))!)).toHaveLength(203);
    });

    it('compare kept attributes that the class does not declare', async () => {
      await db.write(User, { login: { S: id }, realm: { S: 'main' }, legacy: { S: 'a' } });
      const user = await User.getOrFail({ login: id, realm: 'main' });
      await db.write(User, { login: { S: id }, realm: { S: 'main' }, legacy: { S: 'b' } });
      const error = await failure(user.save(RAISE), ConflictError);
      expect(Object.keys(error.diff)).toEqual(['legacy']);
    });
  });

  describe('of a loaded record with a version', () => {
    const load = async () => {
      await Product.create({ sku: id, name: 'Widget', price: 20 });
      return Product.getOrFail({ sku: id });
    };

    it('the first save writes 1, each later write one more', async () => {
      const product = Product.build({ sku: id, version: 77 });
      await product.save();
      expect(product.version).toBe(1);
      await product.save();
      await product.update({ price: 1 });
      expect(product.version).toBe(3);
      expect(await db.stored(Product, { sku: { S: id } })).toMatchObject({ v: { N: '3' } });
      await Product.updateByKey({ sku: id }, { price: 2 });
      expect(await db.stored(Product, { sku: { S: id } })).toMatchObject({ v: { N: '4' } });
      await failure(product.save(), ConflictError);
    });

    it('compare only the version', async () => {
      const product = await load();
      db.sent.length = 0;
      await product.save();
      expect(inFull(onlyInput(db))).toMatchObject({ UpdateExpression: 'SET v = 2', ConditionExpression: 'v = 1' });
      db.sent.length = 0;
      await product.update({ price: 1 });
      expect(inFull(onlyInput(db)).ConditionExpression).toBe('v = 2');
      db.sent.length = 0;
      await product.delete();
      expect(inFull(onlyInput(db)).ConditionExpression).toBe('v = 3');
    });

    it.each([
      ['save', (product: Product) => product.save()],
      ['update', (product: Product) => product.update({ price: 29 })],
      ['delete', (product: Product) => product.delete()],
    ])('%s: by default a lost race is a ConflictError, memory stays, and a retry works', async (_, write) => {
      const product = await load();
      const other = await Product.getOrFail({ sku: id });
      await other.update({ price: 25 });
      product.name = 'Gadget';
      const error = await failure(write(product), ConflictError);
      expect(error).not.toBeInstanceOf(OverwriteError);
      expect(error.stored).toMatchObject({ price: 25, version: 2 });
      expect(error.expected).toEqual({ version: 1 });
      expect(error.diff).toEqual({ version: { expected: 1, stored: 2 } });
      expect(product).toMatchObject({ name: 'Gadget', price: 20, version: 1 });
      expect(product.changes()).toEqual({ name: { from: 'Widget', to: 'Gadget' } });
      await product.reload();
      await write(product);
    });

    it('a deleted item is a conflict', async () => {
      const product = await load();
      await Product.deleteByKey({ sku: id });
      for (const write of [() => product.save(), () => product.update({ price: 1 }), () => product.delete()]) {
        const error = await failure(write, ConflictError);
        expect(error.stored).toBeUndefined();
        expect(error.message).toContain('deleted');
      }
      expect(await Product.get({ sku: id })).toBeUndefined();
    });

    it('raiseOnConflict: false skips the comparison; last writer wins', async () => {
      const product = await load();
      await Product.updateByKey({ sku: id }, { price: 25 });
      await product.update({ name: 'Gadget' }, QUIET);
      expect(product).toMatchObject({ name: 'Gadget', price: 25, version: 3 });
      const stale = await Product.getOrFail({ sku: id });
      await product.update({ price: 1 });
      await stale.delete(QUIET);
      expect(await Product.get({ sku: id })).toBeUndefined();
    });

    it('a version never goes back, so an older record never counts as current', async () => {
      const first = await load();
      const second = await Product.getOrFail({ sku: id });
      for (const price of [1, 2, 3]) await second.update({ price });
      const holder = await Product.getOrFail({ sku: id });
      expect(holder.version).toBe(4);
      await first.save(QUIET);
      expect(first.version).toBe(5);
      expect(first.changes()).toEqual({});
      await failure(holder.save(), ConflictError);
      await failure(second.update({ price: 9 }), ConflictError);
      await first.save();
      expect(await db.stored(Product, { sku: { S: id } })).toMatchObject({ v: { N: '6' }, price: { N: '20' } });

      const replacement = Product.build({ sku: id, name: 'New' });
      await replacement.save(QUIET);
      expect(replacement.version).toBe(7);
      await failure(first.save(), ConflictError);
    });

    it('a save that skips the comparison is one request if nobody was faster', async () => {
      const product = await load();
      db.sent.length = 0;
      await product.save(QUIET);
      expect(product.version).toBe(2);
      expect(db.sent).toHaveLength(1);
    });

    it("a save that skips the comparison still respects the caller's condition", async () => {
      const product = await load();
      await Product.updateByKey({ sku: id }, { price: 25 });
      const save = (price: number) => product.save({ ...QUIET, condition: a => a.price.eq(price) });
      const error = await failure(save(20), ConditionalCheckFailedError);
      expect(error.stored).toMatchObject({ price: 25, version: 2 });
      expect(product.version).toBe(1);
      await save(25);
      expect(product.version).toBe(3);
    });

    it('an item that has no version yet gets one', async () => {
      await db.write(Product, { sku: { S: id }, name: { S: 'old' } });
      const product = await Product.getOrFail({ sku: id });
      const rival = await Product.getOrFail({ sku: id });
      await product.save();
      expect(product.version).toBe(1);
      const error = await failure(rival.save(), ConflictError);
      expect(error.diff).toEqual({ version: { expected: undefined, stored: 1 } });
      await product.delete();
      await failure(rival.save(), ConflictError);
    });

    it('an edited version in memory changes nothing', async () => {
      const product = await load();
      product.version = 99;
      await product.save();
      expect(product.version).toBe(2);
    });
  });

  describe('of a key edited in memory', () => {
    it('save fails with the flag, and writes nothing', async () => {
      for (const type of [User, Product] as const) {
        const record = type === User ? await User.create({ login: id, name: 'a' }) : await Product.create({ sku: id });
        const moved = `${id}-moved`;
        if (record instanceof User) record.login = moved;
        else record.sku = moved;
        const error = await failure(record.save(RAISE), ConflictError);
        expect(error).not.toBeInstanceOf(OverwriteError);
        expect(record instanceof User ? error.key.login : error.key.sku).toBe(moved);
        expect(error.message).toMatch(/^(User: the key { login, realm }|Product: the key { sku }) was edited/);
      }
      expect(await User.get({ login: `${id}-moved`, realm: 'main' })).toBeUndefined();
      expect(await Product.get({ sku: `${id}-moved` })).toBeUndefined();
    });

    it('save fails with the flag even if an item there has the same version', async () => {
      const product = await Product.create({ sku: id });
      await Product.create({ sku: `${id}-moved`, name: 'other' });
      product.sku = `${id}-moved`;
      const error = await failure(product.save(), ConflictError);
      expect(error.diff).toEqual({ sku: { expected: id, stored: `${id}-moved` } });
      expect(error.message).toContain('was edited');
      expect(await Product.get({ sku: `${id}-moved` })).toMatchObject({ name: 'other', version: 1 });
    });

    it('save without the flag leaves the old item and writes a new one', async () => {
      const user = await User.create({ login: id, name: 'Jane' });
      user.login = `${id}-moved`;
      await user.save();
      expect(await User.get({ login: id, realm: 'main' })).toBeDefined();
      expect(await User.get({ login: `${id}-moved`, realm: 'main' })).toMatchObject({ name: 'Jane' });
      await user.save(RAISE);
    });

    it('update and delete never reach another item', async () => {
      const user = await User.create({ login: id });
      const product = await Product.create({ sku: id });
      user.realm = 'other';
      product.sku = `${id}-x`;
      await failure(user.update({ name: 'Jo' }), ValidationError);
      await failure(user.delete(), ValidationError);
      await failure(user.update({ name: 'Jo' }, RAISE), ConflictError);
      await failure(product.update({ name: 'Jo' }), ConflictError);
      await failure(product.delete(), ConflictError);
      expect(await User.get({ login: id, realm: 'other' })).toBeUndefined();
      expect(await User.get({ login: id, realm: 'main' })).toBeDefined();
    });

    it('move: delete first, then change the key, then save', async () => {
      const product = await Product.create({ sku: id, name: 'a' });
      await product.delete();
      product.sku = `${id}-moved`;
      await product.save();
      expect(await Product.get({ sku: id })).toBeUndefined();
      expect(await Product.get({ sku: `${id}-moved` })).toMatchObject({ name: 'a', version: 1 });
    });
  });

  describe('together with a condition of the caller', () => {
    const price = (n: number) => ({ condition: attributes(Product).price.eq(n) });

    it('the error says which of the two failed', async () => {
      await Product.create({ sku: id, price: 20 });
      const product = await Product.getOrFail({ sku: id });
      for (const write of [
        () => product.save(price(5)),
        () => product.update({ name: 'x' }, price(5)),
        () => product.delete(price(5)),
      ]) {
        const error = await failure(write, ConditionalCheckFailedError);
        expect(error).toMatchObject({ key: { sku: id }, stored: { price: 20, version: 1 } });
      }
      await Product.updateByKey({ sku: id }, { price: 5 });
      for (const write of [() => product.save(price(5)), () => product.update({ name: 'x' }, price(5))]) {
        expect((await failure(write, ConflictError)).diff).toEqual({ version: { expected: 1, stored: 2 } });
      }
      await failure(product.save(price(6)), ConflictError);
    });

    it('a new record: overwriting comes first', async () => {
      await Product.create({ sku: id, price: 20 });
      const rival = Product.build({ sku: id });
      await failure(rival.save({ condition: a => a.price.eq(20) }), OverwriteError);
      const fresh = Product.build({ sku: `${id}-fresh` });
      const error = await failure(fresh.save({ condition: a => a.price.eq(20) }), ConditionalCheckFailedError);
      expect(error.stored).toBeUndefined();
      expect(fresh.isNew).toBe(true);
    });

    it('a missing item: mustExist comes first', async () => {
      const user = await User.create({ login: id });
      await User.deleteByKey({ login: id, realm: 'main' });
      const condition = attributes(User).name.exists();
      await failure(user.update({ name: 'x' }, { mustExist: true, condition }), ItemNotFoundError);
      await failure(user.delete({ mustExist: true, condition }), ItemNotFoundError);
    });
  });

  it('follow the choice of the call, then that of the class', async () => {
    const careful = repository(Careful);
    await careful.save(careful.build({ id }));
    await failure(careful.save(careful.build({ id })), OverwriteError);
    await careful.save(careful.build({ id, text: 'x' }), QUIET);

    const careless = repository(Careless);
    const record = careless.build({ id });
    await careless.save(record);
    await careless.updateByKey({ id }, { text: 'x' });
    await failure(careless.save(record, RAISE), ConflictError);
    await careless.save(record);
    expect(record.version).toBe(3);
  });

  it('of two simultaneous saves of one instance, the second waits for the first', async () => {
    const product = await Product.create({ sku: id, price: 1 });
    const results = await Promise.allSettled([product.save(), product.save()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled']);
    expect(product.version).toBe(3);
    expect(product.isChanged).toBe(false);
    await product.save();
    expect(await db.stored(Product, { sku: { S: id } })).toMatchObject({ v: { N: '4' } });
  });

  it('are still conflicts if the stored item cannot be read', async () => {
    const product = await Product.create({ sku: id, price: 1 });
    await db.write(Product, { sku: { S: id }, price: { S: 'not a number' }, v: { N: '9' } });
    const error = await failure(product.save(), ConflictError);
    expect(error.diff).toEqual({ version: { expected: 1, stored: 9 } });
    expect(() => error.stored).toThrow(ValidationError);
  });
});
