import { expiredCondition, liveCondition } from '../../entity/expiry';
import { keyNames, keyOfRecord, sameKey } from '../../entity/key';
import { refuseStale, stateOf } from '../../entity/record-state';
import { ValidationError } from '../../errors/usage-errors';
import { combineNodes } from '../../expressions/condition';
import { conditionNode } from '../../expressions/inputs';
import type { ConditionNode } from '../../expressions/nodes';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { type Expectation, expectAsLoaded, expectationCondition } from '../expectation';
import type { Write, WriteChoices } from '../write';
import type { Checks } from './write-plan';

/** The caller's condition AND ours. `changes`: the write changes an existing item. */
export function combine(
  metadata: EntityMetadata,
  input: WriteChoices<object>['condition'],
  { expectation, readCheck, mustExist, now }: Checks,
  others: readonly ConditionNode[] = [],
  changes = false,
): ConditionNode {
  const own = conditionNode(metadata, input);
  const parts: ConditionNode[] = own ? [own, ...others] : [...others];
  if (expectation) parts.push(insisting(metadata, expectation, now));
  if (readCheck) parts.push(insisting(metadata, readCheck, now));
  if (mustExist) parts.push({ kind: 'exists', path: [metadata.partitionKey.name], exists: true });
  const live = liveCondition(metadata, now);
  if (live && (changes || mustExist || expectation?.kind === 'as loaded' || readCheck?.kind === 'as loaded'))
    parts.push(live);
  return combineNodes('and', parts);
}

/** An expired item counts as absent. */
function insisting(metadata: EntityMetadata, expectation: Expectation, now: number): ConditionNode {
  const condition = expectationCondition(expectation);
  const expired = expectation.kind === 'absent' && expiredCondition(metadata, now);
  return expired ? combineNodes('or', [condition, expired]) : condition;
}

/** Whether the write detects conflicts. */
export function raises(
  metadata: EntityMetadata,
  { raiseOnConflict = metadata.raiseOnConflict }: Write['options'],
): boolean {
  return raiseOnConflict;
}

/** Updates and deletes go to the item that was loaded. With a key that was edited in memory, they would go to another item. */
export function expectationOnWrite(
  metadata: EntityMetadata,
  record: object,
  options: Write['options'],
  verb: string,
): Expectation | undefined {
  const state = stateOf(record);
  refuseStale(metadata, state);
  if (!state) return undefined;
  if (raises(metadata, options)) return expectAsLoaded(metadata, record, state);
  if (!sameKey(metadata, state.stored, keyOfRecord(metadata, record))) {
    throw ValidationError.misuse(
      `${metadata.className}: the key { ${keyNames(metadata)} } was edited since the record was loaded, so ${verb} would reach another item: ` +
        `set it back, or use ${verb}ByKey; record.moveTo(changes) gives the item another key`,
    );
  }
  return undefined;
}
