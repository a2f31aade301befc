import { ValidationError } from '../../errors/usage-errors';
import type { ActionNode } from '../../expressions/nodes';
import type { AttributeMetadata } from '../../metadata/attribute-metadata';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { type AttributeValue, attributeOf } from '../../wire/attribute-value';
import { attributeValueSize } from '../../wire/size';
import type { PutDraft } from './draft';

/**
 * DynamoDB refuses a write that gives a key of an index an empty value, or one that is no string, number or binary. An item without a value
 * is not in the index.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export function refuseIndexValuesOfPut({
  metadata,
  values,
  state,
  item,
}: Pick<PutDraft, 'metadata' | 'values' | 'state' | 'item'>): void {
  for (const use of indexKeysOf(metadata).values()) {
    const { name, property, codec } = use.key;
    const value = (values as Record<string, unknown>)[property];
    if (typeof value === 'string' && value !== '' && !codec.coded) continue;
    const stored = item.get(name);
    // What was stored before the table had the index may stay.
    if (isRefused(stored) && !isRefused(state && attributeOf(state.stored, name))) throw refused(metadata, use, stored);
  }
}

/** The same for the values that an update sets. */
export function refuseIndexValuesOfUpdate(metadata: EntityMetadata, actions: readonly ActionNode[]): void {
  const keys = indexKeysOf(metadata);
  if (keys.size === 0) return;
  for (const action of actions) {
    const use = action.path.length === 1 ? keys.get(String(action.path[0])) : undefined;
    const stored = use && valueSet(action);
    if (isRefused(stored)) throw refused(metadata, use!, stored);
  }
}

/** An attribute that is a key of an index. */
interface IndexKey {
  readonly key: AttributeMetadata;
  readonly index: string;
}

const known = new WeakMap<EntityMetadata, ReadonlyMap<string, IndexKey>>();

/** By stored name. Without keys of the table and those that templates build, which are checked when they are made. */
function indexKeysOf(metadata: EntityMetadata): ReadonlyMap<string, IndexKey> {
  let keys = known.get(metadata);
  if (!keys) {
    keys = compiled(metadata);
    known.set(metadata, keys);
  }
  return keys;
}

function compiled({ attributes, indexes, shared }: EntityMetadata): ReadonlyMap<string, IndexKey> {
  const keys = new Map<string, IndexKey>();
  for (const index of [...indexes.values(), ...(shared?.indexes.values() ?? [])]) {
    for (const { name } of [...index.partitionKeys, ...index.sortKeys]) {
      const key = attributes.find(attribute => attribute.name === name && !attribute.key);
      if (key && !keys.has(name)) keys.set(name, { key, index: index.name });
    }
  }
  return keys;
}

function valueSet(action: ActionNode): AttributeValue | undefined {
  if (action.kind !== 'set') return undefined;
  const node = action.value.kind === 'ifNotExists' ? action.value.fallback : action.value;
  return node.kind === 'value' ? node.value : undefined;
}

function isRefused(stored: AttributeValue | undefined): boolean {
  return stored !== undefined && (!isScalar(stored) || attributeValueSize(stored) === 0);
}

function isScalar(stored: AttributeValue): boolean {
  return 'S' in stored || 'N' in stored || 'B' in stored;
}

function refused(
  { className }: EntityMetadata,
  { key: { property }, index }: IndexKey,
  stored: AttributeValue | undefined,
): ValidationError {
  const why = stored && isScalar(stored) ? 'it cannot be empty' : 'its value must be a string, a number or binary';
  const message = `${why}; leave it undefined to keep the item out of the index`;
  return ValidationError.about(`${className}.${property}`, [property], message, ` is a key of the index "${index}": `);
}
