import type { CheckedStore, Damage } from './checked-store';

/** What a repair could not keep, as readable lines: numbers of records by table, no keys and no values. */
export type DataLoss = readonly string[];

/** Describes the records that a repair deleted, and those without a head since: items of unknown tables. */
export async function lossOf(store: CheckedStore, { damaged, missing }: Damage): Promise<DataLoss> {
  const names = new Map<string, string>();
  for await (const page of store.pages({ gte: 't', lt: 'u' })) {
    for (const [key, head] of page) names.set(key.slice(1), (JSON.parse(head) as { name: string }).name);
  }
  const lines: string[] = [];
  for (const key of ofKind(damaged, 't')) {
    lines.push(`a table whose description is damaged, with ${await countIn(store, key.slice(1))} items`);
  }
  const items = new Map<string, number>();
  for (const key of ofKind(damaged, 'i')) {
    const name = names.get(key.slice(1, key.indexOf('/')));
    if (name !== undefined) items.set(name, (items.get(name) ?? 0) + 1);
  }
  for (const [name, count] of items) lines.push(`table ${name}: ${count} ${count === 1 ? 'item' : 'items'}`);
  const ofStreams = ofKind(damaged, 's').length + ofKind(damaged, 'r').length;
  if (ofStreams > 0) lines.push(`streams: ${ofStreams} records`);
  const tokens = ofKind(damaged, 'k').length;
  if (tokens > 0) lines.push(`${tokens} client request tokens`);
  if (missing > 0) lines.push(`${missing} more records are missing; which they were cannot be told`);
  return lines;
}

function ofKind(keys: readonly string[], kind: string): string[] {
  return keys.filter(key => key.startsWith(kind));
}

async function countIn(store: CheckedStore, number: string): Promise<number> {
  let count = 0;
  for await (const page of store.pages({ gte: `i${number}/`, lt: `i${number}0` })) count += page.length;
  return count;
}
