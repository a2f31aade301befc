import { ValidationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';

/** The classes whose attributes an expression names. None: it fits every class. */
export type Owners = readonly EntityMetadata[];

/** Those of both, each once. */
export function joined(a: Owners, b: Owners = []): Owners {
  if (a === b || b.length === 0) return a;
  return a.length === 0 ? b : [...new Set([...a, ...b])];
}

/** Refuses what was made from the attributes of a class whose items are others: the same names there mean something else. */
export function refuseForeign(metadata: EntityMetadata, what: string, owners: Owners = []): void {
  const foreign = owners.find(owner => owner !== metadata && !isOneOf(metadata, owner));
  if (!foreign) return;
  throw ValidationError.misuse(
    `${metadata.className}: this ${what} was made from the attributes of ${foreign.className}, another class: ` +
      'make it from those that a callback gets, or from attributes() of the class itself',
  );
}

/** A class, or a collection of classes, can have items of the other: it is the same, above it or below it. */
function isOneOf({ type, members }: EntityMetadata, owner: EntityMetadata): boolean {
  if (members) return members.classes.some(member => isOneOf(member, owner));
  return type === owner.type || type.prototype instanceof owner.type || owner.type.prototype instanceof type;
}
