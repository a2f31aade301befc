import type { AttributeMetadata } from './attribute-metadata';
import type { AttributeDeclaration, TableDeclaration, UniqueOptions } from './declarations';

/** An attribute whose value only one record may have. */
export interface UniqueAttribute {
  readonly attribute: AttributeMetadata;
  readonly scope: readonly AttributeMetadata[];
  readonly as: ((value: unknown) => unknown) | undefined;
  /** Keeps the values of the class apart from those of other classes of its table. */
  readonly namespace: string;
  /** The stored names that the reservation depends on. */
  readonly names: readonly string[];
}

/** The unique attributes of a class, from declarations that were checked. */
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
