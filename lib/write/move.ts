import { instantiated } from '../codec/field';
import { checkValues, refuseUnsettable } from '../entity/build';
import { copyValues } from '../entity/copy-values';
import { absentCondition } from '../entity/expiry';
import { keyNames, keyOfRecord, sameKey } from '../entity/key';
import { shareState, stateOf } from '../entity/record-state';
import { ValidationError } from '../errors/usage-errors';
import { Condition } from '../expressions/condition';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';
import type { Write } from './write';

/** A record that gets another key. */
export interface Move {
  readonly metadata: EntityMetadata;
  readonly record: object;
  readonly changes: Readonly<Record<string, unknown>>;
}

/**
 * The writes that give the item of a record another key, in one transaction: it is written there and deleted here. The new key must be free, and the
 * old item must be as it was loaded. At the end the record has the new key.
 */
export function movesOf({ metadata, record, changes }: Move): Write[] {
  const { className } = metadata;
  if (!stateOf(record))
    throw ValidationError.misuse(`${className}: moveTo takes a record that is in DynamoDB: save this one`);
  checkValues(metadata, changes);
  const moved = new (record.constructor as new () => Record<string, unknown>)();
  copyValues(metadata.attributes, record as Record<string, unknown>, moved);
  for (const [property, value] of Object.entries(changes)) {
    refuseUnsettable(metadata, property);
    moved[property] = instantiated(attributeNamed(metadata, property), value, 0);
  }
  if (sameKey(metadata, keyOfRecord(metadata, record), keyOfRecord(metadata, moved))) {
    throw ValidationError.misuse(
      `${className}: these changes leave the key { ${keyNames(metadata)} } as it is: use update() or save()`,
    );
  }
  // Attributes that the class does not declare are moved, too.
  shareState(moved, record);
  const free = new Condition(absentCondition(metadata, Date.now()));
  const onEnd = () => {
    copyValues(metadata.attributes, moved, record as Record<string, unknown>);
    shareState(record, moved);
  };
  return [
    { verb: 'save', metadata, record: moved, options: { raiseOnConflict: false, condition: free } },
    { verb: 'delete', metadata, record, options: { raiseOnConflict: true }, onEnd },
  ];
}
