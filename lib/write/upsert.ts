import { readItem } from '../client/requests';
import type { Target } from '../client/target';
import { isSet } from '../codec/kinds';
import { build, checkValues } from '../entity/build';
import { liveItem } from '../entity/expiry';
import { keyOf } from '../entity/key';
import { ValidationError } from '../errors/usage-errors';
import { ItemNotFoundError, OverwriteError } from '../errors/write-errors';
import type { ActionNode, OperandNode } from '../expressions/nodes';
import type { UpdateAction } from '../expressions/reference-types';
import { referencesOf } from '../expressions/references';
import { attributeNamed, type EntityMetadata } from '../metadata/entity-metadata';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../wire/attribute-value';
import { addNumbers } from '../wire/decimal';
import { equalItems } from '../wire/equality';
import type { UpsertOptions } from './options';
import { outcomeUnknown } from './outcome/refusal';
import type { Write } from './write';
import { writeAlone } from './write-alone';

type Given = Readonly<Record<string, unknown>>;

export interface Upserted {
  readonly item: Item;
  readonly created: boolean;
}

type UpsertChoices = Omit<UpsertOptions<object>, 'onCreate'>;

/** Sets values of an item that may or may not exist: one UpdateItem. Its answer has the old item, which shows whether it existed. */
export async function upsert(
  target: Target,
  values: Given,
  onCreate: Given,
  options: UpsertChoices,
): Promise<Upserted> {
  const { metadata } = target;
  const { key, input, isUnique } = upsertOf(metadata, values, onCreate);
  if (isUnique) return inTwoSteps(target, key, values, onCreate, options);
  let upserted: Upserted | undefined;
  await writeAlone(
    {
      verb: 'update',
      metadata,
      key,
      input,
      options: { ...options, mustExist: false, returnOld: true },
      onTaken: ({ operation }, old, appliedBefore) => {
        if (operation.kind !== 'update') return;
        const created = !old || isOwnCreation({ metadata, key, actions: operation.actions }, old, appliedBefore);
        upserted = { item: after(operation.actions, key, old), created };
      },
    } as Write<'update'>,
    target,
  );
  return upserted!;
}

/** The update that an upsert is: of the item with the key that is among the values. */
export function upsertOf(
  metadata: EntityMetadata,
  values: Given,
  onCreate: Given,
): { key: Item; input: () => UpdateAction[]; isUnique: boolean } {
  checkValues(metadata, values);
  checkValues(metadata, onCreate);
  refuseContradictions(metadata, values, onCreate);
  const key = keyOfValues(metadata, values);
  const initial = initialValues(metadata, { ...onCreate, ...values });
  const given = partsOf(metadata, values, false);
  const input = () => actionsOf(metadata, given, initial);
  return { key, input, isUnique: touchesUnique(metadata, { ...initial, ...given }) };
}

/** The key that is among the values. */
export function keyOfValues(metadata: EntityMetadata, values: Given): Item {
  return keyOf(metadata, partsOf(metadata, values, true));
}

function refuseContradictions(metadata: EntityMetadata, values: Given, onCreate: Given): void {
  for (const property of Object.keys(onCreate)) {
    const attribute = attributeNamed(metadata, property);
    if (metadata.keyParts.includes(attribute)) {
      throw ValidationError.misuse(
        `${metadata.className}.${property} is part of the key: give it with the values, not in onCreate`,
      );
    }
    if (values[property] !== undefined) {
      throw ValidationError.misuse(
        `${metadata.className}.${property} is in the values and in onCreate: keep one, as the values are always set, and onCreate only for a new item`,
      );
    }
  }
}

/** Only the key's values, or all others. */
function partsOf(metadata: EntityMetadata, values: Given, ofKey: boolean): Given {
  const isPart = (property: string) => metadata.keyParts.includes(attributeNamed(metadata, property));
  return Object.fromEntries(Object.entries(values).filter(([property]) => isPart(property) === ofKey));
}

/** Values that only a new item gets: `onCreate` and defaults. Throws if a required one is missing. */
function initialValues(metadata: EntityMetadata, given: Given): Given {
  const record = build<Record<string, unknown>>(metadata, given);
  const initial: Record<string, unknown> = {};
  for (const attribute of metadata.attributes) {
    const { property, required, computed } = attribute;
    const value = record[property];
    if (required && (value === undefined || value === null)) {
      const message = 'is required: give it in the values or in onCreate';
      throw ValidationError.about(`${metadata.className}.${property}`, [property], message);
    }
    const isMade = computed || attribute.version || metadata.keyParts.includes(attribute) || isTime(metadata, property);
    if (!isMade && value !== undefined && !(isSet(value) && value.size === 0)) initial[property] = value;
  }
  return initial;
}

/** Times are set by every write. */
function isTime({ lifecycle }: EntityMetadata, property: string): boolean {
  return property === lifecycle.updatedAt?.property;
}

function actionsOf(metadata: EntityMetadata, given: Given, initial: Given): UpdateAction[] {
  const references = referencesOf<Record<string, unknown>>(metadata) as Record<string, never> as Record<
    string,
    { set(value: unknown): UpdateAction; remove(): UpdateAction; ifNotExists(value: unknown): UpdateAction }
  >;
  const isKept = (property: string) => !Object.hasOwn(given, property);
  return [
    ...Object.entries(given).map(([property, value]) =>
      value === undefined ? references[property]!.remove() : references[property]!.set(value),
    ),
    ...Object.entries(initial)
      .filter(([property]) => isKept(property))
      .map(([property, value]) => references[property]!.ifNotExists(value)),
  ];
}

interface Upserting {
  readonly metadata: EntityMetadata;
  readonly key: Item;
  readonly actions: readonly ActionNode[];
}

/**
 * Whether the item before the upsert is what the upsert itself made, when it was sent before. A version or a time of creation tells that
 * from an item that was there with the same values; not where the upsert may have been applied more than once, which counts the version on.
 */
function isOwnCreation({ metadata, key, actions }: Upserting, old: Item, appliedBefore: number): boolean {
  const isTold = metadata.version !== undefined || metadata.lifecycle.createdAt !== undefined;
  let item: Item | undefined;
  for (let times = 1; times <= appliedBefore; times++) {
    item = after(actions, key, item);
    if (!equalItems(old, item)) continue;
    if (times === 1 && isTold) return true;
    throw outcomeUnknown({ metadata, key }, old, undefined);
  }
  return false;
}

/** The item after the actions, whose values are all known beforehand. */
function after(actions: readonly ActionNode[], key: Item, old: Item | undefined): Item {
  const item: Item = { ...key, ...old };
  for (const action of actions) {
    const name = String(action.path[0]);
    const before = attributeOf(item, name);
    if (action.kind === 'remove') delete item[name];
    else if (action.kind === 'set') {
      const value = valueAfter(action.value, before);
      if (value) setAttribute(item, name, value);
    } else if (action.kind === 'add') setAttribute(item, name, sumOf(before, action.value) ?? action.value);
  }
  return item;
}

/** Of what an upsert sets: values, those that are stored already, and the version that is counted on. */
function valueAfter(node: OperandNode, before: AttributeValue | undefined): AttributeValue | undefined {
  switch (node.kind) {
    case 'value':
      return node.value;
    case 'ifNotExists':
      return before ?? valueAfter(node.fallback, before);
    case 'arithmetic':
      return sumOf(valueAfter(node.left, before), valueAfter(node.right, before));
    default:
      return undefined;
  }
}

function sumOf(a: AttributeValue | undefined, b: AttributeValue | undefined): AttributeValue | undefined {
  return a && b && 'N' in a && 'N' in b ? { N: addNumbers(a.N, b.N) } : undefined;
}

function touchesUnique({ unique }: EntityMetadata, values: Given): boolean {
  return unique.some(({ attribute, scope }) =>
    [attribute, ...scope].some(({ property }) => Object.hasOwn(values, property)),
  );
}

const MAX_TURNS = 5;

/** Whatever has the key, also if it is soft-deleted. */
const STORED = { mustExist: true, withDeleted: true };

/** A unique value is written together with its reservation, in a transaction, which returns no item: so the item is read first. */
async function inTwoSteps(
  target: Target,
  key: Item,
  values: Given,
  onCreate: Given,
  options: UpsertChoices,
): Promise<Upserted> {
  const { metadata } = target;
  for (let turn = 1; ; turn++) {
    const found = liveItem(metadata, await readItem(target, key, true), Date.now());
    try {
      if (!found) {
        const record = build<object>(metadata, { ...onCreate, ...values });
        let item: Item | undefined;
        await writeAlone(
          {
            verb: 'create',
            metadata,
            record,
            options: { ...options, skipHooks: true },
            onTaken: ({ operation }) => {
              if (operation.kind === 'put') item = operation.item.values;
            },
          } as Write<'create'>,
          target,
        );
        return { item: item!, created: true };
      }
      const given = partsOf(metadata, values, false);
      if (Object.keys(given).length === 0) return { item: found, created: false };
      const write = { verb: 'update', metadata, key, input: given, options: { ...options, ...STORED } } as const;
      return { item: (await writeAlone(write as Write<'update'>, target))!, created: false };
    } catch (error) {
      const isOther = error instanceof OverwriteError || error instanceof ItemNotFoundError;
      if (!isOther || turn === MAX_TURNS) throw error;
    }
  }
}
