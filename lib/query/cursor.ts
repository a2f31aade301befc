import { createHash } from 'node:crypto';
import { ValidationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';
import { type AttributeValue, type Item, setAttribute } from '../wire/attribute-value';
import { toBase64, wireBytes } from '../wire/binary';
import { seal, unseal } from './seal';

const VERSION = 1;

/** The cursors of one query or scan: which texts belong to it, and the key that is in one. */
export interface Cursors {
  /** The key to resume after. Throws ValidationError for what is not a cursor of ours, was cut or changed, or belongs to another query. */
  keyOf(cursor: string | undefined): Item | undefined;
  after(item: Item): string;
}

/** `identity` is what distinguishes the query from others on the same index, or on none. */
export function cursorsOf(
  metadata: EntityMetadata,
  index: IndexMetadata | undefined,
  identity: readonly unknown[],
): Cursors {
  const walk = () => JSON.stringify([index?.name ?? null, ...identity]);
  const names = () => {
    const keys = [...metadata.keys, ...(index ? [...index.partitionKeys, ...index.sortKeys] : [])];
    return [...new Set(keys.map(({ name }) => name))];
  };
  return {
    keyOf: cursor => (cursor === undefined ? undefined : keyIn(cursor, walk(), names())),
    after: item => encode(walk(), names(), item),
  };
}

/** An attribute of a key as JSON can hold it: bytes as base64. */
type Part = [name: string, value: { S: string } | { N: string } | { B: string }];

function encode(walk: string, names: readonly string[], item: Item): string {
  const parts = names.map(name => [name, portable(item[name]!)]);
  return seal(JSON.stringify([VERSION, digest(walk, parts), parts]));
}

function portable(value: AttributeValue): object {
  return 'B' in value ? { B: toBase64(value.B) } : value;
}

function refused(message: string): ValidationError {
  return new ValidationError(message, { issues: [{ path: ['cursor'], message }] });
}

function keyIn(cursor: unknown, walk: string, names: readonly string[]): Item {
  const [version, mark, parts] = parse(unseal(cursor));
  if (version !== VERSION || !areParts(parts)) {
    throw refused(
      'This is not a dynact cursor, or it was cut or changed: pass on exactly what page() or the iteration gave',
    );
  }
  if (mark !== digest(walk, parts) || parts.length !== names.length || parts.some(([name], i) => name !== names[i])) {
    throw refused('The cursor belongs to another query: it resumes only the same key, where(), index and order');
  }
  const key: Item = {};
  for (const [name, value] of parts) setAttribute(key, name, 'B' in value ? { B: wireBytes(value.B) } : value);
  return key;
}

function parse(text: string | undefined): unknown[] {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function areParts(parts: unknown): parts is Part[] {
  return Array.isArray(parts) && parts.every(part => Array.isArray(part) && part.length === 2 && isKeyValue(part[1]));
}

function isKeyValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [entry, ...others] = Object.entries(value);
  return (
    entry !== undefined && others.length === 0 && ['S', 'N', 'B'].includes(entry[0]) && typeof entry[1] === 'string'
  );
}

/** Not a secret: it detects mistakes. A forged one gives no access beyond the caller's own query. */
function digest(walk: string, parts: unknown): string {
  return createHash('sha256').update(walk).update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}
