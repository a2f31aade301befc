import type { Item } from '../../wire/attribute-value';
import { keyOf, keySchema } from '../storage/key-schema';
import type { Table } from '../tables/table';

const GIGABYTE = 1024 ** 3;

/** The `ItemCollectionMetrics` of a write: only tables with local indexes have item collections. */
export function collectionMetrics(table: Table, key: Item, mode: 'SIZE' | 'NONE' | undefined): object | undefined {
  if (mode !== 'SIZE' || table.settings.localIndexes.length === 0) return undefined;
  const size = collectionSize(table, key) / GIGABYTE;
  return {
    ItemCollectionKey: keyOf(key, keySchema(table.keys.partition, [])),
    SizeEstimateRangeGB: [Math.floor(size), Math.floor(size) + 1],
  };
}

/** The `ItemCollectionMetrics` of several writes, by table. */
export function collectionMetricsByTable(
  writes: readonly { readonly table: Table; readonly key: Item }[],
  mode: 'SIZE' | 'NONE' | undefined,
): object | undefined {
  const metrics = new Map<string, object[]>();
  for (const { table, key } of writes) {
    const metric = collectionMetrics(table, key, mode);
    if (metric) metrics.set(table.name, [...(metrics.get(table.name) ?? []), metric]);
  }
  return metrics.size > 0 ? Object.fromEntries(metrics) : undefined;
}

/** An item counts in the table and in each local index that it is in. */
function collectionSize(table: Table, key: Item): number {
  const local = [...table.items.indexes.values()].filter(({ definition }) => !definition.isGlobal);
  let size = 0;
  for (const stored of table.items.collection(key)) {
    size += stored.size;
    for (const index of local) if (index.holds(stored.attributes)) size += index.project(stored).size;
  }
  return size;
}
