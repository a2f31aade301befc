import { orAborted } from '../client/abort';
import { decodeField } from '../codec/field';
import { attach } from '../errors/dynact-error';
import { ValidationError } from '../errors/usage-errors';
import type { ErrorKey } from '../errors/write-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { attributeOf, type Item } from '../wire/attribute-value';

/** What to do with an item that its class cannot decode: throw, skip it, or call a function and skip it. */
export type OnDecodeError = 'throw' | 'skip' | ((error: ValidationError) => void);

export interface DecodeChoice {
  /**
   * `throw` (the default) ends the reading with a ValidationError whose `key` is that of the item. `skip` leaves the item out, and so does
   * a function, which is given the error; the reading waits for its promise, and rejects with what that rejects with.
   */
  onDecodeError?: OnDecodeError | undefined;
}

/** What an async `onDecodeError` is still doing: a read waits for it. */
export type Waits = Promise<unknown>[];

/** Throws the error, with the key of its item, or returns for the item to be left out. */
export function undecodable(
  metadata: EntityMetadata,
  item: Item,
  error: unknown,
  { onDecodeError }: DecodeChoice,
  waits: Waits,
): void {
  if (!(error instanceof ValidationError)) throw error;
  // The value comes from the table, not from the caller: the class does not fit what is stored.
  Object.assign(error, { code: 'USAGE' });
  attach(error, { key: keyAsFarAsReadable(metadata, item) });
  if (typeof onDecodeError === 'function') waitFor(onDecodeError(error), waits);
  else if (onDecodeError !== 'skip') throw error;
}

function waitFor(told: unknown, waits: Waits): void {
  if (!(told instanceof Promise)) return;
  // The read may end before it is looked at.
  told.catch(() => {});
  waits.push(told);
}

/** The result of a read, after the calls of `onDecodeError` for its items have ended. */
export function afterAll<R>(waits: Waits, result: R, signal: AbortSignal | undefined): R | Promise<R> {
  return waits.length === 0 ? result : orAborted(Promise.all(waits), signal).then(() => result);
}

/** The key of the item. A part that cannot be decoded either is given as it is stored. */
function keyAsFarAsReadable({ keys }: EntityMetadata, item: Item): ErrorKey {
  const key: ErrorKey = {};
  for (const attribute of keys) {
    const stored = attributeOf(item, attribute.name);
    if (!stored) continue;
    try {
      key[attribute.property] = decodeField(attribute, stored);
    } catch {
      key[attribute.property] = Object.values(stored)[0];
    }
  }
  return key;
}
