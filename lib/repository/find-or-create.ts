import { readItem } from '../client/requests';
import type { Target } from '../client/target';
import { build, checkValues } from '../entity/build';
import { keyOf } from '../entity/key';
import { observed } from '../entity/observed';
import { OverwriteError } from '../errors/write-errors';
import { load } from '../load/load';
import type { Key, Values } from '../metadata/entity-class';
import type { Item } from '../wire/attribute-value';
import type { FindOrCreateOptions, Upserted } from '../write/options';
import { type Place, targetAt } from './place';
import { writeAt } from './write-at';

/** The record with this key, which is created if there is none. */
export async function findOrCreate<T extends object>(
  place: Place<T>,
  key: Key<T>,
  values: Values<T>,
  options: FindOrCreateOptions<T>,
): Promise<Upserted<T>> {
  const target = targetAt(place, 'findOrCreate', options);
  const { metadata } = target;
  const stored = keyOf(metadata, key);
  checkValues(metadata, values);
  return observed(
    'findOrCreate',
    target,
    to => foundOrCreated(place, to, stored, { ...values, ...key }, options),
    () => ({ key: () => stored }),
  );
}

async function foundOrCreated<T extends object>(
  place: Place<T>,
  target: Target,
  key: Item,
  values: Values<T>,
  options: FindOrCreateOptions<T>,
): Promise<Upserted<T>> {
  const { expect = 'new', ...rest } = options;
  if (expect === 'existing') {
    const found = await loaded(await readItem(target, key, true));
    if (found) return { record: found, created: false };
  }
  const record = build<T>(target.metadata, values);
  try {
    await writeAt(place, 'create', { record }, rest, { target });
    return { record, created: true };
  } catch (error) {
    if (!(error instanceof OverwriteError)) throw error;
    const { Item: inTheWay } = (error.cause ?? {}) as { Item?: Item };
    const found = await loaded(inTheWay ?? (await readItem(target, key, true)));
    if (!found) throw error;
    return { record: found, created: false };
  }

  async function loaded(item: Item | undefined): Promise<T | undefined> {
    return item && load<T>(target, item, options);
  }
}
