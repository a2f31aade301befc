import type { Codec } from '../codec/codec';
import { binaryCodec, numericStringCodec, stringCodec } from '../codec/scalars';
import { compileTemplate, isIdentity, type KeyTemplate } from '../keys/template';
import type { AttributeMetadata } from './attribute-metadata';
import {
  checkBuiltOnce,
  checkCompiled,
  checkDeclaredKeys,
  checkSharedKey,
  checkTemplates,
  missingKey,
} from './checks/keys';
import { type BuiltKey, type ClassKeys, type DeclaredKeys, isBuilt, partsOf, type SharedKeys } from './class-keys';
import type { KeyRole, KeysDeclaration } from './declarations';
import type { IndexMetadata } from './index-metadata';
import type { KeyAttribute, SharedIndex, SharedTable } from './shared-table';

function keysOf(declared: DeclaredKeys, table: SharedTable, declaration: KeysDeclaration): ClassKeys {
  const { className, partitionKey, sortKey } = declared;
  checkTemplates(className, table, declaration);
  const { parse = false, table: templates, ...byIndex } = declaration;
  const builder = new KeyBuilder(declared);
  const own = table.sortKey ? [table.partitionKey, table.sortKey] : [table.partitionKey];
  const keys = own.map((key, i) => {
    const role = i === 0 ? 'partition' : 'sort';
    return templates === undefined ? builder.property(key, role) : builder.build(key, listOf(templates)[i]!, role);
  });
  checkDeclaredKeys(className, [partitionKey, sortKey], keys);
  const builtByIndex = new Map(
    Object.entries(byIndex).map(([name, sources]) => [
      name,
      builder.buildIndex(table.indexes.get(name)!, listOf(sources)),
    ]),
  );
  const keyParts = [...new Set(keys.flatMap(key => partsOf(key, declared)))];
  return {
    partitionKey: keys[0]!,
    sortKey: keys[1],
    keys,
    keyParts,
    built: builder.all,
    builtByIndex,
    parsesKeys: parse,
  };
}

/** Compiles the built keys of one class. */
class KeyBuilder {
  private readonly built = new Map<string, BuiltKey>();

  constructor(private readonly declared: DeclaredKeys) {}

  get all(): readonly BuiltKey[] {
    return [...this.built.values()];
  }

  /** The key attribute that a template builds. A template that names only this attribute leaves it a property. */
  build({ name, type }: KeyAttribute, source: string, role: KeyRole): AttributeMetadata {
    const { className, byProperty, attributes } = this.declared;
    const use = { className, name, source };
    const template = compileTemplate(source, type, property => byProperty.get(property));
    checkCompiled(use, template);
    const own = attributes.find(attribute => attribute.name === name);
    if (own && isIdentity(template, name)) return asKey(className, own, type, role);
    const other = this.built.get(name);
    checkBuiltOnce(use, own, other?.template);
    const key = other ?? builtKey(name, template, role);
    this.built.set(name, key);
    return key;
  }

  buildIndex(index: SharedIndex, sources: readonly string[]): readonly BuiltKey[] {
    const keys = index.type === 'local' ? index.sortKeys : [...index.partitionKeys, ...index.sortKeys];
    return keys
      .map((key, i) => this.build(key, sources[i]!, index.partitionKeys.includes(key) ? 'partition' : 'sort'))
      .filter(isBuilt);
  }

  /** A key of the table that the class has as a property. */
  property({ name, type }: KeyAttribute, role: KeyRole): AttributeMetadata {
    const { className, partitionKey, sortKey } = this.declared;
    const key = role === 'partition' ? partitionKey : sortKey;
    if (key?.name !== name) throw missingKey(className, name, role);
    return asKey(className, key, type, role);
  }
}

function listOf(sources: KeysDeclaration[string]): readonly string[] {
  return typeof sources === 'string' ? [sources] : (sources as readonly string[]);
}

const CODECS: Readonly<Record<KeyAttribute['type'], Codec>> = { S: stringCodec, N: numericStringCodec, B: binaryCodec };

function builtKey(name: string, template: KeyTemplate, role: KeyRole): BuiltKey {
  const codec = CODECS[template.type];
  return Object.freeze({
    property: name,
    name,
    codec,
    required: false,
    computed: true,
    key: role,
    version: false,
    readOnly: false,
    template,
  });
}

function asKey(
  className: string,
  attribute: AttributeMetadata,
  type: KeyAttribute['type'],
  role: KeyRole,
): AttributeMetadata {
  checkSharedKey(className, attribute, type);
  return attribute.key === role ? attribute : Object.freeze({ ...attribute, key: role });
}

/** The indexes of a shared table whose keys the class has, as properties or built. */
function indexesOf(
  table: SharedTable,
  attributes: readonly AttributeMetadata[],
  { keys: tableKeys, built }: ClassKeys,
): ReadonlyMap<string, IndexMetadata> {
  const byName = new Map([...attributes, ...tableKeys, ...built].map(attribute => [attribute.name, attribute]));
  const indexes = new Map<string, IndexMetadata>();
  for (const index of table.indexes.values()) {
    const keys = [...index.partitionKeys, ...index.sortKeys].map(({ name }) => byName.get(name));
    if (keys.every(key => key !== undefined)) indexes.set(index.name, sharedIndex(index, keys, attributes, tableKeys));
  }
  return indexes;
}

function sharedIndex(
  { name, type, partitionKeys, projection }: SharedIndex,
  keys: readonly AttributeMetadata[],
  attributes: readonly AttributeMetadata[],
  tableKeys: readonly AttributeMetadata[],
): IndexMetadata {
  const included =
    typeof projection === 'string' ? [] : attributes.filter(attribute => projection.includes(attribute.name));
  const held = projection === 'ALL' ? attributes : [...tableKeys, ...keys, ...included];
  return Object.freeze({
    name,
    type,
    partitionKeys: keys.slice(0, partitionKeys.length),
    sortKeys: keys.slice(partitionKeys.length),
    projection: typeof projection === 'string' ? projection : 'INCLUDE',
    included,
    holds: new Set(
      [...tableKeys, ...keys].map(key => key.name).concat(typeof projection === 'string' ? [] : projection),
    ),
    // A built key holds its parts.
    projected: new Set(
      held.flatMap(({ property, template }) => template?.parts.map(part => part.field.property) ?? [property]),
    ),
  });
}

export const sharedKeys: SharedKeys = { keysOf, indexesOf };
