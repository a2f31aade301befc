import type { AttributeMetadata } from './attribute-metadata';
import { checkDiscriminator } from './checks/discriminator';
import type { TableDeclaration } from './declarations';
import type { EntityClass } from './entity-class';
import { ownDiscriminator, rootOf } from './family';
import type { UnknownItems } from './shared-table';

/** How the items of a class are distinguished from those of other classes of its table. */
export interface Discriminator {
  /** The stored attribute. */
  readonly name: string;
  /** The property that shows it, if the class declares one. */
  readonly property: string | undefined;
  /** The value that the class writes; undefined if its items have none. */
  readonly value: string | undefined;
  /** True if the class needs a discriminator and has none. Its records cannot be saved, as they would look like those of its parent. */
  readonly isMissing: boolean;
  /** Whether a read of this class includes all classes of its family: it has no value of its own, or is the root of a table of its own. */
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
