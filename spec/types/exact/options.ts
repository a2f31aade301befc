// Under exactOptionalPropertyTypes, undefined may be given for what may be left out.
import { batchGet, configure, createTable, setDefaultClient, tableDefinition, transact } from 'dynact';
import { Account } from '../account';

export async function right(signal: AbortSignal | undefined, flag: boolean | undefined, client: undefined) {
  const account = Account.build({ id: 'a', owner: undefined, balance: undefined });
  await account.update(
    { creditLimit: undefined, owner: undefined },
    { signal, raiseOnConflict: flag, condition: undefined },
  );
  await account.save({ signal, skipHooks: flag, client, condition: undefined });
  await account.delete({ signal, mustExist: flag, client });
  await account.reload({ signal, consistentRead: flag });
  await Account.get({ id: 'a' }, { signal, consistentRead: flag, client, skipHooks: flag });
  await Account.create({ id: 'a', address: undefined }, { signal, client });
  await Account.updateByKey({ id: 'a' }, { owner: undefined }, { signal, mustExist: flag });
  await Account.query({ id: 'a' }, { signal, consistentRead: flag, client }).page({ cursor: undefined });
  await Account.scan({ signal }).all();
  await Account.batchGet([{ id: 'a' }], { signal, consistentRead: flag, concurrency: undefined });
  await batchGet([Account, [{ id: 'a' }]]);
  await createTable(Account, { signal, client, tags: undefined, stream: undefined, maxWaitTime: undefined });
  await transact(async () => 1, { signal, maxAttempts: undefined, clientRequestToken: undefined, client });
  tableDefinition(Account, { billing: undefined, stream: undefined });
  configure({ client: undefined, errorOnScan: undefined });
  setDefaultClient(undefined);
}
