import { ActiveRecord, Attribute, Discriminator, defineTable, PartitionKey, Table } from 'dynact';
import { changeOf, streamHandler } from 'dynact/streams';
import { useMemoryBackend } from 'dynact/testing';

const app = defineTable('app', { partitionKey: 'pk', sortKey: 'sk' });

@Table(app, { keys: { table: ['ORG#{orgId}', 'ORG'] } })
class Org extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() name?: string;
}

@Table(app, { keys: { table: ['ORG#{orgId}', 'ORDER#{orderId}'] } })
class Order extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() orderId!: string;
  @Attribute() status: 'open' | 'paid' = 'open';
}

describe.each(['NEW_AND_OLD_IMAGES', 'KEYS_ONLY'] as const)('streams of a shared table: %s', view => {
  const db = useMemoryBackend({ classes: [Org, Order], stream: view });

  it('tell classes by their keys, and give keys by their parts', async () => {
    const seen: unknown[] = [];
    const handler = streamHandler(on => {
      on(Org, 'insert', ({ key }) => void seen.push(['org', key]));
      on(Order, 'insert', ({ key }) => void seen.push(['order', key]));
      on(Order, 'modify', ({ changes }) => void seen.push(changes));
    });
    await Org.create({ orgId: 'o' });
    const order = await Order.create({ orgId: 'o', orderId: '1' });
    await order.update({ status: 'paid' });
    await db.deliver(handler);
    expect(seen).toEqual([
      ['org', { orgId: 'o' }],
      ['order', { orgId: 'o', orderId: '1' }],
      view === 'KEYS_ONLY' ? undefined : { status: { from: 'open', to: 'paid' } },
    ]);
  });
});

test('an item of no template is of no class', () => {
  const Keys = { pk: { S: 'ORG#o' }, sk: { S: 'USER#1' } };
  expect(changeOf({ eventName: 'INSERT', dynamodb: { Keys } }, [Org, Order])).toBeUndefined();
});

@Table({ name: 'animals', discriminator: 'kind' })
abstract class Animal extends ActiveRecord {
  @PartitionKey() id!: string;
}

@Discriminator('dog')
class Dog extends Animal {
  @Attribute() breed?: string;
}

@Discriminator('cat')
class Cat extends Animal {}

@Table('members')
class Member extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) email!: string;
}

describe('streams of subtypes', () => {
  const db = useMemoryBackend({ classes: [Dog, Cat, Member] });

  it('give each item as its own class, to handlers of its class and of its base', async () => {
    const seen: unknown[] = [];
    const handler = streamHandler(on => {
      on(Animal, 'insert', ({ record }) => void seen.push(['animal', record.constructor]));
      on(Dog, 'insert', ({ record }) => void seen.push(['dog', record.breed]));
    });
    await Dog.create({ id: 'd', breed: 'x' });
    await Cat.create({ id: 'c' });
    await db.deliver(handler);
    expect(seen).toEqual([
      ['animal', Dog],
      ['dog', 'x'],
      ['animal', Cat],
    ]);
  });

  it('leave reservations of unique values out', async () => {
    const seen: unknown[] = [];
    const handler = streamHandler(on => {
      on(Member, 'insert', ({ key }) => void seen.push(key));
      on.other(() => seen.push('other'));
    });
    await Member.create({ id: 'm', email: 'm@x.io' });
    expect(await db.deliver(handler)).toEqual({ delivered: 2, batchItemFailures: [] });
    expect(seen).toEqual([{ id: 'm' }]);
  });
});
