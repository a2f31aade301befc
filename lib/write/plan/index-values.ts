import { MAX_KEY_SIZE } from '../../entity/checked-key';
import { ValidationError } from '../../errors/usage-errors';
import type { ActionNode } from '../../expressions/nodes';
import type { AttributeMetadata } from '../../metadata/attribute-metadata';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { type AttributeValue, attributeOf } from '../../wire/attribute-value';
import { attributeValueSize, isWithin } from '../../wire/size';
import type { PutDraft, UpdateDraft } from './draft';

/**
 * DynamoDB refuses a write that gives a key of an index an empty value, one that is no string, number or binary, or one that is too large. An item
 * without a value is not in the index.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export function refuseIndexValuesOfPut({
  metadata,
  values,
  state,
  item,
}: Pick<PutDraft, 'metadata' | 'values' | 'state' | 'item'>): void {
  const keys = indexKeysOf(metadata);
  if (keys.size === 0) return;
  for (const use of keys.values()) {
    const { name, property, codec } = use.key;
    const value = (values as Record<string, unknown>)[property];
    if (typeof value === 'string' && value !== '' && !codec.coded && isWithin(value, use.limit)) continue;
    const stored = item.get(name);
    const fault = faultOf(stored, use);
    // What was stored before the table had the index may stay.
    if (fault && !faultOf(state && attributeOf(state.stored, name), use)) throw refused(metadata, use, fault);
  }
}

/** The same for the values that an update sets, and for the key of an item that it may create. */
export function refuseIndexValuesOfUpdate({ metadata, actions, key, mayCreate }: UpdateDraft): void {
  const keys = indexKeysOf(metadata);
  if (keys.size === 0) return;
  const refuse = (name: string, stored: AttributeValue | undefined) => {
    const use = keys.get(name);
    const fault = use && faultOf(stored, use);
    if (fault) throw refused(metadata, use, fault);
  };
  for (const action of actions) if (action.path.length === 1) refuse(String(action.path[0]), valueSet(action));
  if (mayCreate) for (const name of Object.keys(key)) refuse(name, key[name]);
}

/** An attribute that is a key of an index. */
interface IndexKey {
  readonly key: AttributeMetadata;
  readonly index: string;
  /** The most bytes that it takes there. */
  readonly limit: number;
}

const known = new WeakMap<EntityMetadata, ReadonlyMap<string, IndexKey>>();

/** By stored name. Without what is checked when it is made: keys that templates build, and keys of the table that may be as large in an index. */
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
    const own = [...index.partitionKeys, ...index.sortKeys].map(({ name }) =>
      attributes.find(attribute => attribute.name === name),
    );
    const hasAll = own.every(key => key?.key);
    for (const [i, key] of own.entries()) {
      const limit = MAX_KEY_SIZE[i < index.partitionKeys.length ? 'partition' : 'sort'];
      if (!key || limit >= (keys.get(key.name)?.limit ?? Number.POSITIVE_INFINITY)) continue;
      // A partition key that is the sort key of an index may be less large in it. Without the index's other key, the item is not there.
      if (!key.key || (hasAll && limit < MAX_KEY_SIZE[key.key])) keys.set(key.name, { key, index: index.name, limit });
    }
  }
  return keys;
}

function valueSet(action: ActionNode): AttributeValue | undefined {
  if (action.kind !== 'set') return undefined;
  const node = action.value.kind === 'ifNotExists' ? action.value.fallback : action.value;
  return node.kind === 'value' ? node.value : undefined;
}

/** Why DynamoDB does not take a value as a key of an index; undefined if it does. */
function faultOf(stored: AttributeValue | undefined, { limit }: IndexKey): string | undefined {
  if (stored === undefined) return undefined;
  if (!('S' in stored || 'N' in stored || 'B' in stored))
    return `its value must be a string, a number or binary; ${LEAVE_OUT}`;
  const size = attributeValueSize(stored);
  if (size === 0) return `it cannot be empty; ${LEAVE_OUT}`;
  return size > limit ? `it has ${size} bytes, DynamoDB takes ${limit}` : undefined;
}

const LEAVE_OUT = 'leave it undefined to keep the item out of the index';

function refused(
  { className }: EntityMetadata,
  { key: { property }, index }: IndexKey,
  message: string,
): ValidationError {
  return ValidationError.about(`${className}.${property}`, [property], message, ` is a key of the index "${index}": `);
}
