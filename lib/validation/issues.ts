import type { Issue } from '../errors/usage-errors';
import type { SchemaIssue } from './standard-schema';

/** An issue of a schema in our form: with its path in the record, and without the value, which libraries often quote. */
export function issueOf({ path = [], message }: SchemaIssue, at: Issue['path'], value: unknown): Issue {
  // Not by the path's own `map`: ArkType's makes something else than an array.
  const inside = Array.from(path, segment => (typeof segment === 'object' ? segment.key : segment));
  return { path: [...at, ...inside.map(segmentOf)], message: withoutValue(message, valueAt(value, inside)) };
}

function segmentOf(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

/** Stands in messages for a value that is not shown. */
const HIDDEN = '<hidden>';

/** Longer ones quote a value: to look for it, and what may be inside, takes too long. */
const MAX_MESSAGE = 4_000;

const LEFT_OUT = 'is not valid; what its schema says of it is left out, as that may show the value';

/** The message without the value and the values inside it. */
export function withoutValue(message: string, value: unknown): string {
  if (message.length > MAX_MESSAGE || (typeof value === 'object' && value !== null && isDeep(value))) return LEFT_OUT;
  let shown = message;
  for (const text of textsOf(value)) shown = hide(shown, text);
  return shown;
}

/** Levels, more than can be stored. */
const MAX_DEPTH = 32;

function isDeep(value: object): boolean {
  const seen = new Set<unknown>([value]);
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const outer of level) {
      for (const inner of Object.values(outer as object)) {
        if (typeof inner !== 'object' || inner === null || seen.has(inner)) continue;
        seen.add(inner);
        next.push(inner);
      }
    }
    level = next;
  }
  return level.length > 0;
}

/** How many values inside a value are looked for. Messages only quote small ones. */
const MAX_VALUES = 200;

/** The ways in which a message may write a value, longer texts first. */
function textsOf(value: unknown): string[] {
  const texts = new Set<string>();
  // A set goes on to what is added while it is walked, and takes a cycle once.
  const values = new Set([value]);
  for (const next of values) {
    if (values.size > MAX_VALUES) break;
    if (typeof next === 'object' && next !== null) {
      for (const text of textsOfObject(next)) texts.add(text);
      for (const inner of Object.values(next)) values.add(inner);
    } else if (typeof next === 'string' || typeof next === 'number' || typeof next === 'bigint') {
      texts.add(String(next));
    }
  }
  // One letter is in every message; a quoted one is found with its quotes.
  return [...texts].filter(text => text.length > 0).sort((a, b) => b.length - a.length);
}

function textsOfObject(value: object): string[] {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? [] : [value.toISOString(), String(value)];
  try {
    return [JSON.stringify(value) ?? ''];
  } catch {
    return [];
  }
}

const QUOTES = ['"', "'", '`'];

/** Replaces a text in quotes, or as a whole word of at least two letters. */
function hide(message: string, text: string): string {
  if (!message.includes(text)) return message;
  let hidden = message;
  for (const quote of QUOTES) hidden = hidden.replaceAll(`${quote}${text}${quote}`, HIDDEN);
  if (text.length < 2) return hidden;
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return hidden.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'), HIDDEN);
}
