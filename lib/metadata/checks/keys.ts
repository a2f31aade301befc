import { anySetCodec } from '../../codec/collections';
import { ConfigurationError } from '../../errors/usage-errors';
import type { KeyTemplate } from '../../keys/template';
import type { AttributeMetadata } from '../attribute-metadata';
import type { KeyRole, KeysDeclaration } from '../declarations';
import type { KeyAttribute, SharedTable } from '../shared-table';

const KEY_TYPES = new Set<string | undefined>(['S', 'N', 'B', undefined]);

/** Checks that an attribute can be a key. If its type is not known, its values are checked when they are written. */
export function checkKeyType(className: string, { property, codec }: AttributeMetadata): void {
  if (KEY_TYPES.has(codec.storedType) && codec !== anySetCodec) return;
  throw new ConfigurationError(
    `${className}.${property} cannot be a key: DynamoDB keys are strings, numbers or binary`,
  );
}

/** Checks the keys of a class that has its table to itself. */
export function checkOwnKeys(
  className: string,
  partitionKey: AttributeMetadata | undefined,
  sortKey: AttributeMetadata | undefined,
): asserts partitionKey is AttributeMetadata {
  if (!partitionKey) throw new ConfigurationError(`${className} has no partition key: put @PartitionKey on a property`);
  checkKeyType(className, partitionKey);
  if (sortKey) checkKeyType(className, sortKey);
}

/** Checks a property that is a key of a shared table. */
export function checkSharedKey(className: string, attribute: AttributeMetadata, type: KeyAttribute['type']): void {
  checkKeyType(className, attribute);
  const { storedType = type } = attribute.codec;
  if (storedType === type) return;
  throw new ConfigurationError(
    `${className}.${attribute.property} is stored as ${storedType}, and the key "${attribute.name}" of its table is ${type}`,
  );
}

/** Checks that `@PartitionKey` and `@SortKey` are only on keys of the shared table. */
export function checkDeclaredKeys(
  className: string,
  declared: readonly (AttributeMetadata | undefined)[],
  keys: readonly AttributeMetadata[],
): void {
  const other = declared.find(key => key && !keys.some(({ name }) => name === key.name));
  if (!other) return;
  throw new ConfigurationError(
    `${className}.${other.property} is declared as a key, and stored as "${other.name}", which is no key of its table: use @Attribute`,
  );
}

/** Checks the `keys` of `@Table`: which indexes they are for, and how many templates each has. */
export function checkTemplates(className: string, table: SharedTable, declaration: KeysDeclaration): void {
  const { parse: _, table: ofTable, ...byIndex } = declaration;
  if (ofTable !== undefined) checkCount(className, 'table', ofTable, table.sortKey ? 2 : 1);
  for (const [name, sources] of Object.entries(byIndex)) {
    const index = table.indexes.get(name);
    if (!index) {
      const known = [...table.indexes.keys()].map(one => `"${one}"`).join(', ');
      throw new ConfigurationError(`${className}: its table has no index "${name}"${known && `: it has ${known}`}`);
    }
    const keys = index.type === 'local' ? index.sortKeys : [...index.partitionKeys, ...index.sortKeys];
    checkCount(className, name, sources, keys.length);
  }
}

function checkCount(className: string, name: string, sources: KeysDeclaration[string], count: number): void {
  const list = typeof sources === 'string' ? [sources] : sources;
  if (Array.isArray(list) && list.length === count && list.every(source => typeof source === 'string')) return;
  throw new ConfigurationError(`${className}: \`keys.${name}\` takes ${count} templates, one for each key attribute`);
}

interface TemplateUse {
  readonly className: string;
  /** The key attribute that the template makes. */
  readonly name: string;
  readonly source: string;
}

export function checkCompiled(
  { className, name, source }: TemplateUse,
  template: KeyTemplate | { readonly problem: string },
): asserts template is KeyTemplate {
  if (!('problem' in template)) return;
  throw new ConfigurationError(`${className}: the template "${source}" of "${name}" ${template.problem}`);
}

/** Checks that a built key is not also a property, and that all indexes with this key build it from the same template. */
export function checkBuiltOnce(
  { className, name, source }: TemplateUse,
  property: AttributeMetadata | undefined,
  other: KeyTemplate | undefined,
): void {
  if (property) {
    throw new ConfigurationError(
      `${className}.${property.property} is stored as "${name}", a key that the template "${source}" builds: give it another \`name\``,
    );
  }
  if (other && other.source !== source) {
    throw new ConfigurationError(
      `${className}: the template "${source}" of "${name}" is not the one that another index has for it: "${other.source}"`,
    );
  }
}

/** The error for a class that neither has nor builds a key of its shared table. */
export function missingKey(className: string, name: string, role: KeyRole): ConfigurationError {
  const decorator = role === 'partition' ? '@PartitionKey' : '@SortKey';
  return new ConfigurationError(
    `${className} has no "${name}", a key of its table: give @Table \`keys: { table: [...] }\` with a template for it, or put ${decorator}({ name: '${name}' }) on a property`,
  );
}

/** An auto-increment id must be the whole key. */
export function checkAutoIncrement(className: string, property: string, sortKey: AttributeMetadata | undefined): void {
  if (!sortKey) return;
  throw new ConfigurationError(
    `${className}.${property} cannot be auto-increment beside the sort key ${sortKey.property}`,
  );
}

/** The tenant is part of the key, so that each call can be checked before it is sent. */
export function checkTenantKey(
  className: string,
  tenantKey: AttributeMetadata,
  keyParts: readonly AttributeMetadata[],
): void {
  if (keyParts.includes(tenantKey)) return;
  throw new ConfigurationError(
    `${className}.${tenantKey.property} is @TenantKey, so it must be part of the table's key: put @PartitionKey on it, or name it in the template of the key`,
  );
}

/** The error for a key whose stored type is not known from a declaration or an initial value. */
export function unknownKeyType(className: string, property: string): ConfigurationError {
  return new ConfigurationError(
    `${className}.${property} is a key whose stored type is not known: declare its \`type\`, String, Number or Uint8Array for instance`,
  );
}
