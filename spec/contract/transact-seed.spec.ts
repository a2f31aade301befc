import { ActiveRecord, Attribute, PartitionKey, Table, TransactionCanceledError, TransactWrite } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Table(uniqueTable('bank-statements'))
class BankStatement extends ActiveRecord {
  @PartitionKey({ name: 'user_id' }) userId!: string;
  @Attribute({ name: 'account_balance' }) accountBalance = 0;
  @Attribute({ name: 'is_active' }) isActive?: boolean;
}

/** The debit and the credit of a transfer, as one transaction. */
function transfer(amount: number, clientRequestToken: string): TransactWrite {
  const transaction = new TransactWrite({ clientRequestToken });
  transaction.update(BankStatement, { userId: 'user1' }, s => [s.accountBalance.add(-amount)], {
    condition: s => s.accountBalance.gte(amount).and(s.isActive.eq(true)),
  });
  transaction.update(BankStatement, { userId: 'user2' }, s => [s.accountBalance.add(amount)], {
    condition: s => s.isActive.eq(true),
  });
  return transaction;
}

describeEachBackend('bank statements', backend => {
  useTables(backend, BankStatement);

  it('moves money between two statements, or leaves both as they are', async () => {
    const user1 = BankStatement.build({ userId: 'user1', accountBalance: 2000, isActive: true });
    const user2 = BankStatement.build({ userId: 'user2', accountBalance: 0, isActive: true });
    await user1.save();
    await user2.save();

    await transfer(1000, 'super-unique-key').commit();

    await user1.reload();
    await user2.reload();
    expect(user1.accountBalance).toBe(1000);
    expect(user2.accountBalance).toBe(1000);

    const error = await failure(transfer(2000, 'another-super-unique-key').commit(), TransactionCanceledError);

    expect((error.cause as Error).name).toBe('TransactionCanceledException');
    expect(error.reasons).toHaveLength(2);
    expect(error.reasons[0]).toMatchObject({
      code: 'ConditionalCheckFailed',
      operation: 'update',
      entity: BankStatement,
      key: { userId: 'user1' },
    });
    expect(error.reasons[0]?.stored).toBeInstanceOf(BankStatement);
    expect(error.reasons[0]?.stored).toEqual(user1);
    expect(error.reasons[1]).toBeUndefined();

    await user1.reload();
    await user2.reload();
    expect(user1.accountBalance).toBe(1000);
    expect(user2.accountBalance).toBe(1000);
  });
});
