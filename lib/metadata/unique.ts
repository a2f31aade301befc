import { ConfigurationError } from '../errors/usage-errors';
import type { AttributeMetadata } from './attribute-metadata';
import type { AttributeDeclaration, TableDeclaration, UniqueOptions } from './declarations';

/** An attribute of which no two records have the same value. */
export interface UniqueAttribute {
  readonly attribute: AttributeMetadata;
  readonly scope: readonly AttributeMetadata[];
  readonly as: ((value: unknown) => unknown) | undefined;
  /** Tells the values of the class from those of others in its table. */
  readonly namespace: string;
  /** Stored names: when one of them changes, so may the reservation. */
  readonly names: readonly string[];
}

const COMPARABLE = new Set<string | undefined>(['S', 'N', 'B', undefined]);

export function uniqueOf(
  className: string,
  attributes: readonly AttributeMetadata[],
  declared: ReadonlyMap<string, AttributeDeclaration>,
  { keys }: TableDeclaration,
): readonly UniqueAttribute[] {
  const found: UniqueAttribute[] = [];
  for (const attribute of attributes) {
    const { unique } = declared.get(attribute.property)!;
    if (unique)
      found.push(
        uniqueAttribute(
          className,
          attributes,
          attribute,
          unique === true ? {} : unique,
          JSON.stringify(keys?.table ?? ''),
        ),
      );
  }
  return found;
}

function uniqueAttribute(
  className: string,
  attributes: readonly AttributeMetadata[],
  attribute: AttributeMetadata,
  { scope = [], as }: UniqueOptions,
  namespace: string,
): UniqueAttribute {
  const label = `${className}.${attribute.property}`;
  if (!COMPARABLE.has(attribute.codec.storedType)) {
    throw new ConfigurationError(`${label} cannot be unique: only strings, numbers, dates and binary can`);
  }
  const scopes = scope.map(property => {
    const found = attributes.find(candidate => candidate.property === property);
    if (found && found !== attribute) return found;
    throw new ConfigurationError(
      `${label}: the scope of a unique attribute names another attribute of the class, and "${property}" is none`,
    );
  });
  const names = [attribute, ...scopes].map(({ name }) => name);
  return Object.freeze({ attribute, scope: scopes, as, names, namespace });
}
