import { type AttributeValue, type Item, setAttribute } from '../wire/attribute-value';
import { wireBytes } from '../wire/binary';

/** An item of a stream record in the usual form: Lambda's base64 and the SDK's bytes become bytes. */
export function imageOf(image: Readonly<Record<string, object>>): Item {
  const item: Item = {};
  for (const name of Object.keys(image)) setAttribute(item, name, copyOf(image[name] as AttributeValue));
  return item;
}

function copyOf(value: AttributeValue): AttributeValue {
  if ('B' in value && value.B !== undefined) return { B: wireBytes(value.B) };
  if ('BS' in value && value.BS) return { BS: value.BS.map(wireBytes) };
  if ('L' in value && value.L) return { L: value.L.map(copyOf) };
  if ('M' in value && value.M) return { M: imageOf(value.M) };
  return value;
}
