import { parseKey } from '../keys/template';
import { isBuilt } from '../metadata/class-keys';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { classesOf, keyTells } from '../metadata/table-classes';
import { attributeOf, type Item } from '../wire/attribute-value';
import { equalValues } from '../wire/equality';

/** Whether an item of a shared table that names no class is of this one. */
function isOfClass(metadata: EntityMetadata, item: Item): boolean {
  if (metadata.discriminator?.value !== undefined && !keyTells(metadata)) return false;
  return hasKeyOf(metadata, item);
}

/** Whether the keys of an item are such as the class makes. */
export function hasKeyOf(metadata: EntityMetadata, item: Item): boolean {
  const { keys, shared, type } = metadata;
  if (!keys.some(isBuilt)) return !isOfTemplates(metadata, item);
  if (keyTells(metadata)) {
    return keys.every(key => {
      const stored = attributeOf(item, key.name);
      return !isBuilt(key) || (!!stored && (!('S' in stored) || stored.S.startsWith(key.template.lead)));
    });
  }
  const fit = fitOf(metadata, item);
  if (fit !== 'by key') return fit === 'by parts';
  return !classesOf(shared!).some(
    other => !(other.type.prototype instanceof type) && fitOf(other, item) === 'by parts',
  );
}

/**
 * How well an item fits a class if another class could have such a key: its attributes must be those that the key was made of.
 * Where it is not there, as in a table that holds keys alone, the key has to do.
 */
function fitOf({ keys }: EntityMetadata, item: Item): 'by parts' | 'by key' | undefined {
  const built = keys.filter(isBuilt);
  let fit: 'by parts' | 'by key' | undefined = built.length > 0 ? 'by parts' : undefined;
  for (const { name, template } of built) {
    const stored = attributeOf(item, name);
    const parts = stored && parseKey(template, stored);
    if (!parts) return undefined;
    for (const part of Object.keys(parts)) {
      const beside = attributeOf(item, part);
      if (!beside) fit = 'by key';
      else if (!agrees(parts[part]!, beside)) return undefined;
    }
  }
  return fit;
}

function agrees(part: Item[string], stored: Item[string]): boolean {
  if (equalValues(part, stored)) return true;
  return 'S' in part && 'S' in stored && part.S === stored.S.toLowerCase();
}

/** A class whose keys are properties takes what no class with templates does. */
function isOfTemplates({ shared }: EntityMetadata, item: Item): boolean {
  return !!shared && classesOf(shared).some(other => other.keys.some(isBuilt) && hasKeyOf(other, item));
}

/** What reads of every class ask of those of shared tables. */
export const sharedItems = { isOfClass, keyTells };
