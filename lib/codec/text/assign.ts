import { ValueFault } from '../codec';
import { type Field, fillDefault, hasStandIn, type Residue } from '../field';
import { nestedClassOf } from '../nested';
import type { Place } from './pattern';
import { inlineOf, type ReadValue, shortNumber, valueReader } from './values';

type Values = Record<string, unknown>;

/** Sets the properties of an instance from a match of its class's pattern. Throws a ValueFault, as decoding does. */
export type Assign = (match: RegExpExecArray, values: Values, residue: Residue) => void;

/** How to set one field of a class. */
interface Step {
  readonly field: Field;
  /** Undefined if no item of the shape has the attribute. */
  readonly place: Place | undefined;
  readonly read: ReadValue;
  readonly nested: ((match: RegExpExecArray) => object) | undefined;
}

/** Generated code without loops and look-ups, or a loop if the runtime allows no code from strings. */
export function assignment(fields: readonly Field[], places: readonly Place[], escapes: boolean): Assign {
  const steps = fields.filter(({ computed }) => !computed).map(field => stepOf(field, places, escapes));
  return straightLine(steps, escapes) ?? looping(steps);
}

function stepOf(field: Field, places: readonly Place[], escapes: boolean): Step {
  const place = places.find(({ slot }) => slot.field === field);
  const form = place?.slot.form;
  if (form?.kind !== 'record') {
    return { field, place, read: form ? valueReader(field, form, escapes) : () => undefined, nested: undefined };
  }
  const { make, fields } = nestedClassOf(field.codec)!;
  const assign = assignment(fields, place!.places, escapes);
  const nested = (match: RegExpExecArray) => {
    const instance = make();
    try {
      assign(match, instance as Values, {});
    } catch (error) {
      throw error instanceof ValueFault ? error.at(field.property) : error;
    }
    return instance;
  };
  return { field, place, read: () => undefined, nested };
}

function looping(steps: readonly Step[]): Assign {
  return (match, values, residue) => {
    for (const { field, place, read, nested } of steps) {
      const text = place && match[place.group];
      if (text !== undefined) values[field.property] = nested ? nested(match) : read(text);
      else if (place?.nullGroup !== undefined && match[place.nullGroup] !== undefined) values[field.property] = null;
      else fillDefault(field, values, residue);
    }
  };
}

function straightLine(steps: readonly Step[], escapes: boolean): Assign | undefined {
  const lines = steps.map((step, i) => lineOf(step, i, escapes)).join('\n');
  const last = steps.map((_, i) => `let last${i} = '';`).join(' ');
  const source = `'use strict'; ${last} return (m, values, residue) => {\nlet s;\n${lines}\n};`;
  try {
    const make = new Function('read', 'nested', 'fill', 'shortNumber', source);
    return make(
      steps.map(({ read }) => read),
      steps.map(({ nested }) => nested),
      (i: number, values: Values, residue: Residue) => fillDefault(steps[i]!.field, values, residue),
      shortNumber,
    );
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

function lineOf({ field, place, nested }: Step, i: number, escapes: boolean): string {
  const target = `values[${JSON.stringify(field.property)}]`;
  const absent = hasStandIn(field)
    ? `fill(${i}, values, residue);`
    : `if (${target} !== undefined) fill(${i}, values, residue);`;
  if (!place) return absent;
  const { slot, group, nullGroup } = place;
  const value = nested ? `nested[${i}](m)` : valueCode(inlineOf(field, slot.form), i, escapes);
  const orNull = nullGroup === undefined ? '' : `else if (m[${nullGroup}] !== undefined) ${target} = null; `;
  if (!slot.optional && !orNull) return `s = m[${group}]; ${target} = ${value};`;
  return `s = m[${group}]; if (s !== undefined) ${target} = ${value}; ${orNull}else ${absent}`;
}

function valueCode(inline: ReturnType<typeof inlineOf>, i: number, escapes: boolean): string {
  // Items often share values (their partition key, a status): one string for all takes less memory. A long string is a slice of its text, and would
  // keep all of that in memory.
  if (inline === 'string' && !escapes) return `s === last${i} ? last${i} : s.length < 13 ? (last${i} = s) : s`;
  if (inline === 'number') return `shortNumber(s) ?? read[${i}](s)`;
  if (inline === 'boolean') return `s === 'true'`;
  return `read[${i}](s)`;
}
