import type { AttributeMetadata } from './attribute-metadata';
import { checkDiscriminator } from './checks/discriminator';
import type { TableDeclaration } from './declarations';
import type { EntityClass } from './entity-class';
import { ownDiscriminator, rootOf } from './family';
import type { UnknownItems } from './shared-table';

/** How the items of a class are told from those of other classes of its table. */
export interface Discriminator {
  /** The stored attribute. */
  readonly name: string;
  /** The property that shows it, where the class declares one. */
  readonly property: string | undefined;
  /** What the class writes; undefined: nothing, and its items have none. */
  readonly value: string | undefined;
  /** Whether records of the class cannot be saved: they could not be told from their parent's. */
  readonly isMissing: boolean;
  /** Whether the class stands for all classes around it: its table has no others, or it has no value of its own. */
  readonly isBase: boolean;
  readonly onUnknown: UnknownItems;
}

export function discriminatorOf(
  type: EntityClass,
  table: TableDeclaration,
  attributes: readonly AttributeMetadata[],
): Discriminator | undefined {
  const declared = ownDiscriminator(type);
  checkDiscriminator(type, table, declared);
  if (table.discriminator === undefined) return undefined;
  const attribute = attributes.find(({ name }) => name === table.discriminator);
  const isRoot = rootOf(type) === type;
  return {
    name: table.discriminator,
    property: attribute?.property,
    value: declared?.value,
    isMissing: !declared && !isRoot,
    isBase: !declared || (isRoot && !table.shared),
    onUnknown: table.onUnknown ?? 'error',
  };
}
