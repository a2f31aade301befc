import {
  ActiveRecord,
  Attribute,
  and,
  attributes,
  type Condition,
  ConditionalCheckFailedError,
  ConflictError,
  DynactError,
  ItemNotFoundError,
  ItemTooLargeError,
  MaxRetriesExceededError,
  OverwriteError,
  PartitionKey,
  SortKey,
  Table,
  TableNotFoundError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

/** The use cases of the guides that dynact's users come from, one for one. */

@Table(uniqueTable('users'))
class User extends ActiveRecord {
  @PartitionKey() pk!: string;
  @SortKey() sk: string = 'PROFILE';
  @Attribute() name?: string;
  @Attribute() email?: string;
  @Attribute() age: number = 0;
  @Attribute() active: boolean = true;
  @Attribute() tags: string[] = [];
  @Attribute() settings: Record<string, unknown> = {};
  @Attribute({ name: 'login_count' }) loginCount?: number;
  @Attribute({ type: Date, name: 'last_login' }) lastLogin?: Date;
  @Attribute() score?: number;
  @Attribute() badges: string[] = [];
  @Attribute({ name: 'temp_token' }) tempToken?: string;
  @Attribute() status: string = 'active';
  @Attribute() address?: Record<string, string>;
  @Attribute() metadata?: { preferences: { theme: string } };
}

@Table({ name: uniqueTable('strict-users'), maxItemSize: 1_000, consistentRead: true })
class StrictUser extends ActiveRecord {
  @PartitionKey() pk!: string;
  @Attribute({ required: true }) email!: string;
}

@Table(uniqueTable('no-such-table'))
class Nowhere extends ActiveRecord {
  @PartitionKey() pk!: string;
}

@Table(uniqueTable('orders'))
class Order extends ActiveRecord {
  @PartitionKey() pk!: string;
  @SortKey() sk!: string;
  @Attribute() status?: string;
  @Attribute() total?: number;
}

@Table(uniqueTable('products'))
class Product extends ActiveRecord {
  @PartitionKey() pk!: string;
  @Attribute() name?: string;
  @Attribute() price?: number;
  @Attribute() category?: string;
  @Attribute() brand?: string;
  @Attribute() stock: number = 0;
  @Attribute() reserved: number = 0;
  @Attribute() version: number = 1;
}

@Table(uniqueTable('accounts'))
class Account extends ActiveRecord {
  @PartitionKey() pk!: string;
  @Attribute() balance: number = 0;
  @Attribute() status?: string;
  @Attribute() verified?: boolean;
}

@Table(uniqueTable('analytics'))
class PageView extends ActiveRecord {
  @PartitionKey() pk!: string;
  @SortKey() sk!: string;
  @Attribute() views: number = 0;
}

@Table(uniqueTable('api-usage'))
class ApiUsage extends ActiveRecord {
  @PartitionKey() pk!: string;
  @SortKey() sk!: string;
  @Attribute() requests: number = 0;
}

@Table(uniqueTable('carts'))
class Cart extends ActiveRecord {
  @PartitionKey() pk!: string;
  @Attribute() items: { sku: string; qty: number }[] = [];
  @Attribute() total: number = 0;
}

@Table(uniqueTable('game-dev-users'))
class Player extends ActiveRecord {
  @PartitionKey() login!: string;
  @Attribute() firstname?: string;
  @Attribute() connections?: number;
  @Attribute() balance: number = 0;
}

@Table(uniqueTable('auto-increment'))
class Model extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute() stuff?: string;
}

describeEachBackend('The guides', backend => {
  useTables(backend, User, StrictUser, Order, Product, Account, PageView, ApiUsage, Cart, Player, Model);
  let pk: string;
  let counter = 0;
  beforeEach(() => {
    pk = `KEY#${++counter}`;
  });

  describe('models', () => {
    it('create, read, update in full and in part, delete', async () => {
      await User.build({ pk, name: 'John', age: 30 }).save();
      const user = await User.getOrFail({ pk, sk: 'PROFILE' });
      expect(user.name).toBe('John');
      user.name = 'Jane';
      await user.save();
      await user.update({ name: 'Jane', age: 31 });
      expect(user).toMatchObject({ name: 'Jane', age: 31 });
      await user.delete();
      expect(user.name).toBe('Jane');
      expect(await User.get({ pk, sk: 'PROFILE' })).toBeUndefined();
    });

    it('defaults and required attributes', async () => {
      expect(User.build({ pk })).toMatchObject({ age: 0, active: true, tags: [], settings: {} });
      await failure(StrictUser.create({ pk }), DynactError);
    });

    it('update and delete by key, in one request each', async () => {
      await User.create({ pk, name: 'John' });
      await User.updateByKey({ pk, sk: 'PROFILE' }, { name: 'Jane', age: 31 });
      expect(await User.get({ pk, sk: 'PROFILE' })).toMatchObject({ name: 'Jane', age: 31 });
      await User.deleteByKey({ pk, sk: 'PROFILE' });
      expect(await User.get({ pk, sk: 'PROFILE' })).toBeUndefined();
    });

    it('consistent reads by class and by call', async () => {
      await StrictUser.create({ pk, email: 'j@x.io' });
      expect(await StrictUser.get({ pk })).toBeDefined();
      expect(await StrictUser.get({ pk }, { consistentRead: false })).toBeDefined();
      expect(await User.get({ pk, sk: 'PROFILE' }, { consistentRead: true })).toBeUndefined();
    });

    it('to a plain object and back', () => {
      const user = User.build({ pk, name: 'John' });
      expect(user.toObject()).toMatchObject({ pk, sk: 'PROFILE', name: 'John' });
      expect({ ...User.fromObject(user.toObject()) }).toEqual({ ...user });
    });

    it('errors that say what happened', async () => {
      await failure(Nowhere.get({ pk }), TableNotFoundError);
      await failure(StrictUser.create({ pk, email: 'x'.repeat(1_000) }), ItemTooLargeError);
    });
  });

  describe('conditions', () => {
    it('prevent overwriting', async () => {
      await User.build({ pk, email: 'john@example.com', age: 30 }).save({ condition: a => a.pk.notExists() });
      const again = User.build({ pk, name: 'Jane' });
      await failure(again.save({ condition: a => a.pk.notExists() }), ConditionalCheckFailedError);
    });

    it('safe delete', async () => {
      const order = await Order.create({ pk, sk: 'DETAILS', status: 'shipped', total: 100 });
      await failure(order.delete({ condition: a => a.status.eq('draft') }), ConditionalCheckFailedError);
      expect(await Order.get({ pk, sk: 'DETAILS' })).toBeDefined();
      await order.update({ status: 'draft' });
      await order.delete({ condition: a => a.status.eq('draft') });
      expect(await Order.get({ pk, sk: 'DETAILS' })).toBeUndefined();
    });

    it('optimistic locking by hand', async () => {
      await Product.create({ pk, name: 'Widget', price: 19.99 });
      const first = await Product.getOrFail({ pk });
      const second = await Product.getOrFail({ pk });
      const publish = (product: Product, price: number) => {
        const current = product.version;
        Object.assign(product, { price, version: current + 1 });
        return product.save({ condition: a => a.version.eq(current) });
      };
      await publish(first, 29.99);
      await failure(publish(second, 9.99), ConditionalCheckFailedError);
      expect(await Product.get({ pk })).toMatchObject({ price: 29.99, version: 2 });
    });

    it('complex business rules', async () => {
      const account = await Account.create({ pk, balance: 500, status: 'active', verified: true });
      const a = attributes(Account);
      const condition = a.status.eq('active').and(a.verified.eq(true), a.balance.gte(100));
      account.balance -= 100;
      await account.save({ condition });
      await account.update({ verified: false });
      account.balance -= 100;
      await failure(account.save({ condition }), ConditionalCheckFailedError);
      expect(await Account.get({ pk })).toMatchObject({ balance: 400 });
    });

    it('dynamic filters', async () => {
      const a = attributes(Product);
      const filter = (by: { category?: string; maxPrice?: number; brand?: string }): Condition =>
        and(
          by.category && a.category.eq(by.category),
          by.maxPrice && a.price.lte(by.maxPrice),
          by.brand && a.brand.eq(by.brand),
        );
      const product = await Product.create({ pk, category: 'electronics', price: 450, brand: 'Acme' });
      for (const by of [{}, { category: 'electronics' }, { category: 'electronics', maxPrice: 500, brand: 'Acme' }]) {
        await product.update({ stock: 1 }, { condition: filter(by) });
      }
      for (const by of [{ maxPrice: 400 }, { category: 'electronics', brand: 'Other' }]) {
        await failure(product.update({ stock: 2 }, { condition: filter(by) }), ConditionalCheckFailedError);
      }
    });

    it('nested attributes', async () => {
      const user = await User.create({
        pk,
        address: { city: 'NYC' },
        tags: ['premium'],
        metadata: { preferences: { theme: 'dark' } },
      });
      await user.update(
        { name: 'x' },
        {
          condition: a =>
            and(a.address.get('city').eq('NYC'), a.tags.at(0).eq('premium'), a.metadata.preferences.theme.eq('dark')),
        },
      );
    });

    it('the existing item comes with the error', async () => {
      await User.create({ pk, name: 'Alice' });
      const bob = User.build({ pk, name: 'Bob' });
      const error = await failure(bob.save({ condition: a => a.pk.notExists() }), ConditionalCheckFailedError);
      expect(error.stored).toMatchObject({ name: 'Alice' });
    });
  });

  describe('atomic updates', () => {
    it('counters', async () => {
      const page = await PageView.create({ pk, sk: '2024-01-15' });
      for (let i = 0; i < 3; i++) await page.update(a => [a.views.add(1)]);
      expect(page.views).toBe(3);
      await page.update(a => [a.views.add(-2)]);
      expect(await PageView.get({ pk, sk: '2024-01-15' })).toMatchObject({ views: 1 });
    });

    it('safe balance transfer', async () => {
      const account = await Account.create({ pk, balance: 100 });
      const withdraw = (amount: number) =>
        account.update(a => [a.balance.add(-amount)], { condition: a => a.balance.gte(amount) });
      await withdraw(50);
      await failure(withdraw(75), ConditionalCheckFailedError);
      expect(account.balance).toBe(50);
    });

    it('inventory', async () => {
      const product = await Product.create({ pk, stock: 10 });
      const reserve = (quantity: number) =>
        product.update(a => [a.stock.add(-quantity), a.reserved.add(quantity)], {
          condition: a => a.stock.gte(quantity),
        });
      await reserve(3);
      expect(product).toMatchObject({ stock: 7, reserved: 3 });
      await failure(reserve(10), ConditionalCheckFailedError);
      await product.update(a => [a.stock.add(3), a.reserved.add(-3)]);
      expect(product).toMatchObject({ stock: 10, reserved: 0 });
    });

    it('rate limiting', async () => {
      const track = async (limit: number) => {
        const usage = await ApiUsage.updateByKey({ pk, sk: '2024-01-15' }, a => [a.requests.add(1)], {
          condition: a => a.requests.notExists().or(a.requests.lt(limit)),
        });
        return usage.requests;
      };
      expect([await track(3), await track(3), await track(3)]).toEqual([1, 2, 3]);
      await failure(track(3), ConditionalCheckFailedError);
    });

    it('shopping cart', async () => {
      const cart = await Cart.create({ pk });
      const add = (item: { sku: string; qty: number }, price: number) =>
        cart.update(a => [a.items.append([item]), a.total.add(price)]);
      await add({ sku: 'SHIRT-M', qty: 1 }, 29.99);
      await add({ sku: 'PANTS-L', qty: 2 }, 49.99);
      expect(cart.items).toEqual([
        { sku: 'SHIRT-M', qty: 1 },
        { sku: 'PANTS-L', qty: 2 },
      ]);
      expect(cart.total).toBe(79.98);
      const discount = (amount: number) =>
        cart.update(a => [a.total.add(-amount)], { condition: a => a.total.gte(amount) });
      await discount(10);
      expect(cart.total).toBe(69.98);
      await failure(discount(100), ConditionalCheckFailedError);
    });

    it('lists', async () => {
      const user = await User.create({ pk, tags: ['member'] });
      await user.update(a => [a.tags.append(['premium', 'verified'])]);
      await user.update(a => [a.tags.prepend(['vip'])]);
      expect(user.tags).toEqual(['vip', 'member', 'premium', 'verified']);
    });

    it('default values', async () => {
      const user = await User.create({ pk });
      await user.update(a => [a.loginCount.ifNotExists(0)]);
      expect(user.loginCount).toBe(0);
      await user.update(a => [a.loginCount.add(1)]);
      await user.update(a => [a.loginCount.ifNotExists(999)]);
      expect(user.loginCount).toBe(1);
      await user.update(a => [a.score.set(a.score.ifNotExists(0).plus(10))]);
      expect(user.score).toBe(10);
    });

    it('several operations at once', async () => {
      const user = await User.create({ pk, loginCount: 0, tempToken: 'abc123' });
      const now = new Date();
      await user.update(a => [
        a.loginCount.add(1),
        a.lastLogin.set(now),
        a.badges.append(['first_login']),
        a.tempToken.remove(),
      ]);
      expect(user).toMatchObject({ loginCount: 1, lastLogin: now, badges: ['first_login'] });
      expect(user.tempToken).toBeUndefined();
    });
  });

  describe('data manipulation', () => {
    it('virtual coins: the lost update is caught', async () => {
      await Player.create({ login: pk, balance: 200 });
      const first = await Player.getOrFail({ login: pk });
      const second = await Player.getOrFail({ login: pk });
      first.balance -= 150;
      await first.save({ raiseOnConflict: true });
      second.balance -= 100;
      const error = await failure(second.save({ raiseOnConflict: true }), ConflictError);
      expect(error).not.toBeInstanceOf(OverwriteError);
      expect(error.diff).toEqual({ balance: { expected: 200, stored: 50 } });
      expect(await Player.get({ login: pk })).toMatchObject({ balance: 50 });
    });

    it('a new object does not overwrite', async () => {
      await Player.create({ login: pk });
      await failure(Player.build({ login: pk }).save({ raiseOnConflict: true }), OverwriteError);
    });

    it('deletion: of a new object nothing, of a changed one a conflict', async () => {
      await Player.create({ login: pk });
      await Player.build({ login: pk }).delete({ raiseOnConflict: true });
      const player = await Player.getOrFail({ login: pk });
      await Player.updateByKey({ login: pk }, a => [a.connections.add(1)]);
      await failure(player.delete({ raiseOnConflict: true }), ConflictError);
      await player.delete();
      expect(await Player.get({ login: pk })).toBeUndefined();
    });

    it('single operation deletion', async () => {
      await Player.create({ login: pk });
      await Player.build({ login: pk }).delete({ mustExist: true });
      await failure(Player.build({ login: pk }).delete({ mustExist: true }), ItemNotFoundError);
    });

    it('auto-increment', async () => {
      const model = Model.build({ stuff: 'x' });
      await model.save();
      expect(model.id).toBeGreaterThan(0);
      expect(await Model.get({ id: model.id! })).toMatchObject({ stuff: 'x' });
      expect(new MaxRetriesExceededError('', { attempts: 100 })).toBeInstanceOf(DynactError);
    });

    it('moving an item: delete first, then change the key, then save', async () => {
      const model = await Model.create({ stuff: 'x' });
      const { id } = model;
      await model.delete();
      model.id = 42_000 + counter;
      await model.save();
      expect(await Model.get({ id: id! })).toBeUndefined();
      expect(await Model.get({ id: model.id })).toMatchObject({ stuff: 'x' });
    });

    it('a key that was edited by accident', async () => {
      const model = await Model.create({ stuff: 'x' });
      model.id = 43_000 + counter;
      await failure(model.save({ raiseOnConflict: true }), ConflictError);
      expect(await Model.get({ id: model.id })).toBeUndefined();
    });
  });
});
