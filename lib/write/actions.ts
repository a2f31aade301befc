import { inWordsOf } from '../codec/codec';
import { encodeField } from '../codec/field';
import { ValidationError } from '../errors/usage-errors';
import { actionNodes } from '../expressions/inputs';
import type { ActionNode } from '../expressions/nodes';
import type { UpdateInput } from '../expressions/reference-types';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';

/** What an update was asked to do. */
export function actionsOf<T>(metadata: EntityMetadata, input: UpdateInput<T>): ActionNode[] {
  const actions = typeof input === 'function' ? actionNodes<T>(metadata, input) : assignments(metadata, input);
  if (actions.length === 0) {
    throw ValidationError.misuse(
      `${metadata.className}: the update changes nothing: give it at least one attribute or action`,
    );
  }
  for (const action of actions) checkTarget(metadata, action);
  return actions;
}

function assignments(metadata: EntityMetadata, values: object): ActionNode[] {
  if (typeof values !== 'object' || values === null) {
    throw ValidationError.misuse(`${metadata.className}: an update takes new values, or a function that gives actions`);
  }
  return Object.entries(values).map(([property, value]) => {
    const attribute = attributeNamed(metadata, property);
    const path = [attribute.name];
    const stored = inWordsOf(metadata.className, () => encodeField(attribute, value));
    return stored ? { kind: 'set', path, value: { kind: 'value', value: stored } } : { kind: 'remove', path };
  });
}

function checkTarget(metadata: EntityMetadata, { path }: ActionNode): void {
  const attribute = metadata.attributes.find(({ name }) => name === path[0]);
  if (!attribute) return;
  const label = `${metadata.className}.${attribute.property}`;
  if (metadata.discriminator?.name === attribute.name)
    throw ValidationError.misuse(`${label} names the class of the record: an update cannot change it`);
  if (metadata.keyParts.some(({ name }) => name === attribute.name) && !attribute.key)
    throw ValidationError.misuse(
      `${label} is a part of the key: an update cannot change it; record.moveTo() writes the item under its new key`,
    );
  if (attribute.key)
    throw ValidationError.misuse(
      `${label} is a key: an update cannot change it; delete the item and save it under the new key`,
    );
  if (attribute.version) throw ValidationError.misuse(`${label} is the version: dynact moves it on by itself`);
}
