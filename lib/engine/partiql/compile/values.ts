import { type AttributeValue, type Item, setAttribute } from '../../../wire/attribute-value';
import { canonicalNumber, NumberFormatError } from '../../../wire/decimal';
import { type ServiceError, validationError } from '../../protocol/service-error';
import { numberError, sortedSet } from '../../values/attribute-values';
import { kindName, tokenName } from '../syntax/expression-names';
import type { Expression, Member } from '../syntax/syntax';
import { errorAt, type Span } from '../syntax/tokens';

const ROOT = 'root';
const BAG_ERROR = 'Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags';

/** Whether an expression is a value that needs no item. */
export function isValue({ kind }: Expression): boolean {
  return (
    kind === 'literal' ||
    kind === 'parameter' ||
    kind === 'ion' ||
    kind === 'symbol' ||
    kind === 'list' ||
    kind === 'bag' ||
    kind === 'struct'
  );
}

/** The value of an expression. Throws `ValidationException` if it is not a value. */
export function literalValue(expression: Expression, parameters: readonly AttributeValue[]): AttributeValue {
  if (expression.kind === 'parameter') return parameters[expression.index] as AttributeValue;
  if (isValue(expression)) return nested(expression, ROOT);
  throw expression.kind === 'path'
    ? validationError(`Unsupported data type: PATH under key ${ROOT}`)
    : errorAt(`Unsupported data type: ${tokenName(expression)} under key ${ROOT}`, expression.span);
}

/** The item of an `INSERT`. */
export function itemOf(members: readonly Member[], parameters: readonly AttributeValue[]): Item {
  return tuple(
    members,
    ROOT,
    ({ key }) => key.span,
    value => literalValue(value, parameters),
  );
}

/** Parameters can only be whole values, not parts of one. */
function nested(expression: Expression, at: string): AttributeValue {
  switch (expression.kind) {
    case 'literal':
      return 'N' in expression.value ? { N: numberOf(expression.value.N) } : expression.value;
    case 'list':
      return { L: expression.elements.map((element, index) => nested(element, `${at}.${index}`)) };
    case 'struct':
      return {
        M: tuple(
          expression.members,
          at,
          () => expression.span,
          (value, key) => nested(value, `${at}.${key}`),
        ),
      };
    case 'bag':
      return setOf(expression.elements, expression);
    case 'ion':
      throw errorAt(`Ion Literals are not supported: ${expression.type} under key ${at}`, expression.span);
    case 'symbol':
      throw errorAt(`Unsupported data type: SYMBOL under key ${at}`, expression.span);
    case 'path':
      throw validationError(`Unsupported data type: ${kindName(expression)} under key ${at}`);
    default:
      throw errorAt(`Unsupported data type: ${kindName(expression)} under key ${at}`, expression.span);
  }
}

function tuple(
  members: readonly Member[],
  at: string,
  placeOf: (member: Member) => Span,
  value: (expression: Expression, key: string) => AttributeValue,
): Item {
  const map: Item = {};
  for (const member of members) {
    const key = keyOf(member.key, at);
    if (Object.hasOwn(map, key)) throw errorAt(`Duplicate keys in tuple. Key: ${key} under ${at}`, placeOf(member));
    setAttribute(map, key, value(member.value, key));
  }
  return map;
}

function keyOf(key: Expression, at: string): string {
  if (key.kind === 'literal' && 'S' in key.value) {
    if (key.value.S === '') throw validationError('Path component cannot be an empty string');
    return key.value.S;
  }
  const type = key.kind === 'literal' ? literalType(key.value) : kindName(key);
  throw errorAt(`Tuple keys must be of type String. Actual type: ${type} under ${at}`, key.span);
}

function literalType(value: AttributeValue): string {
  if ('N' in value) return /^-?\d+$/.test(value.N) ? 'INT' : 'DECIMAL';
  return 'BOOL' in value ? 'BOOL' : 'NULL';
}

/** A bag is a set of numbers or strings, by its first element. */
function setOf(elements: readonly Expression[], bag: Expression): AttributeValue {
  const [first] = elements;
  if (!first) throw errorAt('Empty bags are not supported', bag.span);
  if (first.kind !== 'literal') throw bagError(first);
  if ('N' in first.value)
    return { NS: sortedSet('NS', distinct(elements.map(element => numberOf(literalIn(element, 'N'))))) };
  if ('S' in first.value) return { SS: sortedSet('SS', distinct(elements.map(element => literalIn(element, 'S')))) };
  throw bagError(first);
}

function literalIn(element: Expression, type: 'N' | 'S'): string {
  if (element.kind !== 'literal' && element.kind !== 'ion') nested(element, ROOT);
  const value: AttributeValue | undefined = element.kind === 'literal' ? element.value : undefined;
  if (value && type === 'N' && 'N' in value) return value.N;
  if (value && type === 'S' && 'S' in value) return value.S;
  // The service does not report where in a bag of numbers another type is.
  throw type === 'N' ? validationError(BAG_ERROR) : bagError(element);
}

function bagError({ span }: Expression): ServiceError {
  return errorAt(BAG_ERROR, span);
}

function distinct(elements: string[]): string[] {
  if (new Set(elements).size < elements.length) throw validationError('Input collection contains duplicates');
  return elements;
}

function numberOf(text: string): string {
  try {
    return canonicalNumber(text);
  } catch (error) {
    if (!(error instanceof NumberFormatError)) throw error;
    throw error.problem === 'precision'
      ? validationError('DynamoDB only supports precision up to 38 digits')
      : numberError(error);
  }
}
