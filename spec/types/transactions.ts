import { Attribute, PartitionKey, SortKey, TransactGet, TransactWrite, transact, transactGet } from 'dynact';
import { Account } from './account';

class Order {
  @PartitionKey() customer!: string;
  @SortKey() at!: Date;
  @Attribute() total = 0;
}

export const right = async (account: Account, order: Order) => {
  const number: number = await transact(async tx => {
    const found: Account | undefined = await tx.get(Account, { id: 'a' });
    const sure: Order = await tx.getOrFail(Order, { customer: 'c', at: new Date() });
    tx.save(sure, { condition: o => o.total.lt(5), raiseOnConflict: true });
    tx.create(account, { skipHooks: true });
    tx.update(order, { total: 1 }, { mustExist: true });
    tx.update(Account, { id: 'a' }, a => [a.balance.add(1), a.tags.append(['x'])], {
      condition: a => a.status.eq('closed'),
    });
    tx.saveChanges(order, { raiseOnConflict: true });
    tx.increment(account, 'balance', 5, { condition: a => a.balance.gte(1), mustExist: true });
    tx.touch(order, { expiresIn: { hours: 1 } });
    tx.softDelete(order, { expiresIn: { days: 1 }, condition: o => o.total.eq(0) });
    tx.restore(order);
    tx.moveTo(order, { customer: 'd' });
    tx.upsert(
      Order,
      { customer: 'c', at: new Date(), total: 1 },
      { onCreate: { total: 0 }, condition: o => o.total.lt(5) },
    );
    tx.delete(account, { mustExist: true });
    tx.delete(Order, { customer: 'c', at: new Date() }, { condition: o => o.total.eq(0) });
    tx.check(Order, { customer: 'c', at: new Date() }, o => o.total.gt(1));
    return found ? 1 : 0;
  });
  const text: string = await transact(() => 'synchronous', { isolation: 'none', maxAttempts: 2 });
  const [first, second, third] = await transactGet(
    [Account, { id: 'a' }],
    [Order, { customer: 'c', at: new Date() }],
    [Account, { id: 'b' }],
  );
  const balances: (number | undefined)[] = [first?.balance, second?.total, third?.balance];
  const many: (Account | undefined)[] = await transactGet(...['a', 'b'].map(id => [Account, { id }] as const));
  const [alone] = await transactGet([Account, { id: 'a' }], { skipHooks: true, signal: AbortSignal.timeout(1) });
  const read = new TransactGet({ skipHooks: true });
  const value: Order | undefined = read.get(Order, { customer: 'c', at: new Date() }).value;
  const { attempts } = await new TransactWrite({ clientRequestToken: 't' }).commit();
  const sum: number = attempts + number;
  return { text, balances, many, alone: alone?.balance satisfies number | undefined, value, sum };
};

export const wrong = async (account: Account) => {
  await transact(async tx => {
    // @ts-expect-error a key of the wrong type
    await tx.get(Account, { id: 1 });
    // @ts-expect-error what get gives may be undefined
    tx.save(await tx.get(Account, { id: 'a' }));
    // @ts-expect-error no such attribute
    tx.update(account, { nickname: 'x' });
    // @ts-expect-error a value of the wrong type
    tx.update(Account, { id: 'a' }, a => a.balance.set('x'));
    // @ts-expect-error by key there is no record whose conflicts could be raised
    tx.update(Account, { id: 'a' }, { balance: 1 }, { raiseOnConflict: true });
    // @ts-expect-error create raises conflicts always
    tx.create(account, { raiseOnConflict: false });
    // @ts-expect-error no such attribute
    tx.increment(account, 'nickname');
    // @ts-expect-error a number is added
    tx.increment(account, 'balance', '5');
    // @ts-expect-error a duration has units
    tx.touch(account, { expiresIn: 5 });
    // @ts-expect-error a value of the wrong type
    tx.moveTo(account, { id: 1 });
    // @ts-expect-error an attribute of another class
    tx.upsert(Account, { id: 'a', total: 1 });
    // @ts-expect-error without a record there are no conflicts to raise
    tx.upsert(Account, { id: 'a' }, { raiseOnConflict: true });
    // @ts-expect-error an attribute of another class
    tx.check(Account, { id: 'a' }, a => a.total.gt(1));
  });
  // @ts-expect-error no such isolation
  await transact(() => undefined, { isolation: 'snapshot' });
  // @ts-expect-error no such choice
  await transact(() => undefined, { unsaved: 'save' });
  const [first] = await transactGet([Account, { id: 'a' }]);
  // @ts-expect-error it may be undefined
  first.balance;
  // @ts-expect-error a key of the other class
  await transactGet([Account, { customer: 'c' }]);
  // @ts-expect-error the tuple has one element
  const [, second] = await transactGet([Account, { id: 'a' }]);
  // @ts-expect-error a handle cannot be set
  new TransactGet().get(Account, { id: 'a' }).value = account;
  return second;
};
