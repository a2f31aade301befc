import { ConfigurationError } from '../errors/usage-errors';
import type { AttributeMetadata } from './attribute-metadata';
import {
  type DiscriminatorDeclaration,
  declarationsOf,
  discriminatedClasses,
  type TableDeclaration,
} from './declarations';
import type { EntityClass } from './entity-class';
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
  const own = declarationsOf(type).at(-1);
  const declared = own && ownDiscriminator(type);
  if (table.discriminator === undefined) {
    if (!declared) return undefined;
    throw new ConfigurationError(
      `${type.name} has @Discriminator, and its table no \`discriminator\`: name the attribute in @Table or defineTable`,
    );
  }
  const attribute = attributes.find(({ name }) => name === table.discriminator);
  if (declared) refuseTwins(type, declared);
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

/** What `@Discriminator` says of the class itself: it is not inherited. */
export function ownDiscriminator(type: EntityClass): DiscriminatorDeclaration | undefined {
  return discriminatedClasses().has(type) ? declarationsOf(type).at(-1)?.discriminator : undefined;
}

/** The class whose `@Table` this one has. */
function rootOf(type: EntityClass): EntityClass {
  const depth = declarationsOf(type).findLast(({ table }) => table);
  if (!depth) return type;
  let root = type;
  for (
    let parent = type;
    parent !== Function.prototype && declarationsOf(parent).includes(depth);
    parent = Object.getPrototypeOf(parent)
  ) {
    root = parent;
  }
  return root;
}

/** What classes have in common whose discriminators must differ: a shared table, or the class with the `@Table`. */
function groundOf(type: EntityClass): unknown {
  const table = declarationsOf(type).findLast(declarations => declarations.table)?.table;
  return table && (table.shared ?? rootOf(type));
}

/** The class with the `@Table`, and all classes with a `@Discriminator` that have it from there. */
export function familyOf(type: EntityClass): EntityClass[] {
  const root = rootOf(type);
  return [root, ...[...discriminatedClasses()].filter(other => other !== root && rootOf(other) === root)];
}

function refuseTwins(type: EntityClass, { value, also }: DiscriminatorDeclaration): void {
  const ground = groundOf(type);
  for (const other of discriminatedClasses()) {
    if (other === type || groundOf(other) !== ground) continue;
    const theirs = ownDiscriminator(other)!;
    const twin = [value, ...also].find(one => [theirs.value, ...theirs.also].includes(one));
    if (twin !== undefined) {
      throw new ConfigurationError(
        `${type.name} and ${other.name} have one discriminator, ${JSON.stringify(twin)}: give each its own`,
      );
    }
  }
}

/** Every value that a class of the same table has, as far as they were loaded. */
export function knownValues(type: EntityClass): string[] {
  const ground = groundOf(type);
  return [...discriminatedClasses()]
    .filter(other => groundOf(other) === ground)
    .map(other => ownDiscriminator(other)!)
    .flatMap(({ value, also }) => [value, ...also]);
}

/** By value: the class itself and its subclasses, as far as they were loaded. */
export function classesByValue(type: EntityClass): ReadonlyMap<string, EntityClass> {
  const known = families.get(type);
  if (known?.size === discriminatedClasses().size) return known.classes;
  const classes = new Map<string, EntityClass>();
  for (const other of discriminatedClasses()) {
    if (other !== type && !Object.prototype.isPrototypeOf.call(type, other)) continue;
    const { value, also } = ownDiscriminator(other)!;
    for (const one of [value, ...also]) classes.set(one, other);
  }
  families.set(type, { size: discriminatedClasses().size, classes });
  return classes;
}

const families = new WeakMap<EntityClass, { size: number; classes: ReadonlyMap<string, EntityClass> }>();
