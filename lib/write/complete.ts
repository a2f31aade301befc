import { numberToText } from '../codec/numbers';
import type { RecordState } from '../entity/record-state';
import type { ActionNode } from '../expressions/nodes';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { type Item, setAttribute } from '../wire/attribute-value';
import { versionOf } from './expectation';

/** An item on its way to be put: the plan's own, to be added to. */
export interface PutDraft {
  readonly metadata: EntityMetadata;
  /** The record as it will be: with what is generated. */
  readonly values: object;
  /** What is known of the record's item; undefined for a new record. */
  readonly state: RecordState | undefined;
  /** A stored version that was met on the way, and must be passed. */
  readonly storedVersion: number | undefined;
  readonly item: Item;
  /** Property values that the record gets once the item is stored. */
  readonly assigned: Record<string, unknown>;
}

/** An update on its way: its actions are the plan's own, to be added to. */
export interface UpdateDraft {
  readonly metadata: EntityMetadata;
  readonly key: Item;
  /** What is known of the record's item; undefined for an update by key. */
  readonly state: RecordState | undefined;
  readonly actions: ActionNode[];
}

/**
 * Something that items of a class have besides the properties of their records, whichever call writes them: save, create, update,
 * updateByKey, in a batch or in a transaction. It has no effect but on the draft.
 */
export interface Completion {
  put(draft: PutDraft): void;
  update(draft: UpdateDraft): void;
}

/** The version moves on with each write. In an update it is added, not set: whatever the loaded version, the stored one never goes back. */
const version: Completion = {
  put({ metadata, state, storedVersion = 0, item, assigned }) {
    if (!metadata.version) return;
    const next = Math.max(versionOf(metadata, state?.stored), storedVersion) + 1;
    assigned[metadata.version.property] = next;
    setAttribute(item, metadata.version.name, { N: numberToText(next) });
  },
  update({ metadata, actions }) {
    if (metadata.version) actions.push({ kind: 'add', path: [metadata.version.name], value: { N: '1' } });
  },
};

/** In the order in which they are applied. */
const COMPLETIONS: readonly Completion[] = [version];

export function completePut(draft: PutDraft): void {
  for (const completion of COMPLETIONS) completion.put(draft);
}

export function completeUpdate(draft: UpdateDraft): void {
  for (const completion of COMPLETIONS) completion.update(draft);
}
