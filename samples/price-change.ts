// A price change for all that a query finds, with a bar. It can be stopped and resumed: no price is raised twice.
import { ActiveRecord, Attribute, PartitionKey, SortKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { progressBar } from './support/progress';
import { sample, start } from './support/sample';

@Table(sampleTable('products'))
class Product extends ActiveRecord {
  @PartitionKey() shop!: string;
  @SortKey({ type: Number }) sku!: number;
  @Attribute({ type: Number }) price = 100;
  @Attribute() status: 'listed' | 'sold out' = 'listed';
}

const PRODUCTS = 60;

export const main = sample([Product], async () => {
  const all = Array.from({ length: PRODUCTS }, (_, sku) => sku);
  await Promise.all(all.map(sku => Product.create({ shop: 's1', sku, status: sku % 3 ? 'listed' : 'sold out' })));

  const listed = Product.query({ shop: 's1' }).filter(p => p.status.eq('listed'));
  const total = await listed.count();
  const show = progressBar(total);

  // Somebody ends the first run half-way.
  const stop = new AbortController();
  const first = await listed.updateAll(p => p.price.add(10), {
    signal: stop.signal,
    onProgress: progress => {
      show(progress);
      if (progress.done === total / 2) stop.abort();
    },
  });
  const second = await listed.updateAll(p => p.price.add(10), { cursor: first.cursor, onProgress: show });

  const prices = (await Product.query({ shop: 's1' }).all()).map(({ price }) => price);
  return {
    total,
    stopped: first.cursor !== undefined,
    updated: first.updated + second.updated,
    raised: prices.filter(price => price === 110).length,
    asBefore: prices.filter(price => price === 100).length,
  };
});

void start(module, main);
