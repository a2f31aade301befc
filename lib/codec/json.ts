import { wireBytes } from '../wire/binary';
import { isBytes } from './kinds';

/** Parses DynamoDB's JSON. Binary values become bytes, so that items can be sent again. */
export function parseJson(text: string): unknown {
  const json: unknown = JSON.parse(text);
  if (mayHoldBytes(text)) reviveBytes(json);
  return json;
}

/** Searches from the rare letter on: with the quotation mark in front, the search would stop at every string. */
function mayHoldBytes(json: string): boolean {
  return json.includes('B"') || json.includes('BS"');
}

/** Turns each binary value of an answer into bytes that can be sent again. The value is the SDK's bytes, or base64. */
export function reviveBytes(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || isBytes(answer)) return;
  const members = answer as Record<string, unknown>;
  for (const key of Object.keys(members)) {
    const value = members[key];
    if (key === 'B' && isBinary(value)) members[key] = wireBytes(value);
    else if (key === 'BS' && Array.isArray(value) && value.every(isBinary)) members[key] = value.map(wireBytes);
    else reviveBytes(value);
  }
}

function isBinary(value: unknown): value is Uint8Array | string {
  return typeof value === 'string' || isBytes(value);
}
