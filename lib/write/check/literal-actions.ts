import type { Codec } from '../../codec/codec';
import { decodeNullable, encodeNullable } from '../../codec/collections';
import { decodeField, encodeField, type Field } from '../../codec/field';
import type { ActionNode, Path } from '../../expressions/nodes';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { membersOf } from '../../metadata/rules';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../../wire/attribute-value';

/** An action that sets a path of the item to a value that the caller gave, or removes it. */
export interface LiteralAction {
  readonly path: Path;
  /** The same path in a record: property names in place of stored names. */
  readonly place: readonly (string | number)[];
  /** What is declared there; undefined for an element of a list. */
  readonly field: Field | undefined;
  readonly codec: Codec;
  /** Undefined if the path is removed. */
  readonly stored: AttributeValue | undefined;
  /** True for `ifNotExists`: the value is only set if nothing is stored. */
  readonly onlyIfAbsent: boolean;
}

/** The value that an action sets; undefined if the value depends on what is stored. */
export function literalOf(metadata: EntityMetadata, action: ActionNode): LiteralAction | undefined {
  const literal = storedLiteral(action);
  const declared = literal && declaredAt(metadata, action.path);
  return declared && { ...literal, ...declared, path: action.path };
}

export function valueOfLiteral({ field, codec, stored }: LiteralAction): unknown {
  return stored && (field ? decodeField(field, stored) : decodeNullable(codec, stored));
}

/** The action that sets another value. */
export function withLiteral({ path, field, codec, onlyIfAbsent }: LiteralAction, value: unknown): ActionNode {
  const stored = field ? encodeField(field, value) : encodeNullable(codec, value, path.length);
  if (!stored) return { kind: 'remove', path };
  const node = { kind: 'value', value: stored } as const;
  return { kind: 'set', path, value: onlyIfAbsent ? { kind: 'ifNotExists', path, fallback: node } : node };
}

function storedLiteral(action: ActionNode): Pick<LiteralAction, 'stored' | 'onlyIfAbsent'> | undefined {
  if (action.kind === 'remove') return { stored: undefined, onlyIfAbsent: false };
  if (action.kind !== 'set') return undefined;
  const { path, value } = action;
  if (value.kind === 'value') return { stored: value.value, onlyIfAbsent: false };
  if (value.kind !== 'ifNotExists' || value.fallback.kind !== 'value') return undefined;
  // This is `a.x.ifNotExists(v)`. What `a.x.set(a.y.ifNotExists(v))` stores is not known.
  return value.path.join('.') === path.join('.') ? { stored: value.fallback.value, onlyIfAbsent: true } : undefined;
}

/** The declaration that a path of stored names leads to. */
function declaredAt(
  { attributes }: EntityMetadata,
  path: Path,
): Pick<LiteralAction, 'field' | 'codec' | 'place'> | undefined {
  let fields: readonly Field[] = attributes;
  let field: Field | undefined;
  let codec: Codec | undefined;
  const place: (string | number)[] = [];
  for (const step of path) {
    field = typeof step === 'string' ? fields.find(({ name }) => name === step) : undefined;
    codec = typeof step === 'string' ? field?.codec : codec?.element;
    if (!codec) return undefined;
    fields = membersOf(codec);
    place.push(field?.property ?? step);
  }
  return codec && { field, codec, place };
}

/** An item as it is once these actions are done. */
export function afterActions(item: Item, actions: readonly LiteralAction[]): Item {
  const after = structuredClone(item);
  for (const action of actions) apply(after, action);
  return after;
}

function apply(item: Item, { path, stored, onlyIfAbsent }: LiteralAction): void {
  let container: Item | AttributeValue[] | undefined = item;
  for (const step of path.slice(0, -1)) container = container && inside(valueAt(container, step));
  const last = path.at(-1)!;
  if (!container || (onlyIfAbsent && valueAt(container, last))) return;
  if (!Array.isArray(container)) {
    if (stored) setAttribute(container, String(last), stored);
    else delete container[last];
  } else if (!stored) container.splice(Number(last), 1);
  else container[Math.min(Number(last), container.length)] = stored;
}

function valueAt(container: Item | AttributeValue[], step: string | number): AttributeValue | undefined {
  return Array.isArray(container) ? container[Number(step)] : attributeOf(container, String(step));
}

function inside(value: AttributeValue | undefined): Item | AttributeValue[] | undefined {
  if (!value) return undefined;
  if ('M' in value) return value.M;
  return 'L' in value ? value.L : undefined;
}
