import type { CustomCodec } from '../codec/custom';
import { checkChoices, type OptionNames } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import type { IdKind } from '../generate/ids';
import type { AllowedValues } from '../metadata/allowed-values';
import type { AttributeDeclaration, TypeOption, UniqueOptions } from '../metadata/declarations';
import type { Flat } from '../metadata/flat';
import type { StandardSchema } from '../validation/standard-schema';
import { type AttributeDecorator, memberDecorator } from './front-door';
import type { AttributeValueOf } from './value-types';

export interface AttributeOptions {
  /** The name in DynamoDB; by default the property's own. */
  name?: string | undefined;
  /** The stored form, where the compiler cannot tell or tells too little: `Date`, `Address`, `[Address]`, `'epochSeconds'`, ... */
  type?: TypeOption | undefined;
  /** For instances that have no value: a value, or a function that makes one. */
  default?: unknown;
  /** Saving without a value is a ValidationError. */
  required?: boolean | undefined;
  /** Leave it out of `toObject()`, `toJSON()` and `console.log`. */
  hidden?: boolean | undefined;
  /** The name in `toObject()`, `toJSON()` and `fromObject()`. */
  expose?: string | undefined;
  /** Your own way between the property and what is stored. */
  codec?: CustomCodec | undefined;
  /**
   * A value for new records that have none, made by `build` or the first save: `'uuidv7'` and `'ulid'` sort by time, `'ksuid'` too, by
   * second; `'uuid'` is random. Or a function.
   */
  generate?: (IdKind | (() => unknown)) | undefined;
  /** No two records have the same value: a write that would make it so is a UniqueError. Kept by a second item: see docs/unique.md. */
  unique?: boolean | UniqueOptions | undefined;
  /** Set once: a save that would change the value is a ValidationError, and so is an update, but for `ifNotExists`. */
  readOnly?: boolean | undefined;
  /** The only values that are stored: a list, or an enum of TypeScript. Of a list or set, its elements. */
  enum?: AllowedValues | undefined;
  /**
   * Checks the value before it is written: a schema of zod, valibot, ArkType, or any other that follows Standard Schema. It is given
   * undefined, too, where there is no value.
   */
  schema?: StandardSchema | undefined;
  /** Store what the schema makes of the value, trimmed or with defaults. Default false: a schema only checks. */
  transform?: boolean | undefined;
}

const ATTRIBUTE_OPTIONS: OptionNames<AttributeOptions> = {
  name: true,
  type: true,
  default: true,
  required: true,
  hidden: true,
  expose: true,
  codec: true,
  generate: true,
  unique: true,
  readOnly: true,
  enum: true,
  schema: true,
  transform: true,
};

export type KeyOptions = Omit<AttributeOptions, 'required' | 'unique' | 'readOnly'>;

export type PartitionKeyOptions = Flat<
  KeyOptions & {
    /** Take the next number from the table's counter on the first save without an id. Costs a second write request. */
    autoIncrement?: boolean | undefined;
  }
>;

/**
 * Stores a property as an attribute of the item.
 *
 * @example
 * @Attribute() owner!: string;
 * @Attribute({ name: 'opened_at', type: Date }) openedAt?: Date;
 */
export function Attribute<const Options extends AttributeOptions>(
  options?: Options,
): AttributeDecorator<AttributeValueOf<Options>> {
  checkChoices('@Attribute', options, ATTRIBUTE_OPTIONS);
  return attributeDecorator({ ...options });
}

/**
 * The partition key: exactly one in an entity class; a string, a number or binary.
 *
 * @example
 * @PartitionKey() id!: string;
 * @PartitionKey({ autoIncrement: true }) id?: number;
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
 */
export function PartitionKey<const Options extends PartitionKeyOptions>(
  options?: Options,
): AttributeDecorator<AttributeValueOf<Options>> {
  checkChoices('@PartitionKey', options, { ...ATTRIBUTE_OPTIONS, autoIncrement: true });
  return attributeDecorator({ ...options, key: 'partition' });
}

/** The sort key: at most one in an entity class; a string, a number or binary. */
export function SortKey<const Options extends KeyOptions>(
  options?: Options,
): AttributeDecorator<AttributeValueOf<Options>> {
  checkChoices('@SortKey', options, ATTRIBUTE_OPTIONS);
  return attributeDecorator({ ...options, key: 'sort' });
}

export type VersionOptions = Flat<
  Pick<AttributeOptions, 'name'> & {
    /**
     * `'time'`: a new item's version is the time in milliseconds instead of 1, so that one that was deleted and created again never comes to a
     * version that it had before.
     */
    start?: 'time' | undefined;
  }
>;

/**
 * Optimistic locking: the first save writes 1, each later write one more, and a write whose version is no longer the stored one
 * raises ConflictError.
 *
 * @example
 * @Version() version?: number;
 * @Version({ start: 'time' }) version?: number;
 */
export function Version({ start, ...options }: VersionOptions = {}): AttributeDecorator<number | undefined> {
  checkChoices('@Version', options, { name: true, start: true });
  if (start !== undefined && start !== 'time')
    throw new ConfigurationError("@Version: `start` must be 'time', or be left out");
  return attributeDecorator({ ...options, version: true, start });
}

/** The one way to declare an attribute: what a decorator says of it goes into the class's declarations. */
export function attributeDecorator<V>(
  options: Omit<AttributeDeclaration, 'property' | 'designType'>,
): AttributeDecorator<V> {
  return memberDecorator('an attribute', ({ own, name: property, label, designType }) => {
    if (property === '__proto__') {
      throw new ConfigurationError(`${label}: give the property another name, and the attribute \`name: '__proto__'\``);
    }
    if (own.attributes.some(attribute => attribute.property === property)) {
      throw new ConfigurationError(`${label} is decorated twice: keep one decorator of dynact on it`);
    }
    own.attributes.push({ ...options, property, designType });
  });
}
