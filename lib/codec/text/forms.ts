import type { AttributeValue, Item } from '../../wire/attribute-value';
import type { Field } from '../field';
import { nestedClassOf } from '../nested';

/**
 * The form that an attribute had in the items seen so far: one type, a list of strings, a nested class with known attributes, or any value as text
 * (`raw`), up to a depth. `depth` counts nested lists and maps.
 */
export type Form =
  | { readonly kind: 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS'; readonly depth: 0 }
  | { readonly kind: 'strings'; readonly depth: 1 }
  | { readonly kind: 'record'; readonly depth: number; readonly shape: Shape }
  | { readonly kind: 'raw'; readonly depth: number };

/** One attribute, in the order in which DynamoDB returns them. */
export interface Slot {
  readonly name: string;
  /** Undefined for an attribute that the class does not declare. */
  readonly field: Field | undefined;
  readonly form: Form;
  /** Some items had it, others did not. */
  readonly optional: boolean;
  /** Some items had null in its place. */
  readonly nullable: boolean;
}

/** The attributes of a class, in the order in which DynamoDB returns them. */
export type Shape = readonly Slot[];

/** Names in the order of the text, and fields by name. */
export interface Seen {
  readonly names: readonly string[];
  readonly item: Item;
  readonly fields: readonly Field[];
  /** Names whose text is asked for, though the class may not declare them. */
  readonly telling: readonly string[];
}

/** Deeper values are read by JSON.parse, with the item around them. */
const MAX_DEPTH = 4;

/** The shape of one item; undefined if it cannot have a pattern. */
export function shapeOf({ names, item, fields, telling }: Seen): Shape | undefined {
  if (new Set(names).size < names.length) return undefined;
  const slots: Slot[] = [];
  for (const name of names) {
    const field = fields.find(candidate => candidate.name === name);
    const value = item[name]!;
    const form: Form =
      !field && telling.includes(name) && 'S' in value ? { kind: 'S', depth: 0 } : formOf(value, field);
    if (form.depth > MAX_DEPTH) return undefined;
    slots.push({ name, field, form, optional: false, nullable: false });
  }
  return slots;
}

function formOf(value: AttributeValue, field: Field | undefined): Form {
  const depth = depthOf(value);
  if (!field) return { kind: 'raw', depth };
  for (const kind of ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS'] as const) if (kind in value) return { kind, depth: 0 };
  if ('L' in value && value.L.every(element => 'S' in element)) return { kind: 'strings', depth: 1 };
  const nested = nestedClassOf(field.codec);
  if ('M' in value && nested && depth <= 2) {
    const names = Object.keys(value.M);
    const shape = shapeOf({ names, item: value.M, fields: nested.fields, telling: [] });
    // Undeclared attributes of a nested class are kept by its codec.
    if (shape?.every(slot => slot.field)) return { kind: 'record', depth, shape };
  }
  return { kind: 'raw', depth };
}

function depthOf(value: AttributeValue): number {
  if ('L' in value) return 1 + Math.max(0, ...value.L.map(depthOf));
  if ('M' in value) return 1 + Math.max(0, ...Object.values(value.M).map(depthOf));
  return 0;
}

/** One shape for the items of both; undefined if their attributes are in different orders. */
export function merged(a: Shape, b: Shape): Shape | undefined {
  const inA = new Map(a.map(slot => [slot.name, slot]));
  const inB = new Map(b.map(slot => [slot.name, slot]));
  const slots: Slot[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [left, right] = [a[i], b[j]];
    if (left && right && left.name === right.name) {
      slots.push(mergedSlot(left, right));
      i++;
      j++;
    } else if (left && !inB.has(left.name)) {
      slots.push({ ...left, optional: true });
      i++;
    } else if (right && !inA.has(right.name)) {
      slots.push({ ...right, optional: true });
      j++;
    } else return undefined;
  }
  return slots;
}

function mergedSlot(a: Slot, b: Slot): Slot {
  const optional = a.optional || b.optional;
  const nullable = a.nullable || b.nullable;
  if (a.form.kind === 'NULL' && b.form.kind !== 'NULL') return { ...b, optional, nullable: true };
  if (b.form.kind === 'NULL' && a.form.kind !== 'NULL') return { ...a, optional, nullable: true };
  return { ...a, form: mergedForm(a.form, b.form), optional, nullable };
}

function mergedForm(a: Form, b: Form): Form {
  const depth = Math.max(a.depth, b.depth);
  if (a.kind === 'record' && b.kind === 'record') {
    const shape = merged(a.shape, b.shape);
    if (shape) return { kind: 'record', depth, shape };
  } else if (a.kind === b.kind && a.kind !== 'raw') return a;
  return { kind: 'raw', depth };
}
