import { attributes, type UpdateAction } from 'dynact';
import { Account, Address } from './account';

const a = attributes(Account);

export const right: UpdateAction[] = [
  a.balance.add(5),
  a.balance.set(a.balance.plus(1)),
  a.balance.set(a.balance.ifNotExists(0).plus(1)),
  a.creditLimit.ifNotExists(100),
  a.points.add(1n),
  a.status.set('closed'),
  a.tags.append(['vip']),
  a.tags.prepend(['new']),
  a.tags.at(0).remove(),
  a.roles.add(['admin']),
  a.roles.delete(new Set(['admin'])),
  a.address.set(Object.assign(new Address(), { street: 'Main 1', city: 'Oslo' })),
  a.address.city.set('Oslo'),
  a.history.at(0).city.set('Oslo'),
  a.owner.remove(),
];

export const wrong = [
  // @ts-expect-error strings do not add up
  () => a.owner.add('x'),
  // @ts-expect-error booleans do not add up
  () => a.verified.add(1),
  // @ts-expect-error a string for a number
  () => a.balance.add('5'),
  // @ts-expect-error a number for a bigint
  () => a.points.add(1),
  // @ts-expect-error a value outside the union
  () => a.status.set('open'),
  // @ts-expect-error an attribute of another type
  () => a.balance.set(a.owner),
  // @ts-expect-error a condition is not a value
  () => a.verified.set(a.balance.gt(1)),
  // @ts-expect-error append takes a list
  () => a.tags.append('vip'),
  // @ts-expect-error the list holds strings
  () => a.tags.append([1]),
  // @ts-expect-error strings have no end to append to
  () => a.owner.append(['x']),
  // @ts-expect-error the set holds strings
  () => a.roles.add([1]),
  // @ts-expect-error elements are deleted from sets, not from lists
  () => a.tags.delete(['vip']),
  // @ts-expect-error a member of the wrong type
  () => a.address.city.set(1),
  // @ts-expect-error the map holds numbers
  () => a.settings.get('volume').set('loud'),
  // @ts-expect-error a fallback of the wrong type
  () => a.balance.ifNotExists('0'),
  // @ts-expect-error a set is not an array
  () => a.roles.set(['admin']),
  // @ts-expect-error undefined is no value: remove() takes it away
  () => a.creditLimit.set(undefined),
  // @ts-expect-error a sum is a number, not a string
  () => a.owner.set(a.balance.plus(1)),
  // @ts-expect-error a size is not a value
  () => a.balance.set(a.tags.size()),
  // @ts-expect-error elements of a nested class are instances
  () => a.history.append([{ street: 1 }]),
  // @ts-expect-error strings have no arithmetic
  () => a.owner.set(a.owner.plus('x')),
];

export const records = async (account: Account) => {
  await account.update({ owner: 'Jo', status: 'closed' });
  await account.update(({ balance }) => [balance.add(1)], { condition: ({ balance }) => balance.gte(1) });
  await Account.updateByKey({ id: 'a1' }, ({ balance }) => [balance.add(1)]);
  // @ts-expect-error a value of the wrong type
  await account.update({ owner: 1 });
  // @ts-expect-error no such attribute
  await account.update({ nickname: 'Jo' });
  // @ts-expect-error a condition among the actions
  await account.update(({ balance }) => [balance.gt(1)]);
  // @ts-expect-error an action where a condition belongs
  await account.update({ owner: 'Jo' }, { condition: ({ balance }) => balance.add(1) });
};
