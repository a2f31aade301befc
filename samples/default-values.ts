// Values that are set only where there is none, and counters that need no first write.
import { ActiveRecord, Attribute, PartitionKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('visitors'))
class Visitor extends ActiveRecord {
  @PartitionKey() id!: string;
  // No default: in DynamoDB these are absent until something sets them.
  @Attribute() loginCount?: number;
  @Attribute() score?: number;
}

export const main = sample([Visitor], async () => {
  const visitor = await Visitor.create({ id: 'v1' });
  const loginCounts = [visitor.loginCount];
  const counted = async () => loginCounts.push(visitor.loginCount);

  await visitor.update(v => v.loginCount.ifNotExists(0)).then(counted);
  await visitor.update(v => v.loginCount.add(1)).then(counted);
  await visitor.update(v => v.loginCount.ifNotExists(999)).then(counted);

  // Start at 100 and add 10, in one request; `add(10)` alone would start at 0.
  await visitor.update(v => v.score.set(v.score.ifNotExists(100).plus(10)));
  const firstScore = visitor.score;
  await visitor.update(v => v.score.set(v.score.ifNotExists(100).plus(10)));

  return { loginCounts, scores: [firstScore, visitor.score] };
});

void start(module, main);
