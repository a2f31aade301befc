import type { Home } from '../client/target';
import { inWordsOf } from '../codec/codec';
import type { Residue } from '../codec/field';
import { ItemText } from '../codec/item-text';
import { parseJson } from '../codec/json';
import type { RecordCodec } from '../codec/record';
import type { ReadItem } from '../codec/text/answer';
import { InvalidStateError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { BUILT_KEYS } from './built-keys-part';

/** What is known about the item of a record. A record without a state is new. */
export interface RecordState extends Residue {
  /** The item as it was last read or written. It is never changed, only replaced. */
  readonly stored: Item;
  /** The item was updated since and its new values are not known. The record then throws instead of using old values. */
  readonly stale?: boolean;
  /** Why they are not known. */
  readonly staleCause?: unknown;
  /** Where the item was read from or written to. */
  readonly home?: Home | undefined;
}

/** The state of a record that was read from text or written as text. The item is only parsed when it is needed. */
class TextState implements RecordState {
  filled: Item | undefined = undefined;
  hasUnknown = false;
  private snapshot: string | Item = '';

  constructor(
    private readonly codec: RecordCodec,
    readonly home: Home | undefined,
  ) {}

  /** The item's own text. */
  set text(text: string) {
    this.snapshot = text;
  }

  get stored(): Item {
    if (typeof this.snapshot === 'string') this.snapshot = parseJson(this.snapshot) as Item;
    return this.snapshot;
  }

  get unknown(): Item | undefined {
    return this.hasUnknown ? this.codec.undeclared(this.stored) : undefined;
  }
}

class Bearer {
  constructor(record: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what a constructor returns is what a subclass puts its private fields on.
    return record;
  }
}

/** A promise that settles when the writes that were started on a record are done. */
export type Turn = Promise<void>;

/**
 * The state of a record, in private fields of the record. Spreads, logs and comparisons do not see them, and they are much less work for the
 * garbage collector than a WeakMap entry for each record.
 */
class States extends Bearer {
  #state: RecordState | undefined;
  #turn: Turn | undefined;

  private constructor(record: object, state: RecordState | undefined, turn: Turn | undefined) {
    super(record);
    this.#state = state;
    this.#turn = turn;
  }

  static get(record: object): RecordState | undefined {
    return #state in record ? record.#state : undefined;
  }

  static set(record: object, state: RecordState | undefined): void {
    if (#state in record) record.#state = state;
    else if (state) new States(record, state, undefined);
  }

  static turn(record: object): Turn | undefined {
    return #state in record ? record.#turn : undefined;
  }

  static setTurn(record: object, turn: Turn | undefined): void {
    if (#state in record) record.#turn = turn;
    else new States(record, undefined, turn);
  }
}

export const turnOf = States.turn;

export const setTurn = States.setTurn;

export function stateOf(record: object): RecordState | undefined {
  return States.get(record);
}

/** Throws InvalidStateError if the record is stale. */
export function refuseStale({ className }: EntityMetadata, state: RecordState | undefined): void {
  if (!state?.stale) return;
  throw new InvalidStateError(
    `${className}: the item of this record was written, and its new values are not known: call reload() before using it`,
    { cause: state.staleCause },
  );
}

/** After a successful save: the record's item is `item`, and it gets the values that the save generated. */
export function markSaved(
  record: object,
  item: Item | ItemText,
  metadata: EntityMetadata,
  assigned: Readonly<Record<string, unknown>>,
  home: Home,
): void {
  States.set(
    record,
    item instanceof ItemText ? writtenState(record, item, metadata, home) : answeredState(item, metadata, home),
  );
  Object.assign(record, assigned);
}

function answeredState(item: Item, { record: codec }: EntityMetadata, home: Home): RecordState {
  return { stored: item, unknown: codec.undeclared(item), filled: undefined, home };
}

/** What the class does not declare was there before; or is its write token. */
function writtenState(
  record: object,
  { text }: ItemText,
  { record: codec, writeToken }: EntityMetadata,
  home: Home,
): RecordState {
  const before = States.get(record);
  const state = new TextState(codec, home);
  state.hasUnknown = writeToken !== undefined || (before?.hasUnknown ?? before?.unknown !== undefined);
  state.text = text;
  return state;
}

/** After a write to the item with this key whose result is not known: the item has other values than the record. */
export function markStale(record: object, key: Item, home: Home, cause?: unknown): void {
  const { stored = key, unknown, filled } = States.get(record) ?? {};
  States.set(record, { stored, unknown, filled, stale: true, staleCause: cause, home });
}

/** After a successful delete: the record is new again and keeps its values. */
export function markDeleted(record: object): void {
  States.set(record, undefined);
}

/** The record of an item. */
export function hydrate<T extends object>(metadata: EntityMetadata, item: Item, home?: Home): T {
  const record = new metadata.type() as T;
  const { unknown, filled } = inWordsOf(metadata.className, () => metadata.record.decode(item, record));
  const parsed = metadata.parsesKeys ? BUILT_KEYS.of(metadata)?.fillFromKeys(metadata, record, item) : undefined;
  States.set(record, { stored: item, unknown, filled: parsed ? { ...filled, ...parsed } : filled, home });
  return record;
}

/** A reader that makes records from text, one item after the other, and adds them to a list. Throws what decoding throws. */
export function hydrateFromText(
  { type, record: codec }: EntityMetadata,
  home: Home,
  records: (object | undefined)[],
): ReadItem {
  return (source, at) => {
    const record = new type();
    const state = new TextState(codec, home);
    const end = codec.readText(source, at, record, state);
    if (end < 0) return end;
    state.text = source.text.slice(at, end);
    States.set(record, state);
    records.push(record);
    return end;
  };
}

/** Copies the state of another record. */
export function shareState(record: object, other: object): void {
  States.set(record, States.get(other));
}

/** Gives an existing record the values of an item: all of them, or none if the item cannot be decoded. */
export function rehydrate(metadata: EntityMetadata, record: object, item: Item, home: Home): void {
  const fresh = hydrate<Record<string, unknown>>(metadata, item, home);
  States.set(record, States.get(fresh)!);
  for (const { property, computed } of metadata.attributes) {
    if (!computed) (record as Record<string, unknown>)[property] = fresh[property];
  }
}
