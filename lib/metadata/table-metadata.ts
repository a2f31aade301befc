import { declare, type TypeName } from './declarations';
import type { EntityClass } from './entity-class';
import { type EntityMetadata, metadataOf } from './entity-metadata';
import { isSharedTable, type KeyAttribute, type SharedTable } from './shared-table';

const TYPES: Readonly<Record<KeyAttribute['type'], TypeName>> = { S: 'string', N: 'numericString', B: 'binary' };

const compiled = new WeakMap<SharedTable, EntityMetadata>();

/** A shared table as a class whose attributes are the keys of the table and its indexes. It is not one of the table's classes. */
export function metadataOfTable(table: SharedTable): EntityMetadata {
  let metadata = compiled.get(table);
  if (!metadata) {
    metadata = metadataOf(classOfTable(table));
    compiled.set(table, metadata);
  }
  return metadata;
}

function classOfTable(table: SharedTable): EntityClass {
  const name = typeof table.name === 'string' ? table.name : 'The shared table';
  const type = { [name]: class {} }[name]!;
  const own = declare(type);
  own.table = { name: table.name, shared: table, client: table.client };
  const indexes = [...table.indexes.values()];
  const keys = [
    { ...table.partitionKey, key: 'partition' as const },
    ...(table.sortKey ? [{ ...table.sortKey, key: 'sort' as const }] : []),
    ...indexes.flatMap(({ partitionKeys, sortKeys }) => [...partitionKeys, ...sortKeys]),
  ];
  for (const key of keys) {
    if (own.attributes.some(({ name: known }) => known === key.name)) continue;
    own.attributes.push({
      property: key.name,
      name: key.name,
      type: TYPES[key.type],
      key: 'key' in key ? key.key : undefined,
    });
  }
  return type;
}

/** Of a class, or of a shared table. */
export function metadataOfTarget(target: EntityClass | SharedTable): EntityMetadata {
  return isSharedTable(target) ? metadataOfTable(target) : metadataOf(target);
}
