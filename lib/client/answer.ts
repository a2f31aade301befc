import { types } from 'node:util';
import { assign } from '../wire/attribute-value';

/** The bytes of an answer's body; undefined if only the SDK can read it. A promise only if they have not all arrived. */
export function readBody(body: unknown): Buffer | undefined | Promise<Buffer | undefined> {
  return types.isUint8Array(body) ? asBuffer(body) : collect(body);
}

async function collect(body: unknown): Promise<Buffer | undefined> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return chunks.length === 1 ? asBuffer(chunks[0]!) : Buffer.concat(chunks);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const PROTO = '__proto__';

/** Whether the SDK would lose an attribute of the answer: it drops attributes named `__proto__`. */
export function namesProto(body: Buffer): boolean {
  return body.includes(PROTO);
}

/** Restores the attributes that the SDK dropped, from the JSON of the answer. */
export function restoreProto(answer: unknown, json: unknown): void {
  if (!isObject(answer) || !isObject(json)) return;
  for (const key of Object.keys(json)) {
    if (key === PROTO && answer[key] === undefined) {
      assign(answer, key, json[key]);
    } else if (Object.hasOwn(answer, key)) {
      restoreProto(answer[key], json[key]);
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
