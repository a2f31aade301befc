import type { CustomCodec } from '../codec/custom';
import { checkChoices, type Flat, type OptionNames } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import type { IdKind } from '../generate/ids';
import type { AllowedValues } from '../metadata/allowed-values';
import type { AttributeDeclaration, TypeOption, UniqueOptions } from '../metadata/declarations';
import type { StandardSchema } from '../validation/standard-schema';
import { type AttributeDecorator, memberDecorator } from './front-door';
import type { AttributeValueOf } from './value-types';

export interface AttributeOptions {
  /** The name in DynamoDB. Default: the name of the property. */
  name?: string | undefined;
  /** The stored form, if the compiler does not emit it or it is not enough: `Date`, `Address`, `[Address]`, `'epochSeconds'`, ... */
  type?: TypeOption | undefined;
  /** For instances without a value: a value, or a function that returns one. */
  default?: unknown;
  /** Saving without a value is a ValidationError. */
  required?: boolean | undefined;
  /** Leave it out of `toObject()`, `toJSON()` and `console.log`. */
  hidden?: boolean | undefined;
  /** The name in `toObject()`, `toJSON()` and `fromObject()`. */
  expose?: string | undefined;
  /** Your own conversion between the property and the stored value. */
  codec?: CustomCodec | undefined;
  /**
   * Generates a value for new records without one, in `build` or the first save: `'uuidv7'` and `'ulid'` sort by time, `'ksuid'` by second,
   * `'uuid'` is random. Or a function.
   */
  generate?: (IdKind | (() => unknown)) | undefined;
  /** No two records may have the same value: a write of a second one is a UniqueError. Each value takes a second item: see docs/unique.md. */
  unique?: boolean | UniqueOptions | undefined;
  /** Can only be set once: a save or update that would change the value is a ValidationError. An update may use `ifNotExists`. */
  readOnly?: boolean | undefined;
  /** The allowed values: a list, or a TypeScript enum. For a list or set, the allowed elements. */
  enum?: AllowedValues | undefined;
  /**
   * Checks the value before it is written: a schema of zod, valibot, ArkType, or any other that follows Standard Schema. Without a value, it
   * gets undefined.
   */
  schema?: StandardSchema | undefined;
  /** Store the value that the schema returns, for instance trimmed or with defaults. Default false: a schema only checks. */
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

export type KeyOptions = Flat<Omit<AttributeOptions, 'required' | 'unique' | 'readOnly'>>;

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

/** Adds an attribute to the declarations of its class. All attribute decorators use it. */
export function attributeDecorator<V>(
  declared: Omit<AttributeDeclaration, 'property' | 'designType'>,
): AttributeDecorator<V> {
  return memberDecorator('an attribute', ({ own, name: property, label, designType }) => {
    if (property === '__proto__') {
      throw new ConfigurationError(`${label}: give the property another name, and the attribute \`name: '__proto__'\``);
    }
    if (own.attributes.some(attribute => attribute.property === property)) {
      throw new ConfigurationError(`${label} is decorated twice: keep one decorator of dynact on it`);
    }
    own.attributes.push({ ...declared, property, designType });
  });
}
