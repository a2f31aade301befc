import { ConfigurationError } from '../errors/usage-errors';
import type { AttributeMetadata } from './attribute-metadata';
import type { ClassKeys } from './class-keys';
import { declarationsOf } from './declarations';

/** The attribute that says whose a record is. It is part of the key, so that each call can be checked before it is sent. */
export function tenantKeyOf(
  type: { readonly name: string },
  byProperty: ReadonlyMap<string, AttributeMetadata>,
  { keyParts }: ClassKeys,
): AttributeMetadata | undefined {
  const declared = declarationsOf(type).flatMap(({ tenantKeys }) => tenantKeys.map(({ property }) => property));
  const [property, other] = new Set(declared);
  if (property === undefined) return undefined;
  if (other !== undefined)
    throw new ConfigurationError(`${type.name} has more than one @TenantKey: ${property}, ${other}`);
  const attribute = byProperty.get(property)!;
  if (keyParts.includes(attribute)) return attribute;
  throw new ConfigurationError(
    `${type.name}.${property} is @TenantKey, so it must be part of the table's key: put @PartitionKey on it, or name it in the template of the key`,
  );
}
