import { builtIndexKeys, builtKey, partsInKeys } from '../../entity/built-keys';
import { encodedPart } from '../../entity/encoded-part';
import { ValidationError } from '../../errors/usage-errors';
import type { ActionNode } from '../../expressions/nodes';
import { parseKey, type StoredValues } from '../../keys/template';
import type { AttributeMetadata } from '../../metadata/attribute-metadata';
import { type BuiltKey, isBuilt } from '../../metadata/class-keys';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { type AttributeValue, attributeOf, type Item } from '../../wire/attribute-value';
import type { KeyAttributes, PartValues, UpdateDraft } from './draft';
import type { ItemDraft } from './item-draft';

/**
 * The key attributes that templates build. A put builds all of them; an update builds those of each index of which it changes a part. It
 * comes last, as a key may be built from values that other completions set.
 */
export const keyAttributes: KeyAttributes = {
  add: addBuiltKeys,
  put: ({ metadata, item }) => addBuiltKeys(metadata, item),
  update(draft, given) {
    const { metadata, mayCreate } = draft;
    if (metadata.built.length === 0) return;
    const known = keyValues(metadata, draft.key);
    if (mayCreate) setKeyParts(draft, known);
    const changed = changedParts(draft);
    const memory = new Map<string, AttributeValue | undefined>();
    const sources: Sources = { changed, known, given, memory };
    const indexes = [...metadata.builtByIndex].filter(([, keys]) => isTouched(keys, sources, mayCreate));
    for (const [name, keys] of indexes) if (!loses(keys, changed)) learn(draft, name, keys, sources);
    const values: StoredValues = name => [changed, known, given, memory].find(source => source.has(name))?.get(name);
    for (const [name, value] of builtIndexKeys(
      metadata,
      values,
      indexes.map(([, keys]) => keys),
    )) {
      draft.actions.push(setOrRemove(name, value));
    }
  },
};

/** Gives an item the keys that can be built of it. */
function addBuiltKeys(metadata: EntityMetadata, item: ItemDraft): void {
  if (metadata.built.length === 0) return;
  const values: StoredValues = name => item.get(name);
  const own = metadata.keys.filter(isBuilt).map(key => [key.name, builtKey(metadata, key, values)] as const);
  for (const [name, key] of [...own, ...builtIndexKeys(metadata, values)]) if (key) item.set(name, key);
}

/** The sources of the parts of a key, by stored name: values that the update sets, the item's key, and `given`. */
interface Sources {
  readonly changed: PartValues;
  readonly known: PartValues;
  readonly given: PartValues;
  /** Values that were taken from the record. */
  readonly memory: Map<string, AttributeValue | undefined>;
}

/** The values that can be read from the item's key. */
function keyValues(metadata: EntityMetadata, key: Item): PartValues {
  const values = new Map<string, AttributeValue>();
  for (const attribute of metadata.keys) {
    const stored = attributeOf(key, attribute.name)!;
    const parts = isBuilt(attribute) ? parseKey(attribute.template, stored) : { [attribute.name]: stored };
    for (const [name, value] of Object.entries(parts ?? {})) values.set(name, value);
  }
  return values;
}

/** If the update creates the item, it also stores the attributes that its key is built from, as a put does. */
function setKeyParts({ metadata, actions }: UpdateDraft, known: PartValues): void {
  for (const { name } of metadata.keyParts) {
    const value = known.get(name);
    if (!value || metadata.keys.some(key => key.name === name)) continue;
    const fallback = { kind: 'value', value } as const;
    actions.push({ kind: 'set', path: [name], value: { kind: 'ifNotExists', path: [name], fallback } });
  }
}

/** The parts of built keys that the update changes. */
function changedParts({ metadata, actions, asked }: UpdateDraft): PartValues {
  const parts = new Map(
    metadata.built.flatMap(({ template }) => template.parts).map(({ field }) => [field.name, field.property]),
  );
  const changed = new Map<string, AttributeValue | undefined>();
  for (const [i, action] of actions.entries()) {
    const name = action.path[0] as string;
    const property = parts.get(name);
    if (property === undefined) continue;
    if (action.path.length === 1 && action.kind === 'remove') changed.set(name, undefined);
    else if (action.path.length === 1 && action.kind === 'set' && action.value.kind === 'value') {
      changed.set(name, action.value.value);
    } else if (i < asked) {
      throw ValidationError.misuse(
        `${metadata.className}.${property} is part of a key, which must be known when it is written: an update can only set it to a value, or remove it`,
      );
    }
  }
  return changed;
}

/** Whether the update writes the keys of an index: it changes a part, or it may create the item and knows all parts. */
function isTouched(keys: readonly BuiltKey[], { changed, known }: Sources, mayCreate: boolean): boolean {
  const parts = partNames(keys);
  return parts.some(name => changed.has(name)) || (mayCreate && parts.every(name => known.has(name)));
}

/** Whether the update removes a part, and with it the item from the index. */
function loses(keys: readonly BuiltKey[], changed: PartValues): boolean {
  return partNames(keys).some(name => {
    const value = changed.get(name);
    return changed.has(name) && (!value || 'NULL' in value);
  });
}

/** Takes the missing parts of a key from the record. Throws ValidationError if they are not known. */
function learn(
  draft: UpdateDraft,
  index: string,
  keys: readonly BuiltKey[],
  { changed, known, given, memory }: Sources,
): void {
  const { metadata, relied } = draft;
  const missing: string[] = [];
  for (const { field } of keys.flatMap(({ template }) => template.parts)) {
    const { name, property } = field;
    if (changed.has(name) || known.has(name) || given.has(name) || memory.has(name)) continue;
    const part = metadata.byProperty.get(property)!;
    if (draft.record) memory.set(name, remembered(draft, part));
    else missing.push(property);
    if (draft.state) relied.set(name, attributeOf(draft.state.stored, name));
  }
  if (missing.length === 0) return;
  throw ValidationError.misuse(
    `${metadata.className}: the keys of index "${index}" also need ${missing.join(', ')}, which this update does not know: ` +
      `give the values of the item in \`given: { ${missing.join(', ')} }\`, or update a record that was read`,
  );
}

/** The value of a part as it was loaded, or of a new record as it is now. */
function remembered({ metadata, record, state }: UpdateDraft, part: AttributeMetadata): AttributeValue | undefined {
  if (!state) return encodedPart(metadata, part, (record as Record<string, unknown>)[part.property]);
  const stored = attributeOf(state.stored, part.name);
  return stored || !metadata.parsesKeys ? stored : attributeOf(partsInKeys(metadata, state.stored), part.name);
}

function partNames(keys: readonly BuiltKey[]): string[] {
  return keys.flatMap(({ template }) => template.parts.map(({ field }) => field.name));
}

function setOrRemove(name: string, value: AttributeValue | undefined): ActionNode {
  return value ? { kind: 'set', path: [name], value: { kind: 'value', value } } : { kind: 'remove', path: [name] };
}
