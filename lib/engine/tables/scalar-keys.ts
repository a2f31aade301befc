import type { DocumentPath } from '../expressions/document-path';
import { wholeRequestError } from '../protocol/service-error';
import type { KeySchema } from '../storage/key-schema';
import type { Table } from './table';

/** Refuses paths that lead into a key attribute of the table or of an index: those are never maps or lists. */
export function checkScalarKeys(paths: readonly DocumentPath[], table: Table): void {
  const inner = paths.filter(path => path.length > 1).map(([name]) => name);
  if (inner.length === 0) return;
  checkKeys(inner, table.keys, 'Key');
  for (const index of table.items.indexes.values()) checkKeys(inner, index.definition.keys, 'IndexKey');
}

function checkKeys(names: readonly unknown[], keys: KeySchema, kind: string): void {
  const key = keys.all.find(({ name }) => names.includes(name));
  if (!key) return;
  throw wholeRequestError(
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " +
      `${kind}: ${key.name}`,
  );
}
