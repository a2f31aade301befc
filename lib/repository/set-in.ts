import type { Target } from '../client/target';
import { keyOfRecord } from '../entity/key';
import { observed } from '../entity/observed';
import { metadataOfOwn } from '../entity/record-metadata';
import { stateOf } from '../entity/record-state';
import { ValidationError } from '../errors/usage-errors';
import { ConditionalCheckFailedError } from '../errors/write-errors';
import { Condition } from '../expressions/condition';
import { actionNode, actionOf } from '../expressions/internals';
import type { ActionNode, Path } from '../expressions/nodes';
import type { References, UpdateAction } from '../expressions/reference-types';
import { referencesOf } from '../expressions/references';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { type AttributeValue, attributeOf, type Item } from '../wire/attribute-value';
import type { SetInOptions } from '../write/options';
import { type Place, targetAt } from './place';
import { changeAt } from './write-at';

/** How often it tries again while others change the maps. */
const MAX_PLACES = 5;

/** Sets a member of a map, and creates missing maps around it: first as the record was loaded, then as the item that refused it is. */
export async function setIn<T extends object>(
  place: Place<T>,
  record: T,
  member: (attributes: References<T>) => UpdateAction,
  options: SetInOptions<T>,
): Promise<{ requests: number }> {
  const metadata = metadataOf(place.type);
  if (typeof member !== 'function') {
    throw ValidationError.misuse(
      `${metadata.className}: setIn takes the function that gives the action: setIn(a => a.map.get('key').set(...))`,
    );
  }
  const target = targetAt(place, 'setIn', options, record);
  const set = deepSetOf(metadata, member(referencesOf<T>(metadata)));
  metadataOfOwn(metadata, record);
  return observed(
    'setIn',
    target,
    to => setDeep(place, record, set, options, to),
    () => ({ key: () => keyOfRecord(metadata, record) }),
  );
}

async function setDeep<T extends object>(
  place: Place<T>,
  record: T,
  set: DeepSet,
  options: SetInOptions<T>,
  target: Target,
): Promise<{ requests: number }> {
  let stored = stateOf(record)?.stored ?? {};
  for (let requests = 1; ; requests++) {
    const { action, condition } = updateFor(set, stored);
    try {
      await changeAt(place, 'setIn', record, () => action, options, { condition, target });
      return { requests };
    } catch (error) {
      const item = itemInTheWay(error);
      if (!item || requests === MAX_PLACES) throw error;
      stored = item;
    }
  }
}

/** A value for a member of a map. The maps around it may be missing. */
interface DeepSet {
  readonly path: Path;
  readonly value: AttributeValue;
}

/** Reads the path and the value from `a => a.settings.theme.set('dark')`. */
function deepSetOf(metadata: EntityMetadata, action: UpdateAction): DeepSet {
  const node = actionNode(metadata, action);
  if (node?.kind === 'set' && node.value.kind === 'value' && node.path.length > 1 && node.path.every(isName)) {
    return { path: node.path, value: node.value.value };
  }
  throw ValidationError.misuse(
    `${metadata.className}: setIn takes a value for a member of a map, such as a => a.settings.theme.set('dark')`,
  );
}

function isName(segment: string | number): boolean {
  return typeof segment === 'string';
}

/** The update that sets the value and creates the missing maps around it, given the stored item. */
function updateFor({ path, value }: DeepSet, stored: Item): { action: UpdateAction; condition: Condition } {
  const present = presentDepth(path, stored);
  const place = path.slice(0, present + 1);
  const made = path.slice(present + 1).reduceRight<AttributeValue>((inner, name) => ({ M: { [name]: inner } }), value);
  const set: ActionNode = { kind: 'set', path: place, value: { kind: 'value', value: made } };
  const parent = present > 0 ? ({ kind: 'type', path: path.slice(0, present), type: 'M' } as const) : undefined;
  const missing = place.length < path.length ? ({ kind: 'exists', path: place, exists: false } as const) : undefined;
  const parts = [parent, missing].filter(part => part !== undefined);
  return { action: actionOf(set), condition: new Condition({ kind: 'and', parts }) };
}

/** How many segments of the path are existing maps. */
function presentDepth(path: Path, stored: Item): number {
  let depth = 0;
  let map: Item | undefined = stored;
  while (depth < path.length - 1) {
    const member: AttributeValue | undefined = map && attributeOf(map, String(path[depth]));
    if (!member || !('M' in member)) break;
    map = member.M;
    depth++;
  }
  return depth;
}

/** The stored item that refused an update; undefined if it was refused for another reason. */
function itemInTheWay(error: unknown): Item | undefined {
  if (!(error instanceof ConditionalCheckFailedError)) return undefined;
  return (error.cause as { Item?: Item } | undefined)?.Item;
}
