import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Field } from '../codec/field';
import { RecordCodec } from '../codec/record';
import { ValidationError } from '../errors/usage-errors';
import type { SchemaRule } from '../validation/standard-schema';
import type { Item } from '../wire/attribute-value';
import type { AttributeMetadata } from './attribute-metadata';
import type { Brought } from './brought';
import { checkEntity, WRITE_TOKEN } from './checks/entity';
import { checkAutoIncrement, checkTenantKey } from './checks/keys';
import { MAX_ITEM_SIZE } from './checks/table';
import { checkExpiresAt } from './checks/time-to-live';
import { type ClassKeys, classKeys, SHARED_KEYS } from './class-keys';
import {
  type AssociationDeclaration,
  type AttributeDeclaration,
  associationsOf,
  declarationsOf,
  type HookKind,
  type KeyRole,
} from './declarations';
import { tableNameOf, tableOf } from './declared-table';
import { type Discriminator, discriminatorOf } from './discriminator';
import type { ConcreteClass, EntityClass } from './entity-class';
import { hooksOf } from './hooks';
import type { IndexMetadata } from './index-metadata';
import { INDEXES } from './index-part';
import { type Lifecycle, lifecycleOf } from './lifecycle';
import { attributesOf, recordOf } from './record-codec';
import { fieldHasRules, ruleOf } from './rules';
import type { SharedTable, UnknownItems } from './shared-table';
import { type UniqueAttribute, uniqueOf } from './unique';

/** The key of the counter item of an auto-increment class. */
export const COUNTER_KEY = -1;

/** Everything dynact knows about an entity class: checked, compiled once, frozen. */
export interface EntityMetadata extends ClassKeys {
  /** The class. It may be abstract, which at run time makes no difference. */
  readonly type: ConcreteClass;
  readonly className: string;
  /** Computed at each call if the class gives a function. */
  readonly tableName: string;
  /** The table that the class shares with others. */
  readonly shared: SharedTable | undefined;
  /** The code that its decorators and its shared table bring. */
  readonly brought: Brought;
  /** What distinguishes the items of the class from those of related classes. */
  readonly discriminator: Discriminator | undefined;
  /** The client given to `@Table`. */
  readonly client: DynamoDBClient | undefined;
  readonly consistentRead: boolean;
  /** Bytes. */
  readonly maxItemSize: number;
  readonly skipHooks: boolean;
  readonly raiseOnConflict: boolean;
  /** Whether a save writes only what changed. */
  readonly savesChanges: boolean;
  /** The stored attribute that holds the token of the last write; undefined without `writeToken`. */
  readonly writeToken: string | undefined;
  readonly record: RecordCodec;
  readonly attributes: readonly AttributeMetadata[];
  readonly byProperty: ReadonlyMap<string, AttributeMetadata>;
  /** The attributes that have a default. */
  readonly defaults: readonly AttributeWithDefault[];
  readonly version: AttributeMetadata | undefined;
  /** Versions start at the time in milliseconds instead of at 1, so they never repeat. */
  readonly startsAtTime: boolean;
  readonly autoIncrement: boolean;
  readonly lifecycle: Lifecycle;
  /** The attribute that must have the tenant of `within`. */
  readonly tenantKey: AttributeMetadata | undefined;
  readonly unique: readonly UniqueAttribute[];
  readonly hooks: Readonly<Record<HookKind, readonly string[]>>;
  /** The rule of the whole record. */
  readonly rule: SchemaRule | undefined;
  /** Whether the class, an attribute or a nested class has a rule. */
  readonly hasRules: boolean;
  /** By name. */
  readonly indexes: ReadonlyMap<string, IndexMetadata>;
  /** Only for a collection, which is not a class: the classes of its items. */
  readonly members?: Members;
}

/** The classes that items of a collection are of. */
export interface Members {
  readonly names: readonly string[];
  readonly classes: readonly EntityMetadata[];
  /** Undefined if the item is of none of them. */
  classOf(item: Item, onUnknown: UnknownItems | undefined): EntityMetadata | undefined;
}

type AttributeWithDefault = AttributeMetadata & Required<Pick<Field, 'makeDefault'>>;

const compiled = new WeakMap<object, EntityMetadata>();

/** The metadata of an entity class. Throws ConfigurationError, with class and property, if its decorators do not fit. */
export function metadataOf(type: EntityClass): EntityMetadata {
  let metadata = compiled.get(type);
  if (!metadata) {
    // A class is only abstract to the compiler.
    metadata = compile(type as ConcreteClass);
    compiled.set(type, metadata);
  }
  return metadata;
}

function compile(type: ConcreteClass): EntityMetadata {
  const className = type.name;
  const table = tableOf(type);
  const declared = attributesOf(type);
  const record = recordOf(type);
  const attributes = record.fields.map(field => attributeMetadata(field, declared.get(field.property)!));
  const byProperty = new Map(attributes.map(attribute => [attribute.property, attribute]));
  const tenantKeys = tenantKeysOf(type);
  checkEntity({ className, table, declared, attributes, tenantKeys });
  const withRole = (role: KeyRole) => attributes.find(({ key }) => key === role);
  const keys = classKeys(
    { className, attributes, byProperty, partitionKey: withRole('partition'), sortKey: withRole('sort') },
    table,
  );
  const autoIncrement = declared.get(keys.partitionKey.property)?.autoIncrement ?? false;
  if (autoIncrement) checkAutoIncrement(className, keys.partitionKey.property, keys.sortKey);
  const tenantKey = tenantKeys.length > 0 ? byProperty.get(tenantKeys[0]!)! : undefined;
  if (tenantKey) checkTenantKey(className, tenantKey, keys.keyParts);
  const version = attributes.find(attribute => attribute.version);
  const discriminator = discriminatorOf(type, table, attributes);
  const lifecycle = lifecycleOf(className, attributes, declared);
  checkExpiresAt(type, table, lifecycle.expiresAt);
  const brought: Brought = Object.assign({}, ...declarationsOf(type).map(own => own.brought), table.shared?.brought);
  return Object.freeze({
    ...keys,
    type,
    className,
    get tableName() {
      return tableNameOf(type, table);
    },
    shared: table.shared,
    brought,
    discriminator,
    client: table.client,
    consistentRead: table.consistentRead ?? false,
    maxItemSize: table.maxItemSize ?? MAX_ITEM_SIZE,
    skipHooks: table.skipHooks ?? false,
    raiseOnConflict: table.raiseOnConflict ?? version !== undefined,
    savesChanges: table.save === 'changes',
    writeToken: table.writeToken ? WRITE_TOKEN : undefined,
    record: withMade(record, keys, discriminator),
    attributes,
    byProperty,
    defaults: attributes.filter((attribute): attribute is AttributeWithDefault => !!attribute.makeDefault),
    version,
    startsAtTime: version !== undefined && declared.get(version.property)!.start === 'time',
    autoIncrement,
    lifecycle,
    tenantKey,
    unique: uniqueOf(attributes, declared, table),
    hooks: hooksOf(type),
    rule: ruleOf(table),
    hasRules: table.schema !== undefined || attributes.some(fieldHasRules),
    indexes: new Map([
      ...((table.shared && SHARED_KEYS.of(table.shared)?.indexesOf(table.shared, attributes, keys)) ?? []),
      ...(INDEXES.of({ brought })?.indexesOf(className, declarationsOf(type), byProperty, keys.keys, table.shared) ??
        []),
    ]),
  });
}

/** The properties with `@TenantKey`, of the class and its ancestors. */
function tenantKeysOf(type: EntityClass): string[] {
  return [...new Set(declarationsOf(type).flatMap(({ tenantKeys }) => tenantKeys.map(({ property }) => property)))];
}

/** Built keys and the discriminator are stored, but are not attributes of the record. */
function withMade(record: RecordCodec, { built }: ClassKeys, discriminator: Discriminator | undefined): RecordCodec {
  const made = built.map(({ name }) => name);
  const telling = discriminator ? [...made, discriminator.name] : made;
  if (telling.length === 0) return record;
  if (discriminator?.value !== undefined && discriminator.property === undefined) made.push(discriminator.name);
  return new RecordCodec(record.className, record.fields, made, telling, record.associations);
}

function attributeMetadata(
  field: Field,
  { key, version = false, readOnly = false }: AttributeDeclaration,
): AttributeMetadata {
  return Object.freeze({ ...field, key, version, readOnly });
}

/** The attribute of a property. Throws ValidationError if the class has no such attribute. */
export function attributeNamed({ byProperty, className, type }: EntityMetadata, property: string): AttributeMetadata {
  const attribute = byProperty.get(property);
  if (attribute) return attribute;
  const association = associationsOf(type).findLast(declared => declared.property === property);
  throw association ? notStored(className, association) : noSuchAttribute(className, property);
}

function notStored(className: string, { property, kind, keys }: AssociationDeclaration): ValidationError {
  const instead = kind === 'belongsTo' ? `set ${Object.keys(keys).join(', ')}, which it refers by` : 'save its records';
  return ValidationError.misuse(
    `${className}.${property} is an association, which is not stored: leave it out, and ${instead}`,
  );
}

export function noSuchAttribute(className: string, property: string): ValidationError {
  return ValidationError.misuse(
    `${className} has no attribute "${String(property)}": put @Attribute on the property, or correct the name`,
  );
}
