import type { Tracking } from '../client/target';
import { metadataOfOwn } from '../entity/build';
import { keyNames, keyOfRecord, sameKey } from '../entity/key';
import { observed } from '../entity/observed';
import { shareState, stateOf } from '../entity/record-state';
import { ValidationError } from '../errors/usage-errors';
import { Condition } from '../expressions/condition';
import type { Values } from '../metadata/entity-class';
import { attributeNamed, type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { commitWrites } from '../transact/commit-writes';
import { clientOf } from '../transact/transaction-client';
import { refuseInBlock } from '../write/outside-block';
import type { Write } from '../write/write';
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
    ({ tracking }) => moveRecord(metadata, record, changes, { ...options, client }, tracking),
    () => ({ key: () => keyOfRecord(metadata, record) }),
  );
}

/**
 * Writes the item of a record under another key and deletes the old one, in one transaction. The new key must be free, and the old item must be as it
 * was loaded. Afterwards the record has the new key.
 */
async function moveRecord(
  metadata: EntityMetadata,
  record: object,
  changes: Readonly<Record<string, unknown>>,
  options: MoveOptions,
  tracking: Tracking | undefined,
): Promise<void> {
  const { className, partitionKey } = metadata;
  if (!stateOf(record))
    throw ValidationError.misuse(`${className}: moveTo takes a record that is in DynamoDB: save this one`);
  for (const property of Object.keys(changes)) attributeNamed(metadata, property);
  const moved = Object.assign(Object.create(Object.getPrototypeOf(record)), record, changes) as object;
  if (sameKey(metadata, keyOfRecord(metadata, record), keyOfRecord(metadata, moved))) {
    throw ValidationError.misuse(
      `${className}: these changes leave the key { ${keyNames(metadata)} } as it is: use update() or save()`,
    );
  }
  // Attributes that the class does not declare are moved, too.
  shareState(moved, record);
  const free = new Condition({ kind: 'exists', path: [partitionKey.name], exists: false });
  const writes: Write[] = [
    { verb: 'save', metadata, record: moved, options: { raiseOnConflict: false, condition: free } },
    { verb: 'delete', metadata, record, options: { raiseOnConflict: true } },
  ];
  await commitWrites(writes, clientOf(writes, options.client), options, tracking);
  Object.assign(record, moved);
  shareState(record, moved);
}
