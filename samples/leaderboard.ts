// The best players of a game: an index sorted by score. Ranks change as scores do; nobody keeps a list.
import { ActiveRecord, Attribute, ConditionalCheckFailedError, Index, PartitionKey, SortKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('scores'))
@Index('byScore', { partitionKey: 'game', sortKey: ['best', 'player'] })
class Score extends ActiveRecord {
  @PartitionKey() player!: string;
  @SortKey() game!: string;
  @Attribute({ type: Number }) best!: number;
  @Attribute() plays = 0;
}

const game = 'tetris';

/** Counts the play, and keeps the score if it is the best so far: two requests, each of them atomic. */
async function report(player: string, points: number): Promise<boolean> {
  await Score.updateByKey({ player, game }, s => [s.plays.add(1), s.best.ifNotExists(0)]);
  try {
    await Score.updateByKey({ player, game }, { best: points }, { condition: s => s.best.lt(points) });
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedError) return false;
    throw error;
  }
}

function top(count: number): Promise<string[]> {
  const scores = Score.query({ game }).index('byScore').desc().limit(count).select('player', 'best').all();
  return scores.then(list => list.map(({ player, best }) => `${player} ${best}`));
}

/** How many are better, plus one: DynamoDB counts, and bills, those above. */
async function rankOf(player: string): Promise<number> {
  const { best } = await Score.getOrFail({ player, game });
  const better = Score.query({ game })
    .index('byScore')
    .where(s => s.best.gt(best));
  return (await better.count()) + 1;
}

export const main = sample([Score], async () => {
  const points = { ann: 300, bob: 150, cleo: 420, dan: 90 };
  await Promise.all(Object.entries(points).map(([player, best]) => report(player, best)));
  const before = await top(3);

  const better = await report('bob', 350);
  const worse = await report('cleo', 100);

  return {
    before,
    better,
    worse,
    after: await top(3),
    rankOfAnn: await rankOf('ann'),
    playsOfCleo: (await Score.getOrFail({ player: 'cleo', game })).plays,
  };
});

void start(module, main);
