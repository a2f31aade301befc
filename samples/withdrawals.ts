// Withdrawals that can never overdraw an account: the balance is checked and changed in one request.
import { ActiveRecord, Attribute, ConditionalCheckFailedError, PartitionKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() balance = 0;
  @Attribute() status: 'active' | 'frozen' = 'active';
  @Attribute() verified = false;
}

/** Takes the amount if the account is active, verified and has it; else nothing changes. */
async function withdraw(account: Account, amount: number): Promise<boolean> {
  try {
    await account.update(a => a.balance.add(-amount), {
      condition: a => a.balance.gte(amount).and(a.status.eq('active'), a.verified.eq(true)),
    });
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedError) return false;
    throw error;
  }
}

export const main = sample([Account], async () => {
  const account = await Account.create({ id: 'a1', balance: 100, verified: true });
  const fifty = await withdraw(account, 50);
  const seventyFive = await withdraw(account, 75);

  const shared = await Account.create({ id: 'a2', balance: 100, verified: true });
  const tenAtOnce = await Promise.all(Array.from({ length: 10 }, () => withdraw(shared, 30)));
  await shared.reload({ consistentRead: true });

  const frozen = await Account.create({ id: 'a3', balance: 100, verified: true, status: 'frozen' });

  return {
    withdrewFifty: fifty,
    withdrewSeventyFiveMore: seventyFive,
    left: account.balance,
    tenAtOnceOfThirty: { succeeded: tenAtOnce.filter(Boolean).length, left: shared.balance },
    withdrewFromFrozen: await withdraw(frozen, 10),
  };
});

void start(module, main);
