import { isAscii, isUtf8 } from 'node:buffer';
import { parseJson } from '../json';
import type { Source } from './shapes';

/** Reads an item that begins at `at`. Returns where it ends, or -1 if the text ends before it. */
export type ReadItem = (source: Source, at: number) => number;

/**
 * How many bytes are turned into text at once. Strings that are cut from a text keep all of it in memory, so one record keeps at most this much of its
 * page, or its own item if that is larger.
 */
const CHUNK = 4096;

const COMMA = 0x2c;
const CLOSE_BRACKET = 0x5d;

/**
 * Reads the items of an array in an answer: `readItems(body, 'Items', read)` of `{ "Items": [...], "Count": 2 }`.
 *
 * @returns the rest of the answer; undefined if the answer must be parsed instead
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
