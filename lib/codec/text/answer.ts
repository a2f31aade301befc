import { isAscii, isUtf8 } from 'node:buffer';
import { parseJson } from '../json';
import type { Source } from './shapes';

/** Reads an item that begins at `at`, and gives where it ends; -1 where the text ends before. */
export type ReadItem = (source: Source, at: number) => number;

/**
 * Bytes that are made text at once. Strings that are cut from a text keep it alive: so one record of a page keeps no more than this of it,
 * or its own item where that is larger.
 */
const CHUNK = 4096;

const COMMA = 0x2c;
const CLOSE_BRACKET = 0x5d;

/**
 * Reads the items of an array in an answer: `readItems(body, 'Items', read)` of `{ "Items": [...], "Count": 2 }`.
 *
 * @returns the rest of the answer; undefined where it cannot be read so, and must be parsed
 */
export function readItems(body: Buffer, name: string, read: ReadItem): object | undefined {
  const opening = `"${name}":[`;
  const start = body.indexOf(opening) + opening.length;
  const ascii = isAscii(body);
  if (start < opening.length || !(ascii || isUtf8(body))) return undefined;
  const encoding = ascii ? 'latin1' : 'utf8';
  if (body[start] === CLOSE_BRACKET) return rest(body, start, start, name);
  let from = start;
  let size = CHUNK;
  let isFirst = true;
  while (from < body.length) {
    const text = body.toString(encoding, from, from + size);
    const source = { text, escapes: text.includes('\\') };
    let done = 0;
    let last = 0;
    for (;;) {
      if (!isFirst) {
        const next = text.charCodeAt(done);
        if (next === CLOSE_BRACKET) return rest(body, start, from + bytesOf(text, done, ascii), name);
        if (next !== COMMA) break;
      }
      const at = isFirst ? done : done + 1;
      const end = read(source, at);
      if (end < 0) break;
      isFirst = false;
      last = end - at;
      done = end;
    }
    if (done > 0) size = Math.max(CHUNK, 3 * last);
    else if (from + size < body.length) size *= 4;
    else return undefined;
    from += bytesOf(text, done, ascii);
  }
  return undefined;
}

function bytesOf(text: string, length: number, ascii: boolean): number {
  return ascii ? length : Buffer.byteLength(text.slice(0, length));
}

function rest(body: Buffer, start: number, end: number, name: string): object | undefined {
  const answer = parseJson(body.toString('utf8', 0, start) + body.toString('utf8', end)) as Record<string, unknown>;
  const items = answer[name];
  if (!Array.isArray(items) || items.length > 0) return undefined;
  return answer;
}
