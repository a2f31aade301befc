import { ValidationError } from '../../errors/usage-errors';
import type { ConditionNode } from '../../expressions/nodes';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { classesByValue } from '../../metadata/family';
import { attributeOf, type Item } from '../../wire/attribute-value';
import type { Completion } from './draft';
import type { ItemDraft } from './item-draft';

/** The attribute that names the class of an item. Each put writes it, and each update that may create the item. */
export const discriminator: Completion = {
  put({ metadata, values, item }) {
    const { className, discriminator: own } = metadata;
    if (!own) return;
    refuseNameless(metadata);
    const property = own.property ?? own.name;
    const shown = (values as Record<string, unknown>)[property];
    // The class may have another member of that name, such as a method.
    if (typeof shown === 'string' && shown !== own.value) {
      throw ValidationError.misuse(
        `${className}.${property} names the class of the record, which cannot be changed: make a new record of the other class`,
      );
    }
    addDiscriminator(metadata, item);
  },
  update({ metadata, actions, mayCreate }) {
    const { discriminator: own } = metadata;
    if (!own || !mayCreate) return;
    refuseNameless(metadata);
    if (own.value === undefined) return;
    const path = [own.name];
    const fallback = { kind: 'value', value: { S: own.value } } as const;
    actions.push({ kind: 'set', path, value: { kind: 'ifNotExists', path, fallback } });
  },
};

/** Writes the name of the class into an item. */
export function addDiscriminator({ discriminator: own }: EntityMetadata, item: ItemDraft): void {
  if (own?.value !== undefined) item.set(own.name, { S: own.value });
}

/** Without a discriminator, the record would be read back as its parent class. */
function refuseNameless({ className, discriminator: own }: EntityMetadata): void {
  if (!own?.isMissing) return;
  throw ValidationError.misuse(
    `${className} has no @Discriminator, so its items could not be told from those of its parent: give it one`,
  );
}

/** The item is of the class, or absent: a write by key must not change an item of another class. */
export function ofClass({ type, discriminator: own, partitionKey }: EntityMetadata): ConditionNode | undefined {
  if (own?.value === undefined) return undefined;
  const values = [...classesByValue(type).keys()].map(value => ({ kind: 'value', value: { S: value } }) as const);
  return {
    kind: 'or',
    parts: [
      { kind: 'exists', path: [partitionKey.name], exists: false },
      { kind: 'in', operand: { kind: 'path', path: [own.name] }, values },
    ],
  };
}

/** Whether an item names another class than this one and its subclasses. */
export function isOfOtherClass({ type, discriminator: own }: EntityMetadata, item: Item): boolean {
  if (own?.value === undefined) return false;
  const named = attributeOf(item, own.name);
  return !!named && 'S' in named && !classesByValue(type).has(named.S);
}
