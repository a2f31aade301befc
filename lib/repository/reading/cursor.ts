import { createHash } from 'node:crypto';
import { ValidationError } from '../../errors/usage-errors';
import { type AttributeValue, type Item, setAttribute } from '../../wire/attribute-value';
import { toBase64, wireBytes } from '../../wire/binary';

const VERSION = 1;

/** A place in a query or scan as an opaque, URL-safe text. `walk` says which query it belongs to. */
export function encodeCursor(walk: string, key: Item): string {
  const portable = Object.entries(key).map(([name, value]) => [name, 'B' in value ? { B: toBase64(value.B) } : value]);
  return Buffer.from(JSON.stringify([VERSION, digest(walk, portable), portable])).toString('base64url');
}

/** The key to resume after. Throws ValidationError for a text that is no cursor of ours, was cut, or belongs to another query. */
export function decodeCursor(walk: string, cursor: unknown): Item {
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
