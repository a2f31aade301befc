import {
  ActiveRecord,
  Attribute,
  and,
  attributes,
  type Condition,
  collection,
  createTable,
  Discriminator,
  defineTable,
  not,
  or,
  PartitionKey,
  Table,
  TransactWrite,
  transact,
  type UpdateAction,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

class Profile {
  @Attribute() city = 'Oslo';
}

@Table(uniqueTable('foreign-users'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() points = 1;
  @Attribute() limit = 10;
  @Attribute() tags: string[] = ['a'];
  @Attribute({ type: Profile }) profile: Profile = new Profile();
}

/** Of another table, with the same names. */
@Table(uniqueTable('foreign-tasks'))
class Task extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() points = 1;
  @Attribute() tags: string[] = [];
  @Attribute({ type: Profile }) profile: Profile = new Profile();
}

@Table({ name: uniqueTable('foreign-shapes'), discriminator: 'kind' })
abstract class Shape extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() size = 1;
}

@Discriminator('circle')
class Circle extends Shape {
  @Attribute() radius = 1;
}

@Discriminator('square')
class Square extends Shape {
  @Attribute() side = 1;
}

const app = defineTable(uniqueTable('foreign-app'), { partitionKey: 'pk', sortKey: 'sk' });

@Table(app, { keys: { table: ['ORG#{orgId}', 'ORG'] } })
class Org extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() name = 'o';
}

@Table(app, { keys: { table: ['ORG#{orgId}', 'ORDER#{n:6}'] } })
class Order extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute({ type: Number }) n = 1;
  @Attribute() name = 'o';
}

/** Of the same table, and no part of the collection. */
@Table(app, { keys: { table: ['ORG#{orgId}', 'NOTE#{id}'] } })
class Note extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() id!: string;
  @Attribute() name = 'o';
}

const view = collection(app, { orgs: Org, orders: Order });
const u = attributes(User);
const t = attributes(Task);

const conditions: [string, Condition][] = [
  ['eq', t.points.eq(1)],
  ['and, with one of its own', u.points.eq(1).and(t.points.eq(1))],
  ['or, with one of its own', or(u.points.eq(1), false, t.points.eq(1))],
  ['not', not(t.points.eq(2))],
  ['and of not of or', and(u.points.eq(1), not(or(t.points.eq(2), t.points.eq(3))))],
  ['exists', t.points.exists()],
  ['notExists', t.points.notExists()],
  ['between', t.points.between(0, 2)],
  ['in', t.points.in(1, 2)],
  ['type', t.points.type('N')],
  ['size', t.tags.size().gte(0)],
  ['contains', t.tags.contains('a')],
  ['an element', t.tags.at(0).eq('a')],
  ['a member', t.profile.city.eq('Oslo')],
  ['beginsWith', t.profile.city.beginsWith('O')],
  ['an operand', u.points.eq(t.points)],
  ['an operand of between', u.points.between(0, t.points)],
  ['an operand of in', u.points.in(0, t.points as never)],
];

const updates: [string, UpdateAction][] = [
  ['set', t.points.set(2)],
  ['set to an operand', u.points.set(t.points)],
  ['set to a sum', u.points.set(t.points.plus(1))],
  ['set to a sum with an operand', u.points.set(u.limit.plus(t.points))],
  ['set of a member', t.profile.city.set('Bergen')],
  ['add', t.points.add(1)],
  ['remove', t.points.remove()],
  ['ifNotExists', t.points.ifNotExists(1)],
  ['ifNotExists of an operand', u.points.ifNotExists(t.points as never)],
  ['a fallback plus an amount', u.points.set(t.points.ifNotExists(1).plus(1))],
  ['append', t.tags.append(['b'])],
  ['prepend', t.tags.prepend(['b'])],
];

describeEachBackend('What was made from the attributes of another class', backend => {
  const db = useTables(backend, User, Task);
  beforeAll(() => Promise.all([createTable(Shape), createTable(app)]));
  let count = 0;
  let user: User;
  beforeEach(async () => {
    user = await User.create({ id: `u${count++}` });
    await Circle.create({ id: user.id });
    await Org.create({ orgId: user.id });
    await Order.create({ orgId: user.id });
    db.sent.length = 0;
  });

  const refused = async (outcome: Promise<unknown> | (() => unknown), what = 'condition') => {
    const { message } = await failure(outcome, ValidationError);
    expect(message).toMatch(`User: this ${what} was made from the attributes of Task, another class`);
    expect(db.sent).toEqual([]);
  };

  it.each(conditions)('is no condition: %s', (_, condition) => refused(user.delete({ condition })));

  it.each(updates)('is no update: %s', (_, action) =>
    refused(
      user.update(() => action),
      'update',
    ),
  );

  it('is refused by every write, before anything is sent', async () => {
    const condition = t.points.eq(1);
    const key = { id: user.id };
    await refused(user.save({ condition }));
    await refused(User.upsert(key, { condition }));
    await refused(User.create({ id: 'new' }, { condition: () => condition }));
    await refused(user.update({ points: 2 }, { condition }));
    await refused(user.delete({ condition: () => condition }));
    await refused(User.updateByKey(key, { points: 2 }, { condition }));
    await refused(User.deleteByKey(key, { condition }));
    await refused(
      user.setIn(() => t.profile.city.set('Bergen')),
      'update',
    );
    expect(user).toMatchObject({ points: 1, isChanged: false });
  });

  it('is refused by transactions', async () => {
    const condition = t.points.eq(1);
    const key = { id: user.id };
    const committed = (queue: (tx: TransactWrite) => void) => {
      const tx = new TransactWrite();
      queue(tx);
      return tx.commit();
    };
    await refused(committed(tx => tx.check(User, key, condition)));
    await refused(committed(tx => tx.update(User, key, { points: 2 }, { condition })));
    await refused(
      committed(tx => tx.update(User, key, () => t.points.add(1))),
      'update',
    );
    await refused(committed(tx => tx.delete(User, key, { condition })));
    await refused(transact(async tx => tx.save(user, { condition })));
    await refused(transact(async tx => tx.check(User, key, condition)));
    await refused(transact(async tx => tx.delete(user, { condition })));
  });

  it('is refused by reads', async () => {
    await refused(() => User.query({ id: user.id }).where(t.id.eq('x')));
    await refused(() => User.query({ id: user.id }).filter(t.points.eq(1)));
    await refused(() => User.scan().filter(() => t.points.eq(1)));
  });

  it('is refused by updates and deletes of a query', async () => {
    await failure(
      User.query({ id: user.id }).updateAll(() => t.points.add(1)),
      ValidationError,
    );
    expect(db.sent.map(({ command }) => command)).toEqual(['QueryCommand']);
  });

  it('is accepted from an ancestor or a subclass, and refused from a sibling', async () => {
    const { id } = user;
    const big = attributes(Shape).size.gte(1);
    const round = attributes(Circle).radius.gte(1);
    const broad = attributes(Square).side.gte(1);
    expect(await Circle.scan().filter(big).filter(round).all()).toContainEqual(await Circle.get({ id }));
    const found = await Shape.query({ id }).filter(round.or(broad)).all();
    expect(found).toEqual([await Circle.get({ id })]);
    const circle = await Circle.getOrFail({ id });
    await circle.update(() => [attributes(Shape).size.add(1), attributes(Circle).radius.set(attributes(Shape).size)], {
      condition: big.and(round),
    });
    expect(circle).toMatchObject({ size: 2, radius: 1 });
    const error = await failure(circle.delete({ condition: big.and(round.or(broad)) }), ValidationError);
    expect(error.message).toContain('Circle: this condition was made from the attributes of Square');
  });

  it('is accepted by a collection from its members, and from no other class of the table', async () => {
    const orgId = user.id;
    for (const type of [Org, Order]) {
      expect(await view.query({ orgId }).filter(attributes(type).name.eq('o')).all()).toHaveLength(2);
    }
    const { message } = await failure(
      () => view.query({ orgId }).filter(attributes(Note).name.eq('o')),
      ValidationError,
    );
    expect(message).toContain('The collection of Org, Order: this condition was made from the attributes of Note');
  });
});
