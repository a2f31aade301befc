import type { AttributeValue, Item } from '../../wire/attribute-value';
import { toBase64, toBytes } from '../../wire/binary';
import { nestingError, updatedNestingError } from '../protocol/nesting-error';
import { plainError, validationError } from '../protocol/service-error';
import { checkAttributeName } from './attribute-names';
import { storedNumber } from './numbers';

/** Levels of lists and maps, an item itself being the first. */
const MAX_NESTING = 32;
const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);
const INVALID = 'One or more parameter values were invalid: ';

/** Checks every attribute and writes numbers and binary values in the form they are stored in. Changes `item` in place. */
export function normalizeAttributes(item: Item): void {
  normalizeMembers(item, 1);
}

/** Refuses an attribute that an update left with values too deep in it. */
export function checkNesting(value: AttributeValue, nesting = 1): void {
  const inner = 'L' in value ? value.L : 'M' in value ? Object.values(value.M) : undefined;
  if (!inner) return;
  if (nesting >= MAX_NESTING) throw updatedNestingError();
  for (const each of inner) checkNesting(each, nesting + 1);
}

/** Checks one value, to any depth, and writes its numbers and binary values in the form they are stored in, in place. */
export function normalizeValue(value: AttributeValue, nesting = 0): void {
  const types = value === null ? [] : Object.keys(value).filter(type => TYPES.has(type));
  for (const type of types) normalizeMember(value, type, nesting);
  if (types.length === 1) return;
  throw plainError(
    `Supplied AttributeValue ${types.length === 0 ? 'is empty' : 'has more than one datatypes set'}, ` +
      'must contain exactly one of the supported datatypes',
  );
}

function normalizeMember(value: AttributeValue, type: string, nesting: number): void {
  if (type === 'N' && 'N' in value) value.N = storedNumber(value.N);
  else if (type === 'B' && 'B' in value) value.B = storedBinary(value.B);
  else if (type === 'SS' && 'SS' in value) checkStrings(value.SS);
  else if (type === 'NS' && 'NS' in value) value.NS = storedNumbers(value.NS);
  else if (type === 'BS' && 'BS' in value) value.BS = storedBinaries(value.BS);
  else if (type === 'L' && 'L' in value) normalizeElements(value.L, nesting);
  else if (type === 'M' && 'M' in value) normalizeMap(value.M, nesting);
  else if (type === 'NULL' && 'NULL' in value && value.NULL !== true) {
    throw validationError(`${INVALID}Null attribute value types must have the value of true`);
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

function checkStrings(strings: readonly string[]): void {
  if (strings.length === 0) throw validationError(`${INVALID}An string set  may not be empty`);
  checkNoNull(strings, 'string');
  if (new Set(strings).size === strings.length) return;
  throw validationError(`${INVALID}Input collection [${strings.join(', ')}] contains duplicates.`);
}

function storedNumbers(numbers: readonly string[]): string[] {
  if (numbers.length === 0) throw validationError(`${INVALID}An number set  may not be empty`);
  const stored = numbers.map(storedNumber);
  if (new Set(stored).size === stored.length) return stored;
  throw validationError('Input collection contains duplicates');
}

function storedBinaries(binaries: readonly (string | Uint8Array)[]): string[] {
  if (binaries.length === 0) throw validationError(`${INVALID}Binary sets should not be empty`);
  checkNoNull(binaries, 'binary');
  const stored = binaries.map(storedBinary);
  if (new Set(stored).size === stored.length) return stored;
  throw validationError(`${INVALID}Input collection [${binaries.join(', ')}]of type BS contains duplicates.`);
}

function checkNoNull(elements: readonly unknown[], kind: string): void {
  if (!elements.includes(null)) return;
  throw validationError(`${INVALID}An ${kind} set may not have a null ${kind} as a member`);
}

/** Canonical base64: one text for the same bytes. */
function storedBinary(binary: string | Uint8Array): string {
  return toBase64(toBytes(binary));
}
