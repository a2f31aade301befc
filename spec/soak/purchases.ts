import { ConflictError } from 'dynact';
import type { Purse, TokenedPurse } from './entities';
import { toldBy } from './told';

export interface Purchases {
  succeeded: number;
  unknown: number;
  conflicts: number;
}

/** The loop of the docs, by several at once. */
export async function buy(
  type: typeof Purse | typeof TokenedPurse,
  options: Parameters<Purse['save']>[0],
  buyers: number,
  purchases: number,
): Promise<Purchases> {
  const counts = { succeeded: 0, unknown: 0, conflicts: 0 };
  const purchase = async () => {
    for (;;) {
      const purse = await type.getOrFail({ id: 'purse' }, { consistentRead: true });
      purse.balance -= 1;
      try {
        await purse.save({ ...options, raiseOnConflict: true });
        counts.succeeded++;
        return;
      } catch (error) {
        if (!(error instanceof ConflictError) && toldBy(error) === 'unknown') {
          counts.unknown++;
          return;
        }
        if (!(error instanceof ConflictError)) throw error;
        counts.conflicts++;
      }
    }
  };
  const buyer = async () => {
    for (let i = 0; i < purchases; i++) await purchase();
  };
  await Promise.all(Array.from({ length: buyers }, buyer));
  return counts;
}
