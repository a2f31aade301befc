import { anyCodec } from '../../codec/any';
import { type Codec, describe } from '../../codec/codec';
import { isBytes, isDate, isName, isPlainObject, isSet } from '../../codec/kinds';
import { numberCodec } from '../../codec/scalars';
import { ConfigurationError } from '../../errors/usage-errors';
import { idMakers } from '../../generate/ids';
import type { AttributeDeclaration, TimeRole } from '../declarations';
import { checkSchema } from './schema';

/** Checks one attribute, of an entity class or a nested class, before it gets a codec. */
export function checkAttribute(owner: string, declaration: AttributeDeclaration): void {
  const { property, name = property } = declaration;
  const label = `${owner}.${property}`;
  if (!isName(name)) throw new ConfigurationError(`${label}: its stored name must be text, and not empty`);
  checkSchema(label, declaration);
  checkDefault(label, declaration.default);
  checkTime(label, declaration);
}

/** A list, map, set, date or bytes are copied for each record. Any other object would be shared by all of them. */
function checkDefault(label: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ([Array.isArray, isPlainObject, isDate, isSet, isBytes].some(is => is(value))) return;
  throw new ConfigurationError(
    `${label}: its default is ${describe(value)}, which records would share: give a function that makes one`,
  );
}

export const TIME_DECORATORS: Readonly<Record<TimeRole, string>> = {
  createdAt: '@CreatedAt',
  updatedAt: '@UpdatedAt',
  deletedAt: '@DeletedAt',
  expiresAt: '@ExpiresAt',
};

const TIME_TYPES = new Set<unknown>(['date', 'epochSeconds', 'epochMilliseconds']);

function checkTime(label: string, { time, type = 'date', designType }: AttributeDeclaration): void {
  if (!time) return;
  const decorator = TIME_DECORATORS[time];
  // With Object (a union) or nothing emitted, the type is not known.
  if (designType !== undefined && designType !== Date && designType !== Object) {
    throw new ConfigurationError(`${label} is ${decorator}, so it must be a Date`);
  }
  if (time !== 'expiresAt' && !TIME_TYPES.has(type)) {
    throw new ConfigurationError(`${label}: ${decorator} takes the type 'date', 'epochSeconds' or 'epochMilliseconds'`);
  }
}

/** DynamoDB increments versions and auto-increment ids, so they must be numbers. */
export function checkCounted(label: string, { version }: AttributeDeclaration, codec: Codec): void {
  if (codec === numberCodec || codec === anyCodec) return;
  throw new ConfigurationError(`${label} is ${version ? '@Version' : 'an auto-increment key'}, so it must be a number`);
}

/** Checks the `generate` of an attribute of an entity class. */
export function checkGenerate(className: string, declaration: AttributeDeclaration): void {
  const { property, generate, autoIncrement } = declaration;
  const label = `${className}.${property}`;
  if (declaration.default !== undefined || autoIncrement) {
    throw new ConfigurationError(
      `${label} has \`generate\` and ${autoIncrement ? '`autoIncrement`' : 'a `default`'}: keep one of them`,
    );
  }
  if (typeof generate === 'function' || Object.hasOwn(idMakers, generate!)) return;
  const kinds = Object.keys(idMakers).map(kind => `'${kind}'`);
  throw new ConfigurationError(`${label}: \`generate\` must be ${kinds.join(', ')} or a function`);
}

/** No two attributes of a class are stored under one name. */
export function checkStoredNames(
  owner: string,
  fields: readonly { readonly property: string; readonly name: string }[],
): void {
  const byName = new Map<string, string>();
  for (const { property, name } of fields) {
    const other = byName.get(name);
    if (other !== undefined) {
      throw new ConfigurationError(
        `${owner}.${property} and ${owner}.${other} are both stored as "${name}": give one another \`name\``,
      );
    }
    byName.set(name, property);
  }
}

/** The error for a type that has no stored form. */
export function unstorable(label: string, type: unknown): ConfigurationError {
  return new ConfigurationError(
    `${label} has the type ${nameOf(type)}, which dynact cannot store: declare another \`type\`, give it a \`codec\`, ` +
      'or, if it is a class of yours, put @Attribute on its properties',
  );
}

interface VariantDiscriminator {
  readonly value: string;
  readonly also: readonly string[];
}

/** Each class of `oneOf` has a discriminator of its own. */
export function checkVariants(
  label: string,
  variants: readonly { readonly type: unknown; readonly discriminator: VariantDiscriminator | undefined }[],
): void {
  const nameless = variants.find(({ discriminator }) => !discriminator);
  if (nameless) {
    throw new ConfigurationError(`${label}: ${nameOf(nameless.type)} needs a @Discriminator to be one of several`);
  }
  const values = variants.flatMap(({ discriminator }) => [discriminator!.value, ...discriminator!.also]);
  const twin = values.find((value, i) => values.indexOf(value) !== i);
  if (variants.length > 0 && twin === undefined) return;
  throw new ConfigurationError(
    `${label}: oneOf() takes classes, each with a @Discriminator of its own${twin === undefined ? '' : `: ${JSON.stringify(twin)} is of two`}`,
  );
}

function nameOf(type: unknown): string {
  return typeof type === 'function' ? type.name : String(type);
}
