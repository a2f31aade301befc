import type { Item } from '../../../lib/wire/attribute-value';
import { sortedItems } from './ordered';
import type { Answer, RawBackend } from './raw-backend';
import type { Request } from './requests';

const MAX_PAGES = 100;

/**
 * Asks for every page of a Query or Scan, as the two lay their items out in other orders: what is compared is all of the
 * pages together. A Query of a table keeps the order of its items.
 */
export async function walk(backend: RawBackend, { operation, input }: Request): Promise<Answer> {
  const first = await backend(operation, input);
  if (first.status !== 200) return first;
  const isOrdered = operation === 'Query' && input.IndexName === undefined;
  const items: Item[] = [];
  let count = 0;
  let scanned = 0;
  let page = first;
  for (let pages = 1; ; pages++) {
    items.push(...((page.body.Items as Item[] | undefined) ?? []));
    count += page.body.Count as number;
    scanned += page.body.ScannedCount as number;
    const start = page.body.LastEvaluatedKey;
    if (!start) break;
    if (pages === MAX_PAGES) throw new Error(`${operation} does not end: ${JSON.stringify(input)}`);
    page = await backend(operation, { ...input, ExclusiveStartKey: start });
    if (page.status !== 200) return page;
  }
  return {
    status: 200,
    body: {
      Items: isOrdered ? items : sortedItems(items),
      Count: count,
      ScannedCount: scanned,
      ConsumedCapacity: input.Limit === undefined ? first.body.ConsumedCapacity : undefined,
    },
  };
}
