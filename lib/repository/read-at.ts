import { readItem } from '../client/requests';
import type { Target } from '../client/target';
import { keyOfRecord } from '../entity/key';
import { notFound } from '../entity/not-found';
import { observed } from '../entity/observed';
import type { ReadOptions } from '../entity/options';
import { metadataOfOwn } from '../entity/record-metadata';
import { TENANTS } from '../entity/tenant';
import { visibleClassOf } from '../load/item-class';
import { loadInto } from '../load/load';
import { metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { inTurn } from '../write/in-turn';
import type { Call } from './options';
import { type Place, targetAt } from './place';

/** Reads an item by its key. */
export function readAt(
  call: Call,
  target: Target,
  key: Item,
  { consistentRead = target.metadata.consistentRead }: ReadOptions,
): Promise<Item | undefined> {
  return observed(
    call,
    target,
    to => readItem(to, key, consistentRead),
    () => ({ key: () => key }),
  );
}

/** Reads a record again, into the same instance, after the writes of it that were begun before. */
export async function reload<T extends object>(place: Place<T>, record: T, options: ReadOptions): Promise<void> {
  const metadata = metadataOfOwn(metadataOf(place.type), record);
  const key = keyOfRecord(metadata, record);
  TENANTS.of(metadata)?.checkTenant(metadata, record);
  const target = { ...targetAt(place, 'reload', options, record), metadata };
  let hooks: Promise<void> | undefined;
  await inTurn([record], target.signal, async () => {
    const item = await readAt('reload', target, key, options);
    if (!item || visibleClassOf(metadata, item, { ...options, onUnknown: 'skip' }) !== metadata) {
      throw notFound(metadata, key);
    }
    hooks = loadInto(target, record, item, options);
  });
  await hooks;
}
