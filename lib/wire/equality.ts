import { type AttributeValue, attributeOf, type Binary, type Item } from './attribute-value';
import { toBase64, toBytes } from './binary';
import { canonicalNumber, compareNumbers } from './decimal';

/** Whether DynamoDB takes two values as equal: numbers by value, sets without order, binary by bytes. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if ('S' in a) return 'S' in b && a.S === b.S;
  if ('N' in a) return 'N' in b && (a.N === b.N || compareNumbers(a.N, b.N) === 0);
  if ('B' in a) return 'B' in b && equalBinaries(a.B, b.B);
  if ('BOOL' in a) return 'BOOL' in b && a.BOOL === b.BOOL;
  if ('NULL' in a) return 'NULL' in b;
  if ('L' in a) return 'L' in b && equalLists(a.L, b.L);
  if ('M' in a) return 'M' in b && equalItems(a.M, b.M);
  if ('SS' in a) return 'SS' in b && equalSets(a.SS, b.SS, text => text);
  if ('NS' in a) return 'NS' in b && equalSets(a.NS, b.NS, canonicalNumber);
  return 'BS' in b && equalSets(a.BS, b.BS, canonicalBinary);
}

/** The same where either may be absent: two that are absent are equal. */
export function equalOrAbsent(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a && b ? equalValues(a, b) : a === b;
}

/** Whether two items, or two maps, have the same attributes with equal values. */
export function equalItems(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every(name => {
    const other = attributeOf(b, name);
    return other !== undefined && equalValues(a[name] as AttributeValue, other);
  });
}

function equalLists(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  return a.length === b.length && a.every((value, at) => equalValues(value, b[at] as AttributeValue));
}

function equalSets<T>(a: readonly T[], b: readonly T[], canonical: (element: T) => string): boolean {
  if (a.length !== b.length) return false;
  const elements = new Set(a.map(canonical));
  return b.every(element => elements.has(canonical(element)));
}

function equalBinaries(a: Binary, b: Binary): boolean {
  return a === b || Buffer.compare(toBytes(a), toBytes(b)) === 0;
}

/** Base64 text may end in bits that carry nothing, so text is compared by what it decodes to. */
function canonicalBinary(binary: Binary): string {
  return toBase64(toBytes(binary));
}
