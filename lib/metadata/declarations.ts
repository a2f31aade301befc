import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CustomCodec } from '../codec/custom';
import type { IdKind } from '../generate/ids';
import type { StandardSchema } from '../validation/standard-schema';
import type { AllowedValues } from './allowed-values';
import type { Brought } from './brought';
import type { Duration } from './duration';
import type { EntityClass } from './entity-class';
import type { OneOf } from './one-of';
import type { SharedTable, TableName, UnknownItems } from './shared-table';

/** What the decorators of a class declare: plain data, checked when the class is first used. */
export interface ClassDeclarations {
  table?: TableDeclaration;
  /** What distinguishes the items of this class from those of related classes. */
  discriminator?: DiscriminatorDeclaration;
  readonly attributes: AttributeDeclaration[];
  readonly hooks: HookDeclaration[];
  readonly indexes: IndexDeclaration[];
  readonly tenantKeys: TenantKeyDeclaration[];
  readonly associations: AssociationDeclaration[];
  /** The code that its decorators bring. */
  brought?: Brought;
}

/** How records of two classes belong together. `keys`: from properties of the referring class to properties of the other one. */
export interface AssociationDeclaration {
  readonly property: string;
  readonly kind: 'belongsTo' | 'hasMany';
  readonly type: () => EntityClass;
  readonly keys: Readonly<Record<string, string>>;
}

/** The property with the tenant of a record. It is an attribute even if no other decorator makes it one. */
export type TenantKeyDeclaration = Pick<AttributeDeclaration, 'property' | 'designType'>;

/** A class, a function that gives one (for classes that refer to each other), the name of a stored form, `[type]` for a list, or `{ map: type }` for a map with any keys. */
export type TypeOption =
  | TypeName
  | (abstract new (
      ...args: never
    ) => unknown)
  | TypeFunction
  | OneOf
  | (() => unknown)
  | readonly [TypeOption]
  | { readonly map: TypeOption };

/** Classes of primitives, which are also called without `new`. */
type TypeFunction = typeof String | typeof Number | typeof Boolean | typeof BigInt;

/** Stored forms by name. @see the table in docs/models.md */
export type TypeName =
  | 'string'
  | 'number'
  | 'bigint'
  | 'numericString'
  | 'boolean'
  | 'date'
  | 'epochSeconds'
  | 'epochMilliseconds'
  | 'binary'
  | 'list'
  | 'map'
  | 'set'
  | 'stringSet'
  | 'numberSet'
  | 'bigintSet'
  | 'binarySet'
  | 'any';

export interface UniqueOptions {
  /** The value is unique among records with the same values of these properties: `['tenantId']`. Default: in the whole table. */
  readonly scope?: readonly string[];
  /** What to compare in place of the value: `email => email.toLowerCase()`. */
  // biome-ignore lint/suspicious/noExplicitAny: a decorator cannot know the type of the property.
  readonly as?: (value: any) => string | number | bigint;
}

export type KeyRole = 'partition' | 'sort';

/** The meaning of a time. A class has at most one of each. */
export type TimeRole = 'createdAt' | 'updatedAt' | 'deletedAt' | 'expiresAt';

export interface AttributeDeclaration {
  readonly property: string;
  readonly name?: string | undefined;
  readonly type?: TypeOption | undefined;
  readonly codec?: CustomCodec | undefined;
  readonly required?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly expose?: string | undefined;
  readonly default?: unknown;
  /** What the compiler emitted for `design:type`; undefined under compilers that emit none. */
  readonly designType?: unknown;
  readonly key?: KeyRole | undefined;
  readonly version?: boolean | undefined;
  /** Only for a version: what a new item starts with. */
  readonly start?: 'time' | undefined;
  readonly autoIncrement?: boolean | undefined;
  /** How a new record gets its value: a kind of id, or a function. */
  readonly generate?: IdKind | (() => unknown) | undefined;
  readonly time?: TimeRole | undefined;
  /** Only for `expiresAt`: how long after its first save a record expires. */
  readonly after?: Duration | undefined;
  readonly unique?: boolean | UniqueOptions | undefined;
  readonly readOnly?: boolean | undefined;
  readonly enum?: AllowedValues | undefined;
  readonly schema?: StandardSchema | undefined;
  /** Store the value that the schema returns. */
  readonly transform?: boolean | undefined;
}

export interface TableDeclaration {
  readonly name: TableName;
  /** The table that the class shares with others. */
  readonly shared?: SharedTable | undefined;
  /** How the class builds the keys of a shared table. */
  readonly keys?: KeysDeclaration | undefined;
  /** The attribute that names an item's class. */
  readonly discriminator?: string | undefined;
  readonly onUnknown?: UnknownItems | undefined;
  readonly client?: DynamoDBClient | undefined;
  readonly consistentRead?: boolean | undefined;
  readonly maxItemSize?: number | undefined;
  readonly skipHooks?: boolean | undefined;
  readonly raiseOnConflict?: boolean | undefined;
  readonly save?: 'item' | 'changes' | undefined;
  /** The schema of the whole record. */
  readonly schema?: StandardSchema | undefined;
  readonly transform?: boolean | undefined;
  readonly writeToken?: boolean | undefined;
}

/** The templates of the table's key, and of the keys of its indexes by name. */
export interface KeysDeclaration {
  /** Read missing attributes of an item from its keys. */
  readonly parse?: boolean | undefined;
  readonly [table: string]: string | readonly string[] | boolean | undefined;
}

export interface DiscriminatorDeclaration {
  /** The value that is written. */
  readonly value: string;
  /** More values that are read as this class. */
  readonly also: readonly string[];
}

/** A secondary index; attributes by property. */
export interface IndexDeclaration {
  readonly name: string;
  readonly type: 'global' | 'local';
  readonly partitionKey: readonly string[];
  readonly sortKey: readonly string[];
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

export type HookKind =
  | 'beforeSave'
  | 'afterSave'
  | 'beforeUpdate'
  | 'afterUpdate'
  | 'beforeDelete'
  | 'afterDelete'
  | 'afterLoad';

export interface HookDeclaration {
  readonly kind: HookKind;
  readonly method: string;
}

// With standard decorators, compilers keep what a class declares on a metadata object. TypeScript only does if this symbol exists before the
// class. The value is the one that esbuild, swc and Babel fall back to.
const symbols = Symbol as { metadata?: symbol };
symbols.metadata ??= Symbol.for('Symbol.metadata');
const METADATA: symbol = symbols.metadata;

/** By constructor (legacy decorators) or by `context.metadata` (standard decorators). */
const declarations = new WeakMap<object, ClassDeclarations>();

/** The declarations of one class, for decorators to add to. `key` is its constructor, or the `context.metadata` of its decorators. */
export function declare(key: object): ClassDeclarations {
  let own = declarations.get(key);
  if (!own) {
    own = { attributes: [], hooks: [], indexes: [], tenantKeys: [], associations: [] };
    declarations.set(key, own);
  }
  return own;
}

/** Adds code that a decorator brings. */
export function bring(own: ClassDeclarations, code: Brought): void {
  own.brought = { ...own.brought, ...code };
}

const tables = new Set<EntityClass>();

/** All classes with a `@Table` of their own so far. Test backends create their tables. */
export function declaredEntities(): EntityClass[] {
  return [...tables];
}

export function declareTable(own: ClassDeclarations, type: object, table: TableDeclaration): void {
  own.table = table;
  tables.add(type as EntityClass);
}

/** Grows with every class that is declared: results that were derived from fewer classes are out of date. */
export function classCount(): number {
  return tables.size + discriminated.size;
}

const discriminated = new Set<EntityClass>();

/** All classes with a `@Discriminator` so far. */
export function discriminatedClasses(): ReadonlySet<EntityClass> {
  return discriminated;
}

export function declareDiscriminator(
  own: ClassDeclarations,
  type: object,
  discriminator: DiscriminatorDeclaration,
): void {
  own.discriminator = discriminator;
  discriminated.add(type as EntityClass);
}

/** The declarations of a class and its ancestors, the furthest ancestor first. They may mix both kinds of decorators. */
export function declarationsOf(target: object): ClassDeclarations[] {
  const chain: ClassDeclarations[] = [];
  for (let type: object | null = target; type && type !== Function.prototype; type = Object.getPrototypeOf(type)) {
    const own = declarations.get(type) ?? declarations.get(metadataObjectOf(type));
    if (own) chain.unshift(own);
  }
  return chain;
}

/** The metadata object of the class itself. A class without decorators inherits that of its parent, which does not count. */
function metadataObjectOf(type: object): object {
  const own = Object.hasOwn(type, METADATA) ? (type as Record<symbol, unknown>)[METADATA] : undefined;
  return typeof own === 'object' && own !== null ? own : type;
}

/** The associations of a class and its ancestors. */
export function associationsOf(type: object): AssociationDeclaration[] {
  return declarationsOf(type).flatMap(({ associations }) => associations);
}
