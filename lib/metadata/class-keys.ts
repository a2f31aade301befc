import type { KeyTemplate } from '../keys/template';
import type { AttributeMetadata } from './attribute-metadata';
import { Part } from './brought';
import { checkOwnKeys } from './checks/keys';
import type { KeysDeclaration, TableDeclaration } from './declarations';
import type { IndexMetadata } from './index-metadata';
import type { SharedTable } from './shared-table';

/** A key attribute without a property: it is built from the attributes that its template names. */
export interface BuiltKey extends AttributeMetadata {
  readonly template: KeyTemplate;
}

/** The keys of a class: properties, or built from templates. */
export interface ClassKeys {
  readonly partitionKey: AttributeMetadata;
  readonly sortKey: AttributeMetadata | undefined;
  /** The partition key, then the sort key if there is one. */
  readonly keys: readonly AttributeMetadata[];
  /** The attributes that a key is given by: `get` takes their properties. */
  readonly keyParts: readonly AttributeMetadata[];
  /** All built key attributes, of the table and of indexes. */
  readonly built: readonly BuiltKey[];
  /** The built keys of each index. An index that is not here has none. */
  readonly builtByIndex: ReadonlyMap<string, readonly BuiltKey[]>;
  /** Whether missing attributes of an item are read from its keys. */
  readonly parsesKeys: boolean;
}

/** Whether a template builds the key attribute. */
export function isBuilt(key: AttributeMetadata): key is BuiltKey {
  return key.template !== undefined;
}

/** The attributes that a key attribute is built from: those that its template names, or itself. */
export function partsOf(
  key: AttributeMetadata,
  { byProperty }: { byProperty: ReadonlyMap<string, AttributeMetadata> },
) {
  return isBuilt(key) ? key.template.parts.map(({ field }) => byProperty.get(field.property)!) : [key];
}

/** The keys of a class as its decorators declare them. */
export interface DeclaredKeys {
  readonly className: string;
  readonly attributes: readonly AttributeMetadata[];
  readonly byProperty: ReadonlyMap<string, AttributeMetadata>;
  /** Of `@PartitionKey` and `@SortKey`. */
  readonly partitionKey: AttributeMetadata | undefined;
  readonly sortKey: AttributeMetadata | undefined;
}

/** The keys of a class of a shared table: properties, or built from templates. */
export interface SharedKeys {
  keysOf(declared: DeclaredKeys, table: SharedTable, declaration: KeysDeclaration): ClassKeys;
  /** The indexes of the table whose keys the class has. */
  indexesOf(
    table: SharedTable,
    attributes: readonly AttributeMetadata[],
    keys: ClassKeys,
  ): ReadonlyMap<string, IndexMetadata>;
}

export const SHARED_KEYS = /* @__PURE__ */ new Part<SharedKeys>('keys');

/** The keys of a class, as its decorators and the templates of `@Table` give them. */
export function classKeys(declared: DeclaredKeys, { shared, keys = {} }: TableDeclaration): ClassKeys {
  if (shared) return SHARED_KEYS.of(shared)!.keysOf(declared, shared, keys);
  const { className, partitionKey, sortKey } = declared;
  checkOwnKeys(className, partitionKey, sortKey);
  const own = sortKey ? [partitionKey, sortKey] : [partitionKey];
  return { partitionKey, sortKey, keys: own, keyParts: own, built: [], builtByIndex: new Map(), parsesKeys: false };
}
