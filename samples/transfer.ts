// Money from one account to another: both balances change or neither, however many transfers run at once.
import { randomUUID } from 'node:crypto';
import {
  ActiveRecord,
  Attribute,
  PartitionKey,
  Table,
  TransactionCanceledError,
  type TransactionReceipt,
  TransactWrite,
  transact,
  transactGet,
} from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('bank-statements'))
class BankStatement extends ActiveRecord {
  @PartitionKey() userId!: string;
  @Attribute() balance = 0;
  @Attribute() active = true;
}

class InsufficientFunds extends Error {}

/** Without reading: DynamoDB checks the conditions. A token makes it safe to call again when the answer was lost. */
function transferBlind(from: string, to: string, amount: number, token: string): Promise<TransactionReceipt> {
  const tx = new TransactWrite({ clientRequestToken: token, returnConsumedCapacity: 'TOTAL' });
  tx.update(BankStatement, { userId: from }, s => s.balance.add(-amount), {
    condition: s => s.balance.gte(amount).and(s.active.eq(true)),
  });
  tx.update(BankStatement, { userId: to }, s => s.balance.add(amount), { condition: s => s.active.eq(true) });
  return tx.commit();
}

/** Reads, decides, writes: what was read must still be so when it commits, else it runs again. */
function transfer(from: string, to: string, amount: number): Promise<number> {
  return transact(
    async tx => {
      const payer = await tx.getOrFail(BankStatement, { userId: from });
      const payee = await tx.getOrFail(BankStatement, { userId: to });
      if (payer.balance < amount) throw new InsufficientFunds(`${payer.balance} there, ${amount} wanted`);
      payer.balance -= amount;
      payee.balance += amount;
      tx.save(payer);
      tx.save(payee);
      return payer.balance;
    },
    { maxAttempts: 30 },
  );
}

/** Both balances at one instant. */
async function balances(first: string, second: string): Promise<(number | undefined)[]> {
  const both = await transactGet([BankStatement, { userId: first }], [BankStatement, { userId: second }]);
  return both.map(statement => statement?.balance);
}

function reasonsOf(error: unknown): (string | undefined)[] {
  if (!(error instanceof TransactionCanceledError)) throw error;
  return error.reasons.map(reason => {
    const left = reason?.stored instanceof BankStatement ? reason.stored.balance : 0;
    return reason && `${reason.code}: ${left} there`;
  });
}

export const main = sample([BankStatement], async () => {
  await BankStatement.create({ userId: 'user1', balance: 2000 });
  await BankStatement.create({ userId: 'user2' });

  const token = randomUUID();
  const receipt = await transferBlind('user1', 'user2', 1000, token);
  const afterFirst = await balances('user1', 'user2');
  // The same token again: DynamoDB answers as if it had applied it, and does not.
  await transferBlind('user1', 'user2', 1000, token);
  const afterRepeat = await balances('user1', 'user2');
  const reasons = await transferBlind('user1', 'user2', 2000, randomUUID()).then(() => [], reasonsOf);

  const leftByBlock = await transfer('user1', 'user2', 250);
  const tooMuch = await transfer('user1', 'user2', 5000).catch((error: Error) => error.message);

  const there = Array.from({ length: 6 }, () => transfer('user1', 'user2', 10));
  const back = Array.from({ length: 4 }, () => transfer('user2', 'user1', 5));
  await Promise.all([...there, ...back]);

  return {
    attempts: receipt.attempts,
    afterFirst,
    afterRepeat,
    reasons,
    leftByBlock,
    tooMuch,
    afterTenAtOnce: await balances('user1', 'user2'),
  };
});

void start(module, main);
