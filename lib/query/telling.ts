import { ValidationError } from '../errors/usage-errors';
import { isBuilt, partsOf } from '../metadata/class-keys';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { classesOf, keyTells } from '../metadata/table-classes';
import { type AccessPath, describePath } from './access-path';
import type { Purpose } from './results';

/** Without a discriminator, and where another class could have such keys, no filter tells the items of a class: they are read and looked at. */
export function isToldByItems(metadata: EntityMetadata): boolean {
  const { shared, discriminator, keys, members } = metadata;
  if (!shared || members || discriminator?.value !== undefined) return false;
  if (keys.some(isBuilt)) return !keyTells(metadata);
  return classesOf(shared).some(other => other.keys.some(isBuilt));
}

/** The stored attributes that an item's class is told by, as far as the path holds them. @throws ValidationError to count takes all of them */
export function tellingNames(metadata: EntityMetadata, path: AccessPath, purpose: Purpose): string[] {
  const { shared, discriminator, className } = metadata;
  const templated = classesOf(shared!).filter(({ keys }) => keys.some(isBuilt));
  const parts = templated.flatMap(type => type.keys.flatMap(key => partsOf(key, type)));
  const names = [...new Set([...metadata.keys, ...parts].map(({ name }) => name))];
  if (discriminator) names.push(discriminator.name);
  const { index } = path;
  const held = index && index.projection !== 'ALL' ? names.filter(name => index.holds.has(name)) : names;
  const unseen = names.find(name => !held.includes(name));
  if (purpose === 'items' || unseen === undefined) return held;
  throw ValidationError.misuse(
    `${className}: other classes of its table could have such keys, and ${describePath(path)} does not hold "${unseen}", which tells them apart: project it, or give the classes @Discriminator`,
  );
}
