import type { RecordState } from '../../entity/record-state';
import type { ActionNode, ConditionNode } from '../../expressions/nodes';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { AttributeValue, Item } from '../../wire/attribute-value';

/** An item on its way to be put: the plan's own, to be added to. */
export interface PutDraft {
  readonly metadata: EntityMetadata;
  /** The record as it will be: with what is generated. */
  readonly values: object;
  /** What is known of the record's item; undefined for a new record. */
  readonly state: RecordState | undefined;
  /** A stored version that was met on the way, and must be passed. */
  readonly storedVersion: number | undefined;
  /** Whether the write insists that the item is as it was loaded. */
  readonly isChecked: boolean;
  /** When: the same for all that a call, a batch or a transaction writes. */
  readonly now: number;
  readonly touch: boolean;
  /** Of the write, where the class has `writeToken`. */
  readonly token: string | undefined;
  readonly item: Item;
  /** Property values that the record gets once the item is stored. */
  readonly assigned: Record<string, unknown>;
}

/** An update on its way: its actions are the plan's own, to be added to. */
export interface UpdateDraft {
  readonly metadata: EntityMetadata;
  readonly key: Item;
  readonly record: object | undefined;
  /** What is known of the record's item; undefined for an update by key. */
  readonly state: RecordState | undefined;
  /** Of the write, where the class has `writeToken`. */
  readonly token: string | undefined;
  readonly actions: ActionNode[];
  /** How many of the actions the caller asked for: they are the first ones. */
  readonly asked: number;
  /** What the caller knows of the item: by property. */
  readonly given: Readonly<Record<string, unknown>> | undefined;
  /** Whether the item may be a new one. */
  readonly mayCreate: boolean;
  /** Conditions of the update besides the caller's: to be added to. */
  readonly conditions: ConditionNode[];
  /** What the update takes from memory, so that the item must still have it: by stored name, to be added to. */
  readonly relied: Map<string, AttributeValue | undefined>;
  readonly now: number;
  readonly touch: boolean;
}

/** Stored values of attributes that keys may be made of, by stored name. */
export type PartValues = ReadonlyMap<string, AttributeValue | undefined>;

/** The completion of the keys that templates build. */
export interface KeyAttributes {
  /** Gives an item the keys that can be built of it. */
  add(metadata: EntityMetadata, item: Item): void;
  put(draft: PutDraft): void;
  /** `given`: what the caller says of the item. */
  update(draft: UpdateDraft, given: PartValues): void;
}

/**
 * Something that items of a class have besides the properties of their records, whichever call writes them: save, create, update,
 * updateByKey, in a batch or in a transaction. It has no effect but on the draft.
 */
export interface Completion {
  put(draft: PutDraft): void;
  update(draft: UpdateDraft): void;
}
