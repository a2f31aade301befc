import { ValidationError } from '../errors/usage-errors';
import { type AttributeValue, type Item, setAttribute } from '../wire/attribute-value';
import { wireBytes } from '../wire/binary';

/** More levels than DynamoDB stores. */
const MAX_DEPTH = 33;

/**
 * An item of a stream record as items are everywhere else: Lambda's base64 and the SDK's bytes become bytes that can be sent again. Throws
 * ValidationError for what DynamoDB never puts in a stream.
 */
export function imageOf(image: Readonly<Record<string, object>>, depth = 0): Item {
  const item: Item = {};
  for (const name of Object.keys(image)) setAttribute(item, name, copyOf(image[name], depth));
  return item;
}

function copyOf(value: unknown, depth: number): AttributeValue {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) throw unreadable();
  const { S, N, B, BOOL, NULL, L, M, SS, NS, BS } = value as Record<string, unknown>;
  if (B !== undefined) return { B: wireBytes(bytes(B)) };
  if (BS !== undefined) return { BS: list(BS).map(element => wireBytes(bytes(element))) };
  if (L !== undefined) return { L: list(L).map(element => copyOf(element, depth + 1)) };
  if (M !== undefined) {
    if (typeof M !== 'object' || M === null) throw unreadable();
    return { M: imageOf(M as Record<string, object>, depth + 1) };
  }
  const isRead =
    typeof S === 'string' ||
    isNumber(N) ||
    typeof BOOL === 'boolean' ||
    NULL === true ||
    (Array.isArray(SS) && SS.every(element => typeof element === 'string')) ||
    (Array.isArray(NS) && NS.every(isNumber));
  if (!isRead) throw unreadable();
  return value as AttributeValue;
}

function isNumber(text: unknown): boolean {
  return typeof text === 'string' && text !== '' && Number.isFinite(Number(text));
}

function bytes(value: unknown): Uint8Array | string {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  throw unreadable();
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw unreadable();
}

function unreadable(): ValidationError {
  return ValidationError.misuse('it holds a value that DynamoDB does not store');
}
