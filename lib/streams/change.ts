import { inWordsOf } from '../codec/codec';
import type { Changes } from '../entity/changes';
import { keyValues } from '../entity/key';
import { DecodeError } from '../errors/stream-errors';
import { ValidationError } from '../errors/usage-errors';
import { loadImage, readyImage } from '../load/load';
import type { EntityClass, Key } from '../metadata/entity-class';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { attributeOf, type Item } from '../wire/attribute-value';
import { equalOrAbsent } from '../wire/equality';
import { classOfChange } from './classes';
import { type ItemChange, itemChangeOf, type StreamRecord, type StreamView, timeOf } from './record';

/** The properties that every change has, whatever the view of the stream. */
export interface ChangeInfo<T> {
  /** The class of the item. */
  readonly entity: EntityClass<T & object>;
  readonly key: Key<T>;
  /** Unique: the key for an idempotency store, as a stream delivers each change at least once. */
  readonly eventId: string;
  readonly sequenceNumber: string;
  /** When the change happened, to the second; undefined if the record does not have it. */
  readonly at: Date | undefined;
  readonly raw: StreamRecord;
}

type After<T, V extends StreamView> = V extends 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' ? T : undefined;
type Before<T, V extends StreamView> = V extends 'NEW_AND_OLD_IMAGES' | 'OLD_IMAGE' ? T : undefined;
type Differences<T, V extends StreamView> = V extends 'NEW_AND_OLD_IMAGES' ? Changes<T> : undefined;

export interface Inserted<T, V extends StreamView = 'NEW_AND_OLD_IMAGES'> extends ChangeInfo<T> {
  readonly kind: 'insert';
  /** As it was after the change: not new, and perhaps no longer the latest. */
  readonly record: After<T, V>;
  readonly before?: undefined;
  readonly changes?: undefined;
  readonly expired?: undefined;
}

export interface Modified<T, V extends StreamView = 'NEW_AND_OLD_IMAGES'> extends ChangeInfo<T> {
  readonly kind: 'modify';
  /** As it was after the change: not new, and perhaps no longer the latest. */
  readonly record: After<T, V>;
  readonly before: Before<T, V>;
  /** The changes by property, as `record.changes()` has them. */
  readonly changes: Differences<T, V>;
  readonly expired?: undefined;
}

export interface Removed<T, V extends StreamView = 'NEW_AND_OLD_IMAGES'> extends ChangeInfo<T> {
  readonly kind: 'remove';
  readonly record?: undefined;
  readonly before: Before<T, V>;
  readonly changes?: undefined;
  /** Time to live deleted the item. */
  readonly expired: boolean;
}

/** One change of one item, distinguished by `kind`. */
export type Change<T, V extends StreamView = 'NEW_AND_OLD_IMAGES'> = Inserted<T, V> | Modified<T, V> | Removed<T, V>;

/** A change of one of these classes. */
export type ChangeOfAny<C extends readonly EntityClass[], V extends StreamView = 'NEW_AND_OLD_IMAGES'> = {
  [K in keyof C]: C[K] extends EntityClass<infer T> ? Change<T, V> : never;
}[number];

/**
 * One stream record as a typed change, for workers that are not a {@link streamHandler}: KCL, Kinesis, Powertools' batch processor.
 *
 * The images are records of the class, read as they were stored (no hooks run). A view without an image leaves it undefined: say so with
 * `changeOf<..., 'NEW_IMAGE'>`, or read `key`.
 *
 * @returns undefined for an item of no class in the list, and for items that dynact keeps for itself
 * @example
 * const change = changeOf(record, [Order, User]);
 * if (change?.kind === 'modify') console.log(change.key, change.changes);
 * @throws DecodeError the class cannot read the item
 * @throws ValidationError not a stream record
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export function changeOf<const C extends readonly EntityClass[], V extends StreamView = 'NEW_AND_OLD_IMAGES'>(
  record: StreamRecord,
  classes: C,
): ChangeOfAny<C, V> | undefined {
  const item = itemChangeOf(record);
  const metadata = classOfChange(item, classes);
  return metadata && metadata !== 'hidden' ? (decodeChange(metadata, item, record) as ChangeOfAny<C, V>) : undefined;
}

/** The change of an item of this class, with its hooks run. Rejects with DecodeError. */
export async function loadChange(
  metadata: EntityMetadata,
  item: ItemChange,
  raw: StreamRecord,
): Promise<Change<object>> {
  const change = decodeChange(metadata, item, raw);
  const { before, record } = change;
  if (before) await readyImage(metadata, before);
  if (record) await readyImage(metadata, record);
  return change;
}

function decodeChange(metadata: EntityMetadata, item: ItemChange, raw: StreamRecord): Change<object> {
  return decoding(metadata, raw, () => {
    const { kind, after, before, fault } = item;
    if (fault) throw fault;
    const info = {
      entity: metadata.type,
      key: keyValues(metadata, item.keys),
      eventId: raw.eventID ?? '',
      sequenceNumber: raw.dynamodb?.SequenceNumber ?? '',
      at: timeOf(raw),
      raw,
    };
    if (kind === 'insert') return { ...info, kind, record: recordOf(metadata, after) } as Inserted<object>;
    const old = recordOf(metadata, before);
    if (kind === 'remove') return { ...info, kind, before: old, expired: item.expired } as Removed<object>;
    const record = recordOf(metadata, after);
    const changes = record && old && changesBetween(metadata, { item: before!, record: old }, { item: after!, record });
    return { ...info, kind, record, before: old, changes } as Modified<object>;
  });
}

function recordOf(metadata: EntityMetadata, item: Item | undefined): object | undefined {
  return item && loadImage<object>(metadata, item);
}

/** A stored item, and its record. */
interface Image {
  readonly item: Item;
  readonly record: object;
}

/** Values that are not stored are undefined, even if the record has a default for them. */
function changesBetween(metadata: EntityMetadata, from: Image, to: Image): Changes<object> {
  const changes: Record<string, { from: unknown; to: unknown }> = {};
  for (const { name, property } of metadata.attributes) {
    const [before, after] = [attributeOf(from.item, name), attributeOf(to.item, name)];
    if (equalOrAbsent(before, after)) continue;
    changes[property] = {
      from: before && (from.record as Record<string, unknown>)[property],
      to: after && (to.record as Record<string, unknown>)[property],
    };
  }
  return changes as Changes<object>;
}

function decoding<R>(metadata: EntityMetadata, raw: StreamRecord, decode: () => R): R {
  try {
    return inWordsOf(metadata.className, decode);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const message = `${metadata.className} cannot read the item of a stream record: ${error.message}`;
    throw new DecodeError(message, { entity: metadata.type, raw }, { cause: error });
  }
}
