import type { AttributeValue, Item } from '../../wire/attribute-value';
import { toBase64, toBytes } from '../../wire/binary';
import { canonicalNumber, compareNumbers, NumberFormatError } from '../../wire/decimal';
import { compareStrings } from '../../wire/order';
import {
  invalid,
  nestingError,
  plainError,
  type ServiceError,
  updatedNestingError,
  validationError,
} from '../protocol/service-error';

/** Levels of lists and maps, an item itself being the first. */
const MAX_NESTING = 32;
const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);

/** Checks every attribute, and normalizes numbers and binary values. Changes `item` in place. */
export function normalizeAttributes(item: Item): void {
  normalizeMembers(item, 1);
}

/** Refuses an attribute whose values are nested too deep after an update. */
export function checkNesting(value: AttributeValue, nesting = 1): void {
  const inner = 'L' in value ? value.L : 'M' in value ? Object.values(value.M) : undefined;
  if (!inner) return;
  if (nesting >= MAX_NESTING) throw updatedNestingError();
  for (const each of inner) checkNesting(each, nesting + 1);
}

/** Checks one value at any depth, and normalizes its numbers and binary values in place. */
export function normalizeValue(value: AttributeValue, nesting = 0): void {
  const types = value === null ? [] : Object.keys(value).filter(type => TYPES.has(type));
  for (const type of types) normalizeMember(value, type, nesting);
  if (types.length === 1) return;
  throw validationError(
    `Supplied AttributeValue ${types.length === 0 ? 'is empty' : 'has more than one datatypes set'}, ` +
      'must contain exactly one of the supported datatypes',
    'untyped',
  );
}

function normalizeMember(value: AttributeValue, type: string, nesting: number): void {
  if (type === 'N' && 'N' in value) value.N = storedNumber(value.N);
  else if (type === 'B' && 'B' in value) value.B = storedBinary(value.B);
  else if (type === 'SS' && 'SS' in value) value.SS = storedStrings(value.SS);
  else if (type === 'NS' && 'NS' in value) value.NS = storedNumbers(value.NS);
  else if (type === 'BS' && 'BS' in value) value.BS = storedBinaries(value.BS);
  else if (type === 'L' && 'L' in value) normalizeElements(value.L, nesting);
  else if (type === 'M' && 'M' in value) normalizeMap(value.M, nesting);
  else if (type === 'NULL' && 'NULL' in value && value.NULL !== true) {
    throw formError('Null attribute value types must have the value of true');
  }
}

function normalizeElements(elements: readonly AttributeValue[], nesting: number): void {
  if (nesting >= MAX_NESTING) throw nestingError();
  for (const element of elements) normalizeValue(element, nesting + 1);
}

function normalizeMap(members: Item, nesting: number): void {
  if (nesting >= MAX_NESTING) throw nestingError();
  normalizeMembers(members, nesting + 1);
}

function normalizeMembers(members: Item, nesting: number): void {
  for (const name of Object.keys(members)) {
    checkAttributeName(name);
    normalizeValue(members[name] as AttributeValue, nesting);
  }
}

function storedStrings(strings: readonly string[]): string[] {
  if (strings.length === 0) throw formError('An string set  may not be empty');
  checkNoNull(strings, 'string');
  if (new Set(strings).size === strings.length) return sortedSet('SS', strings);
  throw invalid(`Input collection [${strings.join(', ')}] contains duplicates.`);
}

function storedNumbers(numbers: readonly string[]): string[] {
  if (numbers.length === 0) throw invalid(`An number set  may not be empty`);
  const stored = numbers.map(storedNumber);
  if (new Set(stored).size === stored.length) return sortedSet('NS', stored);
  throw validationError('Input collection contains duplicates');
}

function storedBinaries(binaries: readonly (string | Uint8Array)[]): string[] {
  if (binaries.length === 0) throw formError('Binary sets should not be empty');
  checkNoNull(binaries, 'binary');
  const stored = binaries.map(storedBinary);
  if (new Set(stored).size === stored.length) return sortedSet('BS', stored);
  throw invalid(`Input collection [${binaries.join(', ')}]of type BS contains duplicates.`);
}

function checkNoNull(elements: readonly unknown[], kind: 'string' | 'binary'): void {
  if (!elements.includes(null)) return;
  const problem = `An ${kind} set may not have a null ${kind} as a member`;
  throw kind === 'string' ? formError(problem) : invalid(problem);
}

/** The form of a value. In a start key, such a fault is reported as one of the start key. */
function formError(problem: string): ServiceError {
  return validationError(`One or more parameter values were invalid: ${problem}`, 'form');
}

/** Sorted as in DynamoDB Local, so that the order in which elements were added does not matter. */
export function sortedSet(type: 'SS' | 'NS' | 'BS', elements: readonly string[]): string[] {
  if (type === 'SS') return [...elements].sort(compareStrings);
  if (type === 'NS') return [...elements].sort(compareNumbers);
  return elements
    .map(element => ({ element, bytes: toBytes(element) }))
    .sort((a, b) => compareSigned(a.bytes, b.bytes))
    .map(({ element }) => element);
}

/** Bytes as Java has them, from -128 to 127. */
function compareSigned(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = (((a[at] as number) << 24) >> 24) - (((b[at] as number) << 24) >> 24);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Canonical base64: one text for the same bytes. */
function storedBinary(binary: string | Uint8Array): string {
  return toBase64(toBytes(binary));
}

const MAX_BYTES = 65_535;
/** The maximum bytes of a character: a shorter name needs no counting. */
const BYTES_OF_CHARACTER = 3;

/** Refuses a name that an attribute cannot have. */
export function checkAttributeName(name: string): void {
  if (name === '') throw validationError('Empty attribute name');
  if (name.length * BYTES_OF_CHARACTER <= MAX_BYTES || Buffer.byteLength(name) <= MAX_BYTES) return;
  throw validationError(`Attribute name is too large, must be less than ${MAX_BYTES + 1} bytes`);
}

/** The number as it is stored and returned. Throws `ServiceError` for a number that the service refuses. */
function storedNumber(text: string): string {
  try {
    return canonicalNumber(text);
  } catch (error) {
    throw error instanceof NumberFormatError ? numberError(error) : error;
  }
}

/** The service's error messages for numbers. */
export function numberError({ problem, text }: NumberFormatError): ServiceError {
  switch (problem) {
    case 'syntax':
      return plainError(`The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`);
    case 'precision':
      return plainError('Attempting to store more than 38 significant digits in a Number');
    case 'overflow':
      return plainError('Number overflow. Attempting to store a number with magnitude larger than supported range');
    case 'underflow':
      return plainError('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
}

/** Refuses a name that occurs twice in `AttributesToGet`, or is too long. */
export function checkAttributesToGet(names: readonly string[] | undefined): void {
  for (const name of names ?? []) checkAttributeName(name);
  const seen = new Set<string>();
  const twice = names?.find(name => seen.size === seen.add(name).size);
  if (twice === undefined) return;
  throw invalid(`Duplicate value in attribute name: ${twice}`);
}
