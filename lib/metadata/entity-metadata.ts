import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { anyCodec } from '../codec/any';
import { type Codec, describe } from '../codec/codec';
import type { Field } from '../codec/field';
import { isBytes, isDate, isName, isPlainObject, isSet } from '../codec/kinds';
import { keepRecordCodec, RecordCodec, recordCodecOf } from '../codec/record';
import { numberCodec } from '../codec/scalars';
import { ConfigurationError, ValidationError } from '../errors/usage-errors';
import type { SchemaRule } from '../validation/standard-schema';
import type { Item } from '../wire/attribute-value';
import { allowing } from './allowed-values';
import { codecFor } from './attribute-codec';
import type { AttributeMetadata } from './attribute-metadata';
import { type ClassKeys, classKeys } from './class-keys';
import { type AttributeDeclaration, declarationsOf, type HookKind, type KeyRole } from './declarations';
import { maxItemSizeOf, tableNameOf, tableOf, writeTokenOf } from './declared-table';
import { type Discriminator, discriminatorOf } from './discriminator';
import { type ConcreteClass, type EntityClass, isComputed } from './entity-class';
import { type IndexMetadata, indexesOf, sharedIndexesOf } from './index-metadata';
import { initialValues } from './initial-values';
import { hideInInspection } from './inspection';
import { type Lifecycle, lifecycleOf, timeCodec } from './lifecycle';
import { fieldHasRules, ruleOf } from './rules';
import type { SharedTable, UnknownItems } from './shared-table';
import { tenantKeyOf } from './tenant-key';
import { type UniqueAttribute, uniqueOf } from './unique';

/** The counter item of an auto-increment class is at this key. */
export const COUNTER_KEY = -1;

/** Everything dynact knows of an entity class: checked, frozen, compiled once. */
export interface EntityMetadata extends ClassKeys {
  /** For the compiler it may be abstract; to run it is a class like any other. */
  readonly type: ConcreteClass;
  readonly className: string;
  /** Asked for at each call, where the class gives a function. */
  readonly tableName: string;
  /** The table that the class shares with others. */
  readonly shared: SharedTable | undefined;
  /** What tells the items of the class from those of the classes around it. */
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
  /** The stored attribute that holds the token of the last write; undefined where the class wants none. */
  readonly writeToken: string | undefined;
  readonly record: RecordCodec;
  readonly attributes: readonly AttributeMetadata[];
  readonly byProperty: ReadonlyMap<string, AttributeMetadata>;
  /** The attributes that have a default. */
  readonly defaults: readonly AttributeWithDefault[];
  readonly version: AttributeMetadata | undefined;
  /** Versions begin at the time in milliseconds, and never repeat, instead of at 1. */
  readonly startsAtTime: boolean;
  readonly autoIncrement: boolean;
  readonly lifecycle: Lifecycle;
  /** What must be the tenant of `within`. */
  readonly tenantKey: AttributeMetadata | undefined;
  readonly unique: readonly UniqueAttribute[];
  readonly hooks: Readonly<Record<HookKind, readonly string[]>>;
  /** What a whole record must be. */
  readonly rule: SchemaRule | undefined;
  /** Whether it has a rule, or an attribute or a nested class has. */
  readonly hasRules: boolean;
  /** By name. */
  readonly indexes: ReadonlyMap<string, IndexMetadata>;
  /** Of a collection, which is no class: the classes of its items. */
  readonly members?: Members;
}

/** The classes that items of a collection are of. */
export interface Members {
  readonly names: readonly string[];
  readonly classes: readonly EntityMetadata[];
  /** Undefined: of none of them. */
  classOf(item: Item, onUnknown: UnknownItems | undefined): EntityMetadata | undefined;
}

type AttributeWithDefault = AttributeMetadata & Required<Pick<Field, 'makeDefault'>>;

const compiled = new WeakMap<object, EntityMetadata>();

/** The metadata of an entity class. Throws ConfigurationError, with the class and property, where its decorators do not fit. */
export function metadataOf(type: EntityClass): EntityMetadata {
  let metadata = compiled.get(type);
  if (!metadata) {
    // An abstract class is one for the compiler alone.
    metadata = compile(type as ConcreteClass);
    compiled.set(type, metadata);
  }
  return metadata;
}

function compile(type: ConcreteClass): EntityMetadata {
  const table = tableOf(type);
  const declared = attributesOf(type);
  const record = recordOf(type);
  const attributes = record.fields.map(field => attributeMetadata(field, declared.get(field.property)!));
  const byProperty = new Map(attributes.map(attribute => [attribute.property, attribute]));
  const declaredKey = (decorator: string, role: KeyRole) =>
    single(
      type,
      decorator,
      attributes.filter(({ key }) => key === role),
    );
  const className = type.name;
  const keys = classKeys(
    {
      className,
      attributes,
      byProperty,
      partitionKey: declaredKey('@PartitionKey', 'partition'),
      sortKey: declaredKey('@SortKey', 'sort'),
    },
    table,
  );
  const version = single(
    type,
    '@Version',
    attributes.filter(attribute => attribute.version),
  );
  const autoIncrement = declared.get(keys.partitionKey.property)?.autoIncrement ?? false;
  if (autoIncrement && keys.sortKey) {
    throw new ConfigurationError(
      `${className}.${keys.partitionKey.property} cannot be auto-increment beside the sort key ${keys.sortKey.property}`,
    );
  }
  const discriminator = discriminatorOf(type, table, attributes);
  return Object.freeze({
    ...keys,
    type,
    className,
    get tableName() {
      return tableNameOf(type, table);
    },
    shared: table.shared,
    discriminator,
    client: table.client,
    consistentRead: table.consistentRead ?? false,
    maxItemSize: maxItemSizeOf(type, table),
    skipHooks: table.skipHooks ?? false,
    raiseOnConflict: table.raiseOnConflict ?? version !== undefined,
    savesChanges: table.save === 'changes',
    writeToken: writeTokenOf(type, table, attributes),
    record: withMade(record, keys, discriminator),
    attributes,
    byProperty,
    defaults: attributes.filter((attribute): attribute is AttributeWithDefault => !!attribute.makeDefault),
    version,
    startsAtTime: version !== undefined && declared.get(version.property)!.start === 'time',
    autoIncrement,
    lifecycle: lifecycleOf(type.name, attributes, declared),
    tenantKey: tenantKeyOf(type, byProperty, keys),
    unique: uniqueOf(type.name, attributes, declared, table),
    hooks: hooksOf(type),
    rule: ruleOf(className, table),
    hasRules: table.schema !== undefined || attributes.some(fieldHasRules),
    indexes: new Map([
      ...sharedIndexesOf(table.shared, attributes, keys.keys, keys.built),
      ...indexesOf(className, declarationsOf(type), attributes, keys.keys, table.shared),
    ]),
  });
}

/** Built keys and the discriminator are no attributes of the record. */
function withMade(record: RecordCodec, { built }: ClassKeys, discriminator: Discriminator | undefined): RecordCodec {
  const made = built.map(({ name }) => name);
  if (discriminator?.value !== undefined && discriminator.property === undefined) made.push(discriminator.name);
  return made.length > 0 ? new RecordCodec(record.className, record.fields, made) : record;
}

/** By property; what a subclass declares again replaces what its parent said. */
function attributesOf(type: EntityClass): Map<string, AttributeDeclaration> {
  const attributes = new Map<string, AttributeDeclaration>();
  for (const declarations of declarationsOf(type)) {
    for (const attribute of declarations.attributes) attributes.set(attribute.property, attribute);
    for (const tenantKey of declarations.tenantKeys) {
      if (!attributes.has(tenantKey.property)) attributes.set(tenantKey.property, tenantKey);
    }
  }
  return attributes;
}

/** The attributes of an entity class or of a nested class. Nested classes may refer to each other: their records are made when asked for. */
function recordOf(type: EntityClass): RecordCodec {
  let record = recordCodecOf(type);
  if (!record) {
    record = compileRecord(type);
    keepRecordCodec(type, record);
    try {
      for (const { codec } of record.fields) checkNested(codec);
    } catch (error) {
      keepRecordCodec(type, undefined);
      throw error;
    }
  }
  return record;
}

/** Asks a nested class, also one in a list, for its record, so that its mistakes show when the class around it is first used. */
function checkNested(codec: Codec): void {
  const element = codec.element ?? (codec.members ? undefined : codec.member?.('')?.codec);
  if (element && element !== codec) checkNested(element);
  else void codec.members;
}

function compileRecord(type: EntityClass): RecordCodec {
  const initialValue = initialValues(type as ConcreteClass);
  const fields = [...attributesOf(type).values()].map(declaration => fieldOf(type, declaration, initialValue));
  const byName = new Map<string, Field>();
  for (const field of fields) {
    const other = byName.get(field.name);
    if (other) {
      throw new ConfigurationError(
        `${type.name}.${field.property} and ${type.name}.${other.property} are both stored as "${field.name}": give one another \`name\``,
      );
    }
    byName.set(field.name, field);
  }
  if (fields.some(({ hidden }) => hidden)) hideInInspection(type, fields);
  return new RecordCodec(type.name, fields);
}

function fieldOf(
  type: EntityClass,
  declaration: AttributeDeclaration,
  initialValue: (declaration: AttributeDeclaration) => unknown,
): Field {
  const { property, name = property, required = false } = declaration;
  if (!isName(name))
    throw new ConfigurationError(`${type.name}.${property}: its stored name must be text, and not empty`);
  const computed = isComputed(type, property);
  const rule = ruleOf(`${type.name}.${property}`, declaration);
  return Object.freeze({
    property,
    name,
    required,
    computed,
    hidden: declaration.hidden ?? false,
    expose: declaration.expose,
    codec: allowing(attributeCodec(type, declaration, computed, initialValue), declaration.enum),
    ...(rule && { rule }),
    ...(declaration.default !== undefined && {
      makeDefault: defaultMaker(`${type.name}.${property}`, declaration.default),
    }),
  });
}

function attributeCodec(
  type: EntityClass,
  declaration: AttributeDeclaration,
  computed: boolean,
  initialValue: (declaration: AttributeDeclaration) => unknown,
): Codec {
  // A getter computes from values that a fresh instance does not have.
  const initial = () => (computed ? undefined : initialValue(declaration));
  const codec = timeCodec(type.name, declaration) ?? codecFor(type.name, declaration, initial, recordOf);
  return isCounted(declaration) ? countingCodec(`${type.name}.${declaration.property}`, declaration, codec) : codec;
}

/** Versions and generated ids are counted by DynamoDB. */
function isCounted({ version = false, autoIncrement = false }: AttributeDeclaration): boolean {
  return version || autoIncrement;
}

/** Numbers, whatever the compiler said. */
function countingCodec(label: string, { version }: AttributeDeclaration, codec: Codec): Codec {
  if (codec === numberCodec || codec === anyCodec) return numberCodec;
  throw new ConfigurationError(`${label} is ${version ? '@Version' : 'an auto-increment key'}, so it must be a number`);
}

/** A default of its own for each instance: a list or map given as `default` is never shared. */
function defaultMaker(label: string, value: unknown): () => unknown {
  if (typeof value === 'function') return value as () => unknown;
  if (typeof value !== 'object' || value === null) return () => value;
  if ([Array.isArray, isPlainObject, isDate, isSet, isBytes].some(is => is(value))) return () => structuredClone(value);
  throw new ConfigurationError(
    `${label}: its default is ${describe(value)}, which records would share: give a function that makes one`,
  );
}

function attributeMetadata(
  field: Field,
  { key, version = false, readOnly = false }: AttributeDeclaration,
): AttributeMetadata {
  return Object.freeze({ ...field, key, version, readOnly });
}

function single(type: EntityClass, decorator: string, found: AttributeMetadata[]): AttributeMetadata | undefined {
  if (found.length > 1) {
    const properties = found.map(({ property }) => property).join(', ');
    throw new ConfigurationError(`${type.name} has more than one ${decorator}: ${properties}`);
  }
  return found[0];
}

const HOOK_KINDS: readonly HookKind[] = [
  'beforeSave',
  'afterSave',
  'beforeUpdate',
  'afterUpdate',
  'beforeDelete',
  'afterDelete',
  'afterLoad',
];

/** Method names in declaration order, parents first; an overridden method runs once, where its parent stood. */
function hooksOf(type: EntityClass): Record<HookKind, readonly string[]> {
  const declared = declarationsOf(type).flatMap(({ hooks }) => hooks);
  const methods = (kind: HookKind) => [
    ...new Set(declared.filter(hook => hook.kind === kind).map(hook => hook.method)),
  ];
  return Object.fromEntries(HOOK_KINDS.map(kind => [kind, methods(kind)])) as unknown as Record<
    HookKind,
    readonly string[]
  >;
}

/** The declared attribute of a property. Throws ValidationError for a name that the class does not have. */
export function attributeNamed({ byProperty, className }: EntityMetadata, property: string): AttributeMetadata {
  const attribute = byProperty.get(property);
  if (attribute) return attribute;
  throw noSuchAttribute(className, property);
}

export function noSuchAttribute(className: string, property: string): ValidationError {
  return ValidationError.misuse(
    `${className} has no attribute "${property}": put @Attribute on the property, or correct the name`,
  );
}
