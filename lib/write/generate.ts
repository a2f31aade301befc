import { takeNextId } from '../client/requests';
import type { Target } from '../client/target';
import { stateOf } from '../entity/record-state';
import type { Write } from './write';

/** Property values that a write makes, and its record does not have yet. */
export type Generated = Readonly<Record<string, unknown>>;

/** Whether a write puts a record whose id is still to be taken from the counter. */
export function takesId({ verb, metadata, record }: Write): boolean {
  return (
    (verb === 'save' || verb === 'create') &&
    metadata.autoIncrement &&
    !stateOf(record!) &&
    (record as Record<string, unknown>)[metadata.partitionKey.property] === undefined
  );
}

/** Takes the next id for a record that needs one; undefined where there is nothing to generate. */
export function generate(write: Write, target: Target): Promise<Generated> | undefined {
  return takesId(write) ? takeNextId(target).then(id => withId(write, id)) : undefined;
}

/** What stands for an id while none is taken yet: a record that cannot be saved is refused before it takes one. */
export function placeholderId(write: Write): Generated | undefined {
  return takesId(write) ? withId(write, Number.MAX_SAFE_INTEGER) : undefined;
}

function withId({ metadata }: Write, id: number): Generated {
  return { [metadata.partitionKey.property]: id };
}
