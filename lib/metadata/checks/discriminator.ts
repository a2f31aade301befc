import { ConfigurationError } from '../../errors/usage-errors';
import { type DiscriminatorDeclaration, discriminatedClasses, type TableDeclaration } from '../declarations';
import type { EntityClass } from '../entity-class';
import { groundOf, ownDiscriminator } from '../family';

/** Checks `@Discriminator`: the table has an attribute for it, and no other class of the table has the same value. */
export function checkDiscriminator(
  type: EntityClass,
  table: TableDeclaration,
  declared: DiscriminatorDeclaration | undefined,
): void {
  if (!declared) return;
  if (table.discriminator === undefined) {
    throw new ConfigurationError(
      `${type.name} has @Discriminator, and its table no \`discriminator\`: name the attribute in @Table or defineTable`,
    );
  }
  const values = [declared.value, ...declared.also];
  const ground = groundOf(type);
  for (const other of discriminatedClasses()) {
    if (other === type || groundOf(other) !== ground) continue;
    const theirs = ownDiscriminator(other)!;
    const twin = values.find(value => [theirs.value, ...theirs.also].includes(value));
    if (twin !== undefined) {
      throw new ConfigurationError(
        `${type.name} and ${other.name} have one discriminator, ${JSON.stringify(twin)}: give each its own`,
      );
    }
  }
}
