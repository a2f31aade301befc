import type { Binary } from './attribute-value';

/** The bytes of a binary value: `toBytes('AQI=')` is `Uint8Array [1, 2]`. */
export function toBytes(binary: Binary): Uint8Array {
  return typeof binary === 'string' ? Buffer.from(binary, 'base64') : binary;
}

/** The base64 text of a binary value: `toBase64(Uint8Array.of(1, 2))` is `'AQI='`. */
export function toBase64(binary: Binary): string {
  if (typeof binary === 'string') return binary;
  return Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength).toString('base64');
}

/** How many bytes a binary value has, without decoding it. */
export function byteLengthOf(binary: Binary): number {
  if (typeof binary !== 'string') return binary.byteLength;
  return Buffer.byteLength(binary, 'base64');
}

/** Bytes that know their form in DynamoDB's JSON. Items have them on their way to DynamoDB. */
export class WireBytes extends Uint8Array {
  toJSON(): string {
    return toBase64(this);
  }
}

/** A copy of a binary value, for an item. */
export function wireBytes(binary: Binary): WireBytes {
  return WireBytes.from(toBytes(binary)) as WireBytes;
}
