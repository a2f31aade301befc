import type { RecordState } from '../../entity/record-state';
import type { ActionNode, ConditionNode } from '../../expressions/nodes';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { AttributeValue, Item } from '../../wire/attribute-value';
import type { ItemDraft } from './item-draft';

/** The item of a put, while it is being completed. */
export interface PutDraft {
  readonly metadata: EntityMetadata;
  /** The record's values, with those that are generated. */
  readonly values: object;
  /** What is known of the record's item; undefined for a new record. */
  readonly state: RecordState | undefined;
  /** A stored version that refused an earlier attempt: the new version must be above it. */
  readonly storedVersion: number | undefined;
  /** Whether the write requires that the item is as it was loaded. */
  readonly isChecked: boolean;
  /** The time of the write, the same for all writes of a call, a batch or a transaction. */
  readonly now: number;
  readonly touch: boolean;
  /** Of the write, where the class has `writeToken`. */
  readonly token: string | undefined;
  readonly item: ItemDraft;
  /** Property values that the record gets once the item is stored. */
  readonly assigned: Record<string, unknown>;
}

/** The actions of an update, while they are being completed. */
export interface UpdateDraft {
  readonly metadata: EntityMetadata;
  readonly key: Item;
  readonly record: object | undefined;
  /** What is known of the record's item; undefined for an update by key. */
  readonly state: RecordState | undefined;
  /** Of the write, where the class has `writeToken`. */
  readonly token: string | undefined;
  readonly actions: ActionNode[];
  /** How many actions the caller asked for. They come first. */
  readonly asked: number;
  /** Values that the caller says the item has, by property. */
  readonly given: Readonly<Record<string, unknown>> | undefined;
  /** Whether the item may be a new one. */
  readonly mayCreate: boolean;
  /** More conditions of the update, besides the caller's. */
  readonly conditions: ConditionNode[];
  /** Values that the update took from memory, by stored name. The item must still have them. */
  readonly relied: Map<string, AttributeValue | undefined>;
  readonly now: number;
  readonly touch: boolean;
}

/** Stored values of attributes that keys may be built from, by stored name. */
export type PartValues = ReadonlyMap<string, AttributeValue | undefined>;

/** The completion of the keys that templates build. */
export interface KeyAttributes {
  /** Gives an item the keys that can be built of it. */
  add(metadata: EntityMetadata, item: ItemDraft): void;
  put(draft: PutDraft): void;
  /** `given`: values that the caller says the item has. */
  update(draft: UpdateDraft, given: PartValues): void;
}

/**
 * Adds to an item what it has besides the properties of its record: a version, times, built keys. Each way of writing uses the same
 * completions: save, create, update, updateByKey, batches and transactions. It only changes the draft.
 */
export interface Completion {
  put(draft: PutDraft): void;
  update(draft: UpdateDraft): void;
}
