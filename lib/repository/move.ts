import { keyOfRecord } from '../entity/key';
import { observed } from '../entity/observed';
import { metadataOfOwn } from '../entity/record-metadata';
import type { Values } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import { commitWrites } from '../transact/commit-writes';
import { clientOf } from '../transact/transaction-client';
import { movesOf } from '../write/move';
import { refuseInBlock } from '../write/outside-block';
import type { MoveOptions } from './options';
import { type Place, targetAt } from './place';

/** Gives a record another key. */
export async function moveTo<T extends object>(
  place: Place<T>,
  record: T,
  changes: Values<T>,
  options: MoveOptions,
): Promise<void> {
  const metadata = metadataOfOwn(metadataOf(place.type), record);
  const { client = place.options.client } = options;
  const target = targetAt(place, 'moveTo', options, record);
  refuseInBlock(metadata.className, 'moveTo', options);
  await observed(
    'moveTo',
    target,
    async ({ tracking }) => {
      const writes = movesOf({ metadata, record, changes });
      await commitWrites(writes, clientOf(writes, client), { ...options, client }, tracking);
    },
    () => ({ key: () => keyOfRecord(metadata, record) }),
  );
}
