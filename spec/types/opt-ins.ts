// What a class may say to the compiler, and attributes whose class has names or codecs of its own.
import {
  ActiveRecord,
  Attribute,
  attributes,
  type Coded,
  type CustomCodec,
  Index,
  indexes,
  type Key,
  key,
  PartitionKey,
  type Relation,
  repository,
  required,
  SortKey,
  Table,
  type Values,
} from 'dynact';

class Money {
  constructor(readonly cents: number) {}
}

const moneyCodec: CustomCodec<Money> = { encode: money => money.cents, decode: cents => new Money(cents as number) };

class Odd {
  @Attribute({ type: Date }) at?: Date;
  @Attribute() plus = 0;
  @Attribute() append: string[] = [];
  @Attribute() between?: string;
  @Attribute({ name: 'then' }) then?: string;
}

@Table('orders')
@Index('byStatus', { partitionKey: 'status', sortKey: ['total'], projection: ['note'] })
export class Order extends ActiveRecord {
  declare readonly [key]: 'customerId' | 'placedAt';
  declare readonly [required]: 'customerId' | 'placedAt' | 'note';
  declare readonly [indexes]: 'byStatus';
  @PartitionKey() customerId!: string;
  @SortKey() placedAt!: string;
  @Attribute() status: 'open' | 'paid' = 'open';
  @Attribute() total = 0;
  @Attribute({ required: true }) note!: string;
  @Attribute({ codec: moneyCodec, type: Number }) price?: Coded<Money>;
  @Attribute({ type: Odd }) odd?: Odd;
  @Attribute({ type: { map: Odd } }) places: Record<string, Odd> = {};
  @Attribute({ type: () => Customer }) customer?: Relation<Customer>;

  // `this` is of a type that may be a subclass's, whose attributes the compiler does not know: name the class.
  async pay(): Promise<void> {
    await (this as Order).update({ status: 'paid' });
    await repository(Order).update(this, o => [o.total.add(1)]);
  }
}

class Customer {
  @Attribute() name!: string;
}

/** The shortest form of a generic repository. */
export class Store<T extends ActiveRecord & { id: string }> {
  constructor(private readonly type: new () => T) {}

  find(id: string): Promise<T | undefined> {
    return repository(this.type).get({ id } as Key<T>);
  }

  all(id: string): Promise<T[]> {
    return repository(this.type)
      .query({ id } as object)
      .all();
  }

  change(record: T, values: Values<T>): Promise<void> {
    return record.update(values);
  }
}

export abstract class Counted extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() visits = 0;

  async visit(): Promise<void> {
    await (this as Counted).increment('visits');
    await (this as Counted).update(c => [c.visits.add(1)]);
  }
}

const o = attributes(Order);

export const right = async () => [
  await Order.get({ customerId: 'c', placedAt: 'p' }),
  await Order.query({ customerId: 'c' }).all(),
  await Order.query({ status: 'open' }).index('byStatus').all(),
  await Order.create({ customerId: 'c', placedAt: 'p', note: 'n' }),
  await Order.batchGet([{ customerId: 'c', placedAt: 'p' }]),
  o.odd.at.lt(new Date()),
  o.odd.plus.gt(1),
  o.odd.append.contains('a'),
  o.odd.between.eq('x'),
  o.price.lt(new Money(200)),
  o.price.between(new Money(1), new Money(2)),
  o.customer.name.eq('Jane'),
  o.places.at?.at.lt(new Date()),
  await Order.query({ price: new Money(5) }).first(),
  Order.build({ customerId: 'c', price: new Money(5) }).price?.cents,
];

export const wrong = [
  // @ts-expect-error half a key
  () => Order.get({ customerId: 'c' }),
  // @ts-expect-error no key
  () => Order.get({}),
  // @ts-expect-error no part of the key
  () => Order.get({ customerId: 'c', placedAt: 'p', status: 'open' }),
  // @ts-expect-error half a key in a batch
  () => Order.batchGet([{ customerId: 'c' }]),
  // @ts-expect-error without what is required
  () => Order.create({}),
  // @ts-expect-error without a note
  () => Order.create({ customerId: 'c', placedAt: 'p' }),
  // @ts-expect-error no such attribute
  () => Order.create({ customerId: 'c', placedAt: 'p', note: 'n', nope: 1 }),
  // @ts-expect-error no such index
  () => Order.query({ status: 'open' }).index('nope'),
  // @ts-expect-error the cents are not what is stored
  () => o.price.cents.gte(50),
  // @ts-expect-error compared as a whole
  () => o.price.lt(200),
  // @ts-expect-error members of nested classes have their types
  () => o.odd.at.lt('2026'),
];

// @ts-expect-error no such property
@Index('wrong', { partitionKey: 'statuss' })
@Table('wrong')
export class Wrong extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() status?: string;
}

// @ts-expect-error no such property to project
@Index('wrong', { partitionKey: 'status', projection: ['nope'] })
@Table('wrong')
export class WrongProjection extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() status?: string;
}
