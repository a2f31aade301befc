import type { Home } from '../client/target';
import { inWordsOf } from '../codec/codec';
import type { Residue } from '../codec/field';
import { parseJson } from '../codec/json';
import type { RecordCodec } from '../codec/record';
import type { ReadItem } from '../codec/text/answer';
import { InvalidStateError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { BUILT_KEYS } from './built-keys-part';

/** What is known of a record that is in DynamoDB. A record without a state is new. */
export interface RecordState extends Residue {
  /** The item as it was last read or written: never changed, only replaced. */
  readonly stored: Item;
  /** The item was updated since, and what it became is not known: the record says so instead of showing or saving old values. */
  readonly stale?: boolean;
  /** Why it is not known. */
  readonly staleCause?: unknown;
  /** Where the item was read from or written to. */
  readonly home?: Home | undefined;
}

/** The state of a record that was read from text: its item is that text until somebody asks for the item. */
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

/**
 * The state of a record, in a private field of the record: nothing that a spread, a log or a comparison would see, and much less
 * work for the garbage collector than an entry of a WeakMap for each record of a page.
 */
class States extends Bearer {
  #state: RecordState | undefined;

  private constructor(record: object, state: RecordState) {
    super(record);
    this.#state = state;
  }

  static get(record: object): RecordState | undefined {
    return #state in record ? record.#state : undefined;
  }

  static set(record: object, state: RecordState | undefined): void {
    if (#state in record) record.#state = state;
    else if (state) new States(record, state);
  }
}

export function stateOf(record: object): RecordState | undefined {
  return States.get(record);
}

/** Throws InvalidStateError where nothing may be concluded from what is known of the record. */
export function refuseStale({ className }: EntityMetadata, state: RecordState | undefined): void {
  if (!state?.stale) return;
  throw new InvalidStateError(
    `${className}: the item of this record was written, and its new values are not known: call reload() before using it`,
    { cause: state.staleCause },
  );
}

/** After a save that DynamoDB took: the record is in DynamoDB as `item`, with the values that the save gave it. */
export function markSaved(
  record: object,
  item: Item,
  metadata: EntityMetadata,
  assigned: Readonly<Record<string, unknown>>,
  home: Home,
): void {
  const unknown = metadata.record.undeclared(item);
  States.set(record, { stored: item, unknown, filled: undefined, home });
  Object.assign(record, assigned);
}

/** After a write to the item with this key whose outcome is not known: the record is in DynamoDB, with other values than in memory. */
export function markStale(record: object, key: Item, home: Home, cause?: unknown): void {
  const { stored = key, unknown, filled } = States.get(record) ?? {};
  States.set(record, { stored, unknown, filled, stale: true, staleCause: cause, home });
}

/** After a delete that DynamoDB took: the record is new again, its values stay. */
export function markDeleted(record: object): void {
  States.set(record, undefined);
}

/** A record as it is in DynamoDB. */
export function hydrate<T extends object>(metadata: EntityMetadata, item: Item, home?: Home): T {
  const record = new metadata.type() as T;
  const { unknown, filled } = inWordsOf(metadata.className, () => metadata.record.decode(item, record));
  const parsed = metadata.parsesKeys ? BUILT_KEYS.of(metadata)?.fillFromKeys(metadata, record, item) : undefined;
  States.set(record, { stored: item, unknown, filled: parsed ? { ...filled, ...parsed } : filled, home });
  return record;
}

/** The same from text, for one item after the other; the records are added to a list. Throws what decoding throws. */
export function hydrateFromText({ type, record: codec }: EntityMetadata, home: Home, records: object[]): ReadItem {
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

/** Gives a record what is known of another one's item. */
export function shareState(record: object, other: object): void {
  States.set(record, States.get(other));
}

/** Makes a record that exists in memory as it is in DynamoDB; all of it or, where the item cannot be read, nothing. */
export function rehydrate(metadata: EntityMetadata, record: object, item: Item, home: Home): void {
  const fresh = hydrate<Record<string, unknown>>(metadata, item, home);
  States.set(record, States.get(fresh)!);
  for (const { property, computed } of metadata.attributes) {
    if (!computed) (record as Record<string, unknown>)[property] = fresh[property];
  }
}
