import { Attribute, BelongsTo, HasMany, load, PartitionKey, type Query } from 'dynact';

class Customer {
  @PartitionKey() id!: string;
  @Attribute() name = '';
  @HasMany(() => Order, { customerId: 'id' }) orders?: Query<Order>;
  // Without `?`, the compiler takes the property for a query. `load` is the same.
  @HasMany(() => Order, { customerId: 'id' }) all!: Query<Order>;
}

class Order {
  @PartitionKey() id!: string;
  @Attribute() customerId?: string;
  @BelongsTo(() => Customer, { customerId: 'id' }) customer?: Customer;
}

export const right = async (customer: Customer, orders: Order[]) => {
  const open: Order[] = await load(customer, 'orders').limit(1).all();
  const first: Order | undefined = await load(customer, 'all', { consistentRead: true }).first();
  const customers: (Customer | undefined)[] = await load(orders, 'customer');
  const one: Customer | undefined = await load(orders[0]!, 'customer');
  return { open, first, customers, one };
};

export const wrong = async (customer: Customer, orders: Order[]) => {
  // @ts-expect-error it is undefined: load gives the query
  await customer.orders.all();
  // @ts-expect-error it is undefined until it is loaded
  orders[0]!.customer.name;
  // @ts-expect-error an attribute
  await load(customer, 'name');
  // @ts-expect-error no such property
  await load(customer, 'invoices');
  // @ts-expect-error of one record, as each gives a query
  await load([customer], 'orders');
};
