import { recordValidator } from '../../client/configuration';
import { ValueFault } from '../../codec/codec';
import { encodeField } from '../../codec/field';
import { checkedRecord, refuseIssues } from '../../entity/checked-values';
import { missingValues } from '../../entity/missing-values';
import { stateOf } from '../../entity/record-state';
import { withValues } from '../../entity/with-values';
import type { Issue } from '../../errors/usage-errors';
import type { AttributeMetadata } from '../../metadata/attribute-metadata';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { type Maybe, then } from '../../validation/maybe';
import type { RecordValidator } from '../../validation/record-validator';
import { type Generated, placeholderId } from '../generate';
import type { Write } from '../write';
import { checkUpdate } from './check-update';

/** A write that passed its checks, with the values that schemas transformed. */
export interface Checked<W extends Write = Write> {
  readonly write: W;
  readonly made: Generated | undefined;
}

/**
 * Checks a write after its hooks, by the schemas of its class and the validator of `configure`. An error stops the write. In a batch or
 * transaction, all writes are checked before anything is sent. Returns a promise only if there is something to wait for.
 */
export function checkWrite<W extends Write>(write: W): Maybe<Checked<W>> {
  const { verb, metadata, options } = write;
  const validator = recordValidator();
  const isUnchecked = verb === 'delete' || verb === 'check' || (!validator && !metadata.hasRules);
  if (isUnchecked || options.validate === false) return { write, made: undefined };
  const issues: Issue[] = [];
  const checked = verb === 'update' ? updateChecked(write, validator, issues) : putChecked(write, validator, issues);
  return then(checked, result => {
    refuseIssues(metadata, issues);
    return result;
  });
}

function putChecked<W extends Write>(
  write: W,
  validator: RecordValidator | undefined,
  issues: Issue[],
): Maybe<Checked<W>> {
  const { metadata } = write;
  const record = write.record!;
  const missing = stateOf(record) ? {} : missingValues(metadata, record);
  const complete = withValues(record, { ...missing, ...placeholderId(write) });
  return then(checkedRecord(metadata, complete, validator, issues), made => ({ write, made: { ...missing, ...made } }));
}

function updateChecked<W extends Write>(
  write: W,
  validator: RecordValidator | undefined,
  issues: Issue[],
): Maybe<Checked<W>> {
  return then(checkUpdate(write, validator, issues), input => ({
    write: input ? { ...write, input } : write,
    made: undefined,
  }));
}

/** Checks a record as a save would, and that each value can be stored. Throws one error with all issues. */
export async function checkRecord(metadata: EntityMetadata, record: object): Promise<void> {
  const missing = stateOf(record) ? {} : missingValues(metadata, record);
  const complete = withValues(record, {
    ...missing,
    ...placeholderId({ verb: 'save', metadata, record, options: {} }),
  });
  const issues: Issue[] = [];
  const made = await checkedRecord(metadata, complete, recordValidator(), issues);
  issues.push(...storingIssues(metadata, withValues(complete, made), issues));
  refuseIssues(metadata, issues);
}

/** Issues of attributes that had no other issue. */
function storingIssues({ attributes }: EntityMetadata, record: object, known: readonly Issue[]): Issue[] {
  const properties = new Set(known.map(({ path }) => path[0]));
  return attributes
    .filter(({ property }) => !properties.has(property))
    .flatMap(field => storingIssue(field, (record as Record<string, unknown>)[field.property]) ?? []);
}

function storingIssue(field: AttributeMetadata, value: unknown): Issue | undefined {
  try {
    encodeField(field, value);
    return field.key && (value === undefined || value === null)
      ? { path: [field.property], message: 'is part of the key: give it a value' }
      : undefined;
  } catch (error) {
    if (error instanceof ValueFault) return { path: error.path, message: error.problem };
    throw error;
  }
}
