// Counting page views: increments that many visitors make at once, and none is lost.
import { ActiveRecord, Attribute, PartitionKey, SortKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('page-views'))
class PageView extends ActiveRecord {
  @PartitionKey() page!: string;
  @SortKey() day!: string;
  @Attribute() views = 0;
}

const day = '2026-01-15';

/** Two visitors read the same number and write the same number: one view is lost. */
async function readModifyWrite(): Promise<number> {
  const key = { page: '/careless', day };
  await PageView.create(key);
  const first = await PageView.getOrFail(key);
  const second = await PageView.getOrFail(key);
  for (const visitor of [first, second]) {
    visitor.views += 1;
    await visitor.save();
  }
  return (await PageView.getOrFail(key)).views;
}

/** DynamoDB does the adding: one request each, and the first visitor of the day creates the counter. */
async function fiftyAtOnce(): Promise<number> {
  const key = { page: '/home', day };
  await Promise.all(Array.from({ length: 50 }, () => PageView.updateByKey(key, page => page.views.add(1))));
  return (await PageView.getOrFail(key, { consistentRead: true })).views;
}

export const main = sample([PageView], async () => {
  const page = await PageView.create({ page: '/pricing', day });
  await page.update(p => p.views.add(1));
  await page.update(p => p.views.add(1));

  return {
    // No second read: the record holds what DynamoDB holds.
    afterTwoUpdates: page.views,
    readModifyWriteByTwo: await readModifyWrite(),
    atomicByFifty: await fiftyAtOnce(),
  };
});

void start(module, main);
