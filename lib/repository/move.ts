import type { Tracking } from '../client/target';
import { keyNames, keyOfRecord, sameKey } from '../entity/key';
import { shareState, stateOf } from '../entity/record-state';
import type { OptionNames } from '../errors/known-options';
import { ValidationError } from '../errors/usage-errors';
import { Condition } from '../expressions/condition';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';
import type { Flat } from '../metadata/flat';
import { commitWrites } from '../transact/commit-writes';
import type { TransactWriteOptions } from '../transact/options';
import { clientOf } from '../transact/transaction-client';
import type { BlockChoice } from '../write/outside-block';
import type { Write } from '../write/write';

/** Options of `moveTo`. */
export type MoveOptions = Flat<Pick<TransactWriteOptions, 'client' | 'signal' | 'maxAttempts'> & BlockChoice>;

export const MOVE_OPTIONS: OptionNames<MoveOptions> = {
  client: true,
  signal: true,
  maxAttempts: true,
  outsideTransaction: true,
};

/**
 * Writes the item of a record under another key and deletes the old one, in one transaction. The new key must be free, and the old item must be as it
 * was loaded. Afterwards the record has the new key.
 */
export async function moveRecord(
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
