import type { Codec } from '../codec/codec';
import { binaryCodec, numericStringCodec, stringCodec } from '../codec/scalars';
import { compileTemplate, isIdentity, type KeyTemplate } from '../keys/template';
import type { AttributeMetadata } from './attribute-metadata';
import {
  checkBuiltOnce,
  checkCompiled,
  checkDeclaredKeys,
  checkOwnKeys,
  checkSharedKey,
  checkTemplates,
  missingKey,
} from './checks/keys';
import type { KeyRole, KeysDeclaration, TableDeclaration } from './declarations';
import type { KeyAttribute, SharedIndex, SharedTable } from './shared-table';

/** A key attribute that no property holds: it is built of the attributes that its template names. */
export interface BuiltKey extends AttributeMetadata {
  readonly template: KeyTemplate;
}

/** The keys of a class: properties of its own, or built. */
export interface ClassKeys {
  readonly partitionKey: AttributeMetadata;
  readonly sortKey: AttributeMetadata | undefined;
  /** The partition key, then the sort key if there is one. */
  readonly keys: readonly AttributeMetadata[];
  /** The attributes that the key is given by: `get` takes their properties. */
  readonly keyParts: readonly AttributeMetadata[];
  /** Every key attribute that is built, of the table and of indexes. */
  readonly built: readonly BuiltKey[];
  /** By index: what it takes an item to be in it. An index that is not here asks for no built key. */
  readonly builtByIndex: ReadonlyMap<string, readonly BuiltKey[]>;
  /** Whether attributes that an item lacks are read out of its keys. */
  readonly parsesKeys: boolean;
}

/** Whether a template builds the key attribute. */
export function isBuilt(key: AttributeMetadata): key is BuiltKey {
  return key.template !== undefined;
}

/** The attributes that a key attribute is made of: those that its template names, or itself. */
export function partsOf(
  key: AttributeMetadata,
  { byProperty }: { byProperty: ReadonlyMap<string, AttributeMetadata> },
) {
  return isBuilt(key) ? key.template.parts.map(({ field }) => byProperty.get(field.property)!) : [key];
}

interface Declared {
  readonly className: string;
  readonly attributes: readonly AttributeMetadata[];
  readonly byProperty: ReadonlyMap<string, AttributeMetadata>;
  /** Of `@PartitionKey` and `@SortKey`. */
  readonly partitionKey: AttributeMetadata | undefined;
  readonly sortKey: AttributeMetadata | undefined;
}

/** The keys of a class, as its decorators and the templates of `@Table` give them. */
export function classKeys(declared: Declared, { shared, keys = {} }: TableDeclaration): ClassKeys {
  if (shared) return sharedKeys(declared, shared, keys);
  const { className, partitionKey, sortKey } = declared;
  checkOwnKeys(className, partitionKey, sortKey);
  const own = sortKey ? [partitionKey, sortKey] : [partitionKey];
  return { partitionKey, sortKey, keys: own, keyParts: own, built: [], builtByIndex: new Map(), parsesKeys: false };
}

function sharedKeys(declared: Declared, table: SharedTable, declaration: KeysDeclaration): ClassKeys {
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

/** Makes the built keys of one class. */
class KeyBuilder {
  private readonly built = new Map<string, BuiltKey>();

  constructor(private readonly declared: Declared) {}

  get all(): readonly BuiltKey[] {
    return [...this.built.values()];
  }

  /** The key attribute that a template makes; a template of nothing but that attribute leaves it a property. */
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
