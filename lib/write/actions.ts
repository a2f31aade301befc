import { inWordsOf, type Member } from '../codec/codec';
import { decodeField, encodeField } from '../codec/field';
import { ValidationError } from '../errors/usage-errors';
import { actionNodes } from '../expressions/inputs';
import type { ActionNode, Path } from '../expressions/nodes';
import type { References, UpdateAction, UpdateInput } from '../expressions/reference-types';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';
import type { Write } from './write';

/** The actions that the caller asked for, and those that before-hooks added. */
export function actionsOf(metadata: EntityMetadata, { input, added }: Write): ActionNode[] {
  const actions = requested(metadata, input!);
  if (added) {
    const roots = new Set(actions.map(({ path }) => path[0]));
    for (const action of assignments(metadata, added)) if (!roots.has(action.path[0])) actions.push(action);
  }
  if (actions.length === 0) {
    throw ValidationError.misuse(
      `${metadata.className}: the update changes nothing: give it at least one attribute or action`,
    );
  }
  for (const action of actions) checkTarget(metadata, action);
  return actions;
}

/** The values that an update sets, by property. What it adds, appends or removes is not among them. */
export function valuesSet({ metadata, input }: Write): Record<string, unknown> {
  if (typeof input !== 'function') return { ...input };
  const values: Record<string, unknown> = {};
  for (const action of requested(metadata, input)) {
    const attribute = metadata.attributes.find(({ name }) => name === action.path[0]);
    if (!attribute || action.path.length > 1 || action.kind !== 'set' || action.value.kind !== 'value') continue;
    const { value } = action.value;
    values[attribute.property] = inWordsOf(metadata.className, () => decodeField(attribute, value));
  }
  return values;
}

function requested(metadata: EntityMetadata, input: UpdateInput<object>): ActionNode[] {
  if (typeof input !== 'function') return assignments(metadata, input);
  return actionNodes(metadata, input as (attributes: References<object>) => UpdateAction);
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

function checkTarget(metadata: EntityMetadata, action: ActionNode): void {
  const { kind, path } = action;
  const attribute = metadata.attributes.find(({ name }) => name === path[0]);
  if (!attribute) return;
  const label = `${metadata.className}.${attribute.property}`;
  if (metadata.discriminator?.name === attribute.name)
    throw ValidationError.misuse(`${label} names the class of the record: an update cannot change it`);
  if (attribute.key || metadata.keyParts.some(({ name }) => name === attribute.name))
    throw ValidationError.misuse(
      `${label} is part of the key: an update cannot change it; record.moveTo() writes the item under its new key`,
    );
  if (attribute.readOnly && !(kind === 'set' && path.length === 1 && action.value.kind === 'ifNotExists')) {
    throw ValidationError.misuse(
      `${label} is read-only: an update can only set it where it is missing, with ifNotExists()`,
    );
  }
  if (attribute.version) throw ValidationError.misuse(`${label} is the version: dynact moves it on by itself`);
  if (kind === 'remove' && isRequired(attribute, path.slice(1))) {
    const message = 'is required: an update cannot remove it, or set it to a value that is not stored';
    throw ValidationError.about(label, [attribute.property], message);
  }
}

/** Whether the value at a path is required, by the entity class or by a nested class. */
function isRequired(member: Member, path: Path): boolean {
  const [part, ...rest] = path;
  if (part === undefined) return member.required ?? false;
  const next = typeof part === 'number' ? elementOf(member) : memberNamed(member, part);
  return next !== undefined && isRequired(next, rest);
}

function elementOf({ name, codec: { element } }: Member): Member | undefined {
  return element && { name, codec: element };
}

function memberNamed({ codec }: Member, name: string): Member | undefined {
  return codec.members?.map(property => codec.member?.(property)).find(member => member?.name === name);
}
