import type { Codec } from '../codec/codec';
import { binaryCodec, numericStringCodec, stringCodec } from '../codec/scalars';
import { ConfigurationError } from '../errors/usage-errors';
import { compileTemplate, isIdentity, type KeyTemplate } from '../keys/template';
import type { AttributeMetadata } from './attribute-metadata';
import type { KeyRole, KeysDeclaration, TableDeclaration } from './declarations';
import { checkKeyType } from './index-metadata';
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

/** Throws ConfigurationError where the class has no keys, or has such as the table does not take. */
export function classKeys(declared: Declared, { shared, keys = {} }: TableDeclaration): ClassKeys {
  const { className } = declared;
  if (shared) return sharedKeys(declared, shared, keys);
  const { partitionKey, sortKey } = declared;
  if (!partitionKey) throw new ConfigurationError(`${className} has no partition key: put @PartitionKey on a property`);
  const own = sortKey ? [partitionKey, sortKey] : [partitionKey];
  for (const key of own) checkKeyType(className, key);
  return { partitionKey, sortKey, keys: own, keyParts: own, built: [], builtByIndex: new Map(), parsesKeys: false };
}

function sharedKeys(declared: Declared, table: SharedTable, declaration: KeysDeclaration): ClassKeys {
  const { className } = declared;
  const { parse = false, table: templates, ...byIndex } = declaration;
  const own = table.sortKey ? [table.partitionKey, table.sortKey] : [table.partitionKey];
  const builder = new KeyBuilder(declared);
  const keys = own.map((key, i) => {
    const sources = listOf(className, 'table', templates, own.length);
    return sources ? builder.build(key, sources[i]!, i === 0 ? 'partition' : 'sort') : builder.property(key, i);
  });
  const partitionKey = keys[0]!;
  const sortKey = keys[1];
  builder.refuseOther(keys);
  const builtByIndex = new Map<string, readonly BuiltKey[]>();
  for (const [name, sources] of Object.entries(byIndex)) {
    const index = table.indexes.get(name);
    if (!index) throw new ConfigurationError(`${className}: its table has no index "${name}"${known(table)}`);
    builtByIndex.set(name, builder.buildIndex(index, sources));
  }
  const keyParts = [...new Set(keys.flatMap(key => partsOf(key, declared)))];
  const built = builder.all;
  return { partitionKey, sortKey, keys, keyParts, built, builtByIndex, parsesKeys: parse };
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
    const label = `${className}: the template "${source}" of "${name}"`;
    const template = compileTemplate(source, type, property => byProperty.get(property));
    if ('problem' in template) throw new ConfigurationError(`${label} ${template.problem}`);
    const own = attributes.find(attribute => attribute.name === name);
    if (own && isIdentity(template, name)) return asKey(className, own, type, role);
    if (own) {
      throw new ConfigurationError(
        `${className}.${own.property} is stored as "${name}", a key that the template "${source}" builds: give it another \`name\``,
      );
    }
    const other = this.built.get(name);
    if (other && other.template.source !== source) {
      throw new ConfigurationError(`${label} is not the one that another index has for it: "${other.template.source}"`);
    }
    const key = other ?? builtKey(name, template, role);
    this.built.set(name, key);
    return key;
  }

  buildIndex(index: SharedIndex, sources: KeysDeclaration[string]): readonly BuiltKey[] {
    const { className } = this.declared;
    const keys = index.type === 'local' ? index.sortKeys : [...index.partitionKeys, ...index.sortKeys];
    return listOf(className, index.name, sources, keys.length)!
      .map((source, i) => this.build(keys[i]!, source, index.partitionKeys.includes(keys[i]!) ? 'partition' : 'sort'))
      .filter(isBuilt);
  }

  /** A key of the table that the class has as a property. */
  property({ name, type }: KeyAttribute, at: number): AttributeMetadata {
    const { className, partitionKey, sortKey } = this.declared;
    const key = at === 0 ? partitionKey : sortKey;
    if (key?.name === name) return asKey(className, key, type, at === 0 ? 'partition' : 'sort');
    const decorator = at === 0 ? '@PartitionKey' : '@SortKey';
    throw new ConfigurationError(
      `${className} has no "${name}", a key of its table: give @Table \`keys: { table: [...] }\` with a template for it, or put ${decorator}({ name: '${name}' }) on a property`,
    );
  }

  /** `@PartitionKey` and `@SortKey` are on nothing else. */
  refuseOther(keys: readonly AttributeMetadata[]): void {
    const { className, partitionKey, sortKey } = this.declared;
    const other = [partitionKey, sortKey].find(key => key && !keys.some(({ name }) => name === key.name));
    if (!other) return;
    throw new ConfigurationError(
      `${className}.${other.property} is declared as a key, and stored as "${other.name}", which is no key of its table: use @Attribute`,
    );
  }
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
  checkKeyType(className, attribute);
  const { storedType = type } = attribute.codec;
  if (storedType !== type) {
    throw new ConfigurationError(
      `${className}.${attribute.property} is stored as ${storedType}, and the key "${attribute.name}" of its table is ${type}`,
    );
  }
  return attribute.key === role ? attribute : Object.freeze({ ...attribute, key: role });
}

function listOf(
  className: string,
  name: string,
  sources: KeysDeclaration[string],
  count: number,
): readonly string[] | undefined {
  if (sources === undefined) return undefined;
  const list = typeof sources === 'string' ? [sources] : sources;
  if (Array.isArray(list) && list.length === count && list.every(source => typeof source === 'string')) return list;
  throw new ConfigurationError(`${className}: \`keys.${name}\` takes ${count} templates, one for each key attribute`);
}

function known({ indexes }: SharedTable): string {
  return indexes.size === 0 ? '' : `: it has ${[...indexes.keys()].map(name => `"${name}"`).join(', ')}`;
}
