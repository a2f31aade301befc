import { repository } from 'dynact';
import { Account } from './account';

class Note {
  id!: string;
  text = '';
}

export const right = async () => {
  const built: Account = Account.build({ id: 'a1', owner: 'Jane' });
  const found: Account | undefined = await Account.get({ id: 'a1' });
  const sure: Account = await Account.getOrFail({ id: 'a1' }, { consistentRead: true });
  const note: Note | undefined = await repository(Note).get({ id: 'n1' });
  const balance: { from: unknown; to: unknown } | undefined = sure.changes().balance;
  await built.save({ raiseOnConflict: true, condition: ({ id }) => id.notExists() });
  await built.delete({ mustExist: true });
  await built.increment('balance', -1);
  await built.increment('points', 1n);
  return { found, note, balance };
};

export const wrong = async (account: Account) => {
  // @ts-expect-error a value of the wrong type
  Account.build({ id: 1 });
  // @ts-expect-error no such attribute
  Account.build({ nickname: 'Jo' });
  // @ts-expect-error a method is not an attribute
  Account.build({ rename: () => undefined });
  // @ts-expect-error a key of the wrong type
  await Account.get({ id: 1 });
  // @ts-expect-error no such key
  await Account.get({ key: 'a1' });
  // @ts-expect-error a key is an object
  await Account.get('a1');
  // @ts-expect-error a flag of the record is not an attribute
  Account.build({ isNew: true });
  // @ts-expect-error create always refuses to overwrite
  await Account.create({ id: 'a1' }, { raiseOnConflict: false });
  // @ts-expect-error by key there is nothing loaded to compare with
  await Account.updateByKey({ id: 'a1' }, { owner: 'Jo' }, { raiseOnConflict: true });
  // @ts-expect-error a condition is no boolean
  await account.save({ condition: a => a.balance.gt(1) && true });
  // @ts-expect-error a condition is not made of one attribute
  await account.save({ condition: a => a.balance });
  await account.save({
    // @ts-expect-error a block without return would be no condition
    condition: a => {
      a.balance.gt(1);
    },
  });
  // @ts-expect-error no such option
  await account.save({ raiseOnConflicts: true });
  // @ts-expect-error a number is not a note's text
  await repository(Note).create({ id: 'n1', text: 1 });
  // @ts-expect-error text is not added to
  await account.increment('owner');
  // @ts-expect-error a list is not added to
  await repository(Account).increment(account, 'tags');
  // @ts-expect-error what get gives may be undefined
  (await Account.get({ id: 'a1' })).owner;
};
