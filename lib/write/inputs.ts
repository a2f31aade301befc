import { ConfigurationError, ValidationError } from '../errors/usage-errors';
import type { UpdateAction } from '../expressions/reference-types';
import { referencesOf } from '../expressions/references';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { type Duration, millisecondsOf } from '../metadata/duration';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';

type NewValues = Record<string, Date | undefined>;

/** The values that `touch` sets: when the record expires, or else when it was updated. */
export function touchInput(metadata: EntityMetadata, expiresIn: Duration | undefined): NewValues {
  const { className, lifecycle } = metadata;
  const { expiresAt, updatedAt } = lifecycle;
  const expiry = expiryIn(metadata, 'touch', expiresIn);
  if (expiresAt && expiry) return { [expiresAt.property]: expiry };
  if (updatedAt) return { [updatedAt.property]: new Date(Date.now()) };
  throw new ConfigurationError(
    `${className}: touch() needs \`expiresIn\`, @ExpiresAt({ after }) or @UpdatedAt: there is nothing to touch`,
  );
}

export function softDeleteInput(metadata: EntityMetadata, expiresIn: Duration | undefined): NewValues {
  const { expiresAt } = metadata.lifecycle;
  return {
    [deletedAtOf(metadata).property]: new Date(Date.now()),
    ...(expiresIn && { [expiresAt?.property ?? '']: expiryIn(metadata, 'softDelete', expiresIn) }),
  };
}

/** A restored record expires as a new one would. */
export function restoreInput(metadata: EntityMetadata, expiresIn: Duration | undefined): NewValues {
  const { expiresAt } = metadata.lifecycle;
  return {
    [deletedAtOf(metadata).property]: undefined,
    ...(expiresAt && { [expiresAt.property]: expiryIn(metadata, 'restore', expiresIn) }),
  };
}

function deletedAtOf({ className, lifecycle }: EntityMetadata): AttributeMetadata {
  if (lifecycle.deletedAt) return lifecycle.deletedAt;
  throw new ConfigurationError(`${className} has no @DeletedAt: put it on a property of type Date`);
}

function expiryIn({ className, lifecycle }: EntityMetadata, method: string, expiresIn?: Duration): Date | undefined {
  if (expiresIn && !lifecycle.expiresAt) {
    throw new ConfigurationError(`${className}: ${method}({ expiresIn }) needs @ExpiresAt on a property of type Date`);
  }
  const after = expiresIn ? millisecondsOf(`${className}: expiresIn`, expiresIn) : lifecycle.lifetime;
  return after === undefined ? undefined : new Date(Date.now() + after);
}

export function incrementInput(metadata: EntityMetadata, property: string, by: unknown): () => UpdateAction {
  const { className } = metadata;
  const { codec } = attributeNamed(metadata, property);
  const isNumber = typeof by === 'number' || typeof by === 'bigint';
  if (!isNumber || (codec.storedType !== undefined && codec.storedType !== 'N')) {
    throw ValidationError.misuse(`${className}.${property}: increment() adds a number to a number`);
  }
  const references = referencesOf<Record<string, unknown>>(metadata) as object as Record<
    string,
    { add(amount: number | bigint): UpdateAction }
  >;
  return () => references[property]!.add(by);
}
