import { createHash } from 'node:crypto';
import { ValidationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import { type AttributeValue, type Item, setAttribute } from '../wire/attribute-value';
import { toBase64, wireBytes } from '../wire/binary';

const VERSION = 1;

/** The cursors of one query or scan: which texts belong to it, and the key that is in one. */
export interface Cursors {
  /** The key to resume after. Throws ValidationError for a text that is no cursor of ours, was cut, or belongs to another query. */
  keyOf(cursor: string | undefined): Item | undefined;
  after(item: Item): string;
}

/** `identity` is what tells the query from others on the same index, or on none. */
export function cursorsOf(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  identity: readonly unknown[],
): Cursors {
  const walk = () => JSON.stringify([index?.name ?? null, ...identity]);
  const keys = [...metadata.keys, ...(index ? [...index.partitionKeys, ...index.sortKeys] : [])];
  const names = [...new Set(keys.map(({ name }) => name))];
  return {
    keyOf: cursor => (cursor === undefined ? undefined : decodeCursor(walk(), cursor)),
    after: item => encodeCursor(walk(), Object.fromEntries(names.map(name => [name, item[name]!]))),
  };
}

/** An opaque, URL-safe text. */
function encodeCursor(walk: string, key: Item): string {
  const portable = Object.entries(key).map(([name, value]) => [name, 'B' in value ? { B: toBase64(value.B) } : value]);
  return Buffer.from(JSON.stringify([VERSION, digest(walk, portable), portable])).toString('base64url');
}

function decodeCursor(walk: string, cursor: unknown): Item {
  const [version, seal, portable] = parse(cursor);
  if (version !== VERSION || !Array.isArray(portable)) {
    throw new ValidationError(
      'The cursor is none of dynact, or was cut: pass on exactly what page() or the iteration gave',
    );
  }
  if (seal !== digest(walk, portable)) {
    throw new ValidationError(
      'The cursor belongs to another query: it resumes only the same key, where(), index and order',
    );
  }
  const key: Item = {};
  for (const [name, value] of portable as [string, AttributeValue][]) {
    setAttribute(key, name, 'B' in value ? { B: wireBytes(value.B) } : value);
  }
  return key;
}

function parse(cursor: unknown): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor as string, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** Not a secret: it tells mistakes from matches, and gives no access that the caller's own query does not have. */
function digest(walk: string, portable: unknown): string {
  return createHash('sha256').update(walk).update(JSON.stringify(portable)).digest('base64url').slice(0, 16);
}
