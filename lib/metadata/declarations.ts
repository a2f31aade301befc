import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CustomCodec } from '../codec/custom';
import type { EntityClass } from './entity-class';

/** What a class says about itself, as its decorators wrote it: plain data, unchecked until the class is first used. */
export interface ClassDeclarations {
  table?: TableDeclaration;
  readonly attributes: AttributeDeclaration[];
  readonly hooks: HookDeclaration[];
  readonly indexes: IndexDeclaration[];
}

/** A class, a function that gives one (for classes that refer to each other), the name of a stored form, or `[type]` for a list. */
export type TypeOption =
  | TypeName
  | (abstract new (
      ...args: never
    ) => unknown)
  | TypeFunction
  | (() => unknown)
  | readonly [TypeOption];

/** Called without `new`, they are types all the same. */
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
  | 'binary'
  | 'list'
  | 'map'
  | 'set'
  | 'stringSet'
  | 'numberSet'
  | 'bigintSet'
  | 'binarySet'
  | 'any';

export type KeyRole = 'partition' | 'sort';

export interface AttributeDeclaration {
  readonly property: string;
  readonly name?: string | undefined;
  readonly type?: TypeOption | undefined;
  readonly codec?: CustomCodec | undefined;
  readonly required?: boolean | undefined;
  readonly default?: unknown;
  /** What the compiler emitted for `design:type`; undefined under compilers that emit none. */
  readonly designType?: unknown;
  readonly key?: KeyRole | undefined;
  readonly version?: boolean | undefined;
  readonly autoIncrement?: boolean | undefined;
}

export interface TableDeclaration {
  readonly name: string;
  readonly client?: DynamoDBClient | undefined;
  readonly consistentRead?: boolean | undefined;
  readonly maxItemSize?: number | undefined;
  readonly skipHooks?: boolean | undefined;
  readonly raiseOnConflict?: boolean | undefined;
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

const declarations = new WeakMap<object, ClassDeclarations>();

/** What the class itself declares, to be added to. Parents are untouched: each class has its own. */
export function declare(target: object): ClassDeclarations {
  let own = declarations.get(target);
  if (!own) {
    own = { attributes: [], hooks: [], indexes: [] };
    declarations.set(target, own);
  }
  return own;
}

const tables = new Set<EntityClass>();

/** Every class with a `@Table` of its own so far: test backends make their tables. */
export function declaredEntities(): EntityClass[] {
  return [...tables];
}

export function declareTable(target: object, table: TableDeclaration): void {
  declare(target).table = table;
  tables.add(target as EntityClass);
}

/** What the class and its ancestors declare, the furthest ancestor first. */
export function declarationsOf(target: object): ClassDeclarations[] {
  const chain: ClassDeclarations[] = [];
  for (let type: object | null = target; type && type !== Function.prototype; type = Object.getPrototypeOf(type)) {
    const own = declarations.get(type);
    if (own) chain.unshift(own);
  }
  return chain;
}
