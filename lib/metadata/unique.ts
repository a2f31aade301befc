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

/** The unique attributes of a class, whose declarations were checked. */
export function uniqueOf(
  attributes: readonly AttributeMetadata[],
  declared: ReadonlyMap<string, AttributeDeclaration>,
  { keys }: TableDeclaration,
): readonly UniqueAttribute[] {
  const namespace = JSON.stringify(keys?.table ?? '');
  return attributes.flatMap(attribute => {
    const { unique } = declared.get(attribute.property)!;
    return unique ? uniqueAttribute(attributes, attribute, unique === true ? {} : unique, namespace) : [];
  });
}

function uniqueAttribute(
  attributes: readonly AttributeMetadata[],
  attribute: AttributeMetadata,
  { scope = [], as }: UniqueOptions,
  namespace: string,
): UniqueAttribute {
  const scopes = scope.map(property => attributes.find(candidate => candidate.property === property)!);
  const names = [attribute, ...scopes].map(({ name }) => name);
  return Object.freeze({ attribute, scope: scopes, as, names, namespace });
}
