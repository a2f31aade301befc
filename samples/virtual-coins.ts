// A player's coins: two purchases at the same time, and the lost update is caught instead of giving goods away.
import { ActiveRecord, Attribute, ConflictError, PartitionKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('players'))
class Player extends ActiveRecord {
  @PartitionKey() login!: string;
  @Attribute() firstName?: string;
  @Attribute() email?: string;
  @Attribute() balance = 0;
}

class NotEnoughCoins extends Error {}

function pay(player: Player, price: number): void {
  if (player.balance < price) throw new NotEnoughCoins(`${price} coins wanted, ${player.balance} there`);
  player.balance -= price;
}

/** Decides on what it read, and starts over when the player changed meanwhile. */
async function purchase(login: string, price: number, attempts = 5): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const player = await Player.getOrFail({ login }, { consistentRead: true });
    pay(player, price);
    try {
      await player.save({ raiseOnConflict: true });
      return player.balance;
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === attempts) throw error;
    }
  }
}

export const main = sample([Player], async () => {
  await Player.create({ login: 'waldo', firstName: 'Waldo', balance: 200 });

  // Both read 200. Without the check, the second save would write 100 and forget the first purchase.
  const first = await Player.getOrFail({ login: 'waldo' });
  const second = await Player.getOrFail({ login: 'waldo' });
  pay(first, 150);
  await first.save({ raiseOnConflict: true });
  pay(second, 100);
  const conflict = await second.save({ raiseOnConflict: true }).catch((error: ConflictError) => error);

  return {
    afterTheFirst: first.balance,
    lostUpdateCaught: conflict instanceof ConflictError && conflict.diff,
    theSecondAgain: await purchase('waldo', 100).catch((error: Error) => error.message),
    somethingCheaper: await purchase('waldo', 20),
  };
});

void start(module, main);
