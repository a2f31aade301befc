import type { AttributeValue } from '../wire/attribute-value';
import type { Codec } from './codec';

const NULL_TEXT = '{"NULL":true}';

/** The text of DynamoDB's JSON for a value; undefined where it is not stored. Throws a ValueFault, as encoding does. */
export function textOf(codec: Codec, value: unknown, depth: number): string | undefined {
  if (value === null) return NULL_TEXT;
  return codec.write ? codec.write(value, depth) : textOfStored(codec.encode(value, depth));
}

function textOfStored(stored: AttributeValue | undefined): string | undefined {
  return stored && JSON.stringify(stored);
}
