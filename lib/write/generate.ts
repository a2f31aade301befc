import { takeNextId } from '../client/requests';
import type { Target } from '../client/target';
import { stateOf } from '../entity/record-state';
import type { Write } from './write';

/** Property values that the write generates. The record gets them after the write succeeded. */
export type Generated = Readonly<Record<string, unknown>>;

/** Whether the write puts a record that still needs an id from the counter. */
export function takesId({ verb, metadata, record }: Write): boolean {
  return (
    (verb === 'save' || verb === 'create') &&
    metadata.autoIncrement &&
    !stateOf(record!) &&
    (record as Record<string, unknown>)[metadata.partitionKey.property] === undefined
  );
}

/** Takes the next id for a record that needs one; undefined if there is nothing to generate. */
export function generate(write: Write, target: Target): Promise<Generated> | undefined {
  return takesId(write) ? takeNextId(target).then(id => withId(write, id)) : undefined;
}

/** Stands for an id while a record is checked: a record that cannot be saved is refused before it takes an id. */
export function placeholderId(write: Write): Generated | undefined {
  return takesId(write) ? withId(write, Number.MAX_SAFE_INTEGER) : undefined;
}

function withId({ metadata }: Write, id: number): Generated {
  return { [metadata.partitionKey.property]: id };
}
