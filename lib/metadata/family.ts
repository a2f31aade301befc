import {
  type DiscriminatorDeclaration,
  declarationsOf,
  discriminatedClasses,
  type TableDeclaration,
} from './declarations';
import type { EntityClass } from './entity-class';

/** The `@Discriminator` of the class itself. It is not inherited. */
export function ownDiscriminator(type: EntityClass): DiscriminatorDeclaration | undefined {
  return discriminatedClasses().has(type) ? declarationsOf(type).at(-1)?.discriminator : undefined;
}

/** The class whose `@Table` this class has or inherits. */
export function rootOf(type: EntityClass): EntityClass {
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

/** The `@Table` of the class or its nearest ancestor with one. */
export function declaredTable(type: EntityClass): TableDeclaration | undefined {
  return declarationsOf(type).findLast(({ table }) => table)?.table;
}

/** Classes with the same ground must have different discriminators. It is the shared table, or the class with the `@Table`. */
export function groundOf(type: EntityClass): unknown {
  const table = declaredTable(type);
  return table && (table.shared ?? rootOf(type));
}

/** The class with the `@Table`, and all classes with a `@Discriminator` that inherit it. */
export function familyOf(type: EntityClass): EntityClass[] {
  const root = rootOf(type);
  return [root, ...[...discriminatedClasses()].filter(other => other !== root && rootOf(other) === root)];
}

/** The discriminators of all classes of the same table that were loaded. */
export function knownValues(type: EntityClass): string[] {
  const ground = groundOf(type);
  return [...discriminatedClasses()]
    .filter(other => groundOf(other) === ground)
    .map(other => ownDiscriminator(other)!)
    .flatMap(({ value, also }) => [value, ...also]);
}

/** By discriminator: the class itself and its subclasses that were loaded. */
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
