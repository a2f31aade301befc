import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Tracking } from '../client/target';
import { observedTogether } from '../entity/observed';
import { inTurn } from '../write/in-turn';
import type { Write } from '../write/write';
import { AcrossAttempts } from './across-attempts';
import { runAllAfterHooks, runAllBeforeHooks } from './all-hooks';
import { commit } from './commit';
import type { TransactionReceipt, TransactWriteOptions } from './options';
import { prepare, recordsOf } from './prepare';
import { withReruns } from './rerun';

/**
 * Carries out writes as one transaction that reads nothing: hooks, then as many attempts as it takes.
 *
 * @param tracking that of the operation that it is a part of
 */
export async function commitWrites(
  writes: readonly Write[],
  client: DynamoDBClient,
  options: TransactWriteOptions,
  tracking?: Tracking,
): Promise<TransactionReceipt> {
  const shared = new AcrossAttempts();
  const begun = await runAllBeforeHooks(writes, options.signal);
  const carry = (own: Tracking | undefined) => {
    const all = own ? { ...options, tracking: own } : options;
    return inTurn(recordsOf(begun), options.signal, () =>
      withReruns(options, async attempt =>
        commit(await prepare(begun, undefined, all, shared), client, all, shared, attempt),
      ),
    );
  };
  const receipt = await observedTogether('transact', carry, tracking);
  await runAllAfterHooks(begun, options.signal);
  return receipt;
}
