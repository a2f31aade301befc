import { ConfigurationError } from '../../errors/usage-errors';
import type { AttributeMetadata } from '../attribute-metadata';
import { declarationsOf, declaredEntities, discriminatedClasses, type TableDeclaration } from '../declarations';
import type { EntityClass } from '../entity-class';
import { declaredTable, groundOf } from '../family';

/** Checks `@ExpiresAt`: DynamoDB deletes items by one attribute of a table, so all its classes must store the time under one name. */
export function checkExpiresAt(
  type: EntityClass,
  { shared }: TableDeclaration,
  expiresAt: AttributeMetadata | undefined,
): void {
  if (!expiresAt) return;
  const { property, name } = expiresAt;
  const other = shared?.timeToLive === undefined ? otherName(type, name) : undefined;
  const wanted = shared?.timeToLive ?? other?.name ?? name;
  if (wanted === name) return;
  const by = other ? `of the table as ${other.className} declares it` : 'of the table';
  throw new ConfigurationError(
    `${type.name}.${property} is stored as "${name}", and the time to live ${by} is "${wanted}", so DynamoDB would never delete its items: ` +
      `declare it with @ExpiresAt({ name: '${wanted}' })`,
  );
}

/** Under which other name a class of the same table stores the time. */
function otherName(type: EntityClass, name: string): { className: string; name: string } | undefined {
  for (const other of new Set([...declaredEntities(), ...discriminatedClasses()])) {
    if (other === type || !shareTable(other, type)) continue;
    const theirs = declarationsOf(other)
      .flatMap(({ attributes }) => attributes)
      .find(({ time }) => time === 'expiresAt');
    const stored = theirs && (theirs.name ?? theirs.property);
    if (stored !== undefined && stored !== name) return { className: other.name, name: stored };
  }
  return undefined;
}

/** Whether two classes are of one table: that of `defineTable`, of a class they inherit, or one that both name for the same client. */
function shareTable(one: EntityClass, other: EntityClass): boolean {
  if (groundOf(one) === groundOf(other)) return true;
  const [ours, theirs] = [declaredTable(one), declaredTable(other)];
  if (!ours || !theirs || ours.shared || theirs.shared) return false;
  return typeof ours.name === 'string' && ours.name === theirs.name && ours.client === theirs.client;
}
