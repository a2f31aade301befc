import type { AttributeValue, Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';
import { isValidationError, plainError, validationError } from '../protocol/service-error';
import { checkAttributeName, normalizeValue } from '../values/attribute-values';
import { Placeholders } from './placeholders';

const NAME_PLACEHOLDER = /^#[0-9a-zA-Z_]+$/;
const VALUE_PLACEHOLDER = /^:[0-9a-zA-Z_]+$/;
/** The longest placeholder, with the character that it begins with, in bytes. */
const MAX_PLACEHOLDER = 255;
/** The largest size of all names and values, with their placeholders, in bytes. */
const MAX_SIZE = 2 * 1024 * 1024;

/** The names and values that the expressions of a request refer to. */
export interface ExpressionParameters {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

/** The parameters of a request that are expressions, and the legacy ones, by name. */
export interface ParameterKinds {
  readonly expressions: Readonly<Record<string, string | undefined>>;
  readonly legacy: Readonly<Record<string, unknown>>;
}

/** Refuses a mix of the two kinds, and placeholders without an expression to use them. */
export function checkParameterKinds(
  { ExpressionAttributeNames, ExpressionAttributeValues }: ExpressionParameters,
  { expressions, legacy }: ParameterKinds,
): void {
  const given = namesGiven(expressions);
  const givenLegacy = namesGiven(legacy);
  if (given.length > 0 && givenLegacy.length > 0) {
    throw validationError(
      'Can not use both expression and non-expression parameters in the same request: ' +
        `Non-expression parameters: {${givenLegacy.join(', ')}} Expression parameters: {${given.join(', ')}}`,
    );
  }
  if (ExpressionAttributeNames && given.length === 0) {
    throw plainError('ExpressionAttributeNames can only be specified when using expressions');
  }
  const withValues = Object.keys(expressions).filter(name => name !== 'ProjectionExpression');
  if (ExpressionAttributeValues && withValues.every(name => expressions[name] === undefined)) {
    throw validationError(
      'ExpressionAttributeValues can only be specified when using expressions: ' +
        `${withValues.join(' and ')} ${withValues.length > 1 ? 'are' : 'is'} null`,
    );
  }
}

/**
 * Checks the names and values of a request and prepares them for its expressions. In operations whose errors have an envelope, the error about a value
 * does not name its placeholder.
 */
export function placeholdersOf(
  { ExpressionAttributeNames: names, ExpressionAttributeValues: values }: ExpressionParameters,
  isEnveloped = false,
): Placeholders {
  if (names) {
    checkPlaceholders('ExpressionAttributeNames', names, NAME_PLACEHOLDER);
    for (const [placeholder, name] of Object.entries(names)) checkName(placeholder, name);
  }
  if (values) {
    checkPlaceholders('ExpressionAttributeValues', values, VALUE_PLACEHOLDER);
    for (const placeholder of Object.keys(values)) {
      checkValue(placeholder, values[placeholder] as AttributeValue, isEnveloped);
    }
  }
  checkSizes(names, values);
  return new Placeholders(names, values);
}

function checkPlaceholders(parameter: string, given: object, pattern: RegExp): void {
  const placeholders = Object.keys(given);
  const kind = parameter === 'ExpressionAttributeValues' ? 'request' : 'plain';
  if (placeholders.length === 0) throw validationError(`${parameter} must not be empty`, kind);
  for (const placeholder of placeholders) {
    const problem = problemOf(placeholder, pattern);
    if (problem) throw plainError(`${parameter} contains invalid key: ${problem}`);
  }
}

function problemOf(placeholder: string, pattern: RegExp): string | undefined {
  if (placeholder === '') return 'The expression attribute map contains an empty key;';
  const bytes = Buffer.byteLength(placeholder);
  if (bytes > MAX_PLACEHOLDER) {
    const size = pattern === NAME_PLACEHOLDER ? ` size of key: ${bytes}` : '';
    return `The expression attribute map contains a key that is too long;${size}`;
  }
  return pattern.test(placeholder) ? undefined : `Syntax error; key: "${placeholder}"`;
}

function checkName(placeholder: string, name: string): void {
  if (!name) {
    const problem = name === '' ? 'Empty attribute name' : name;
    throw plainError(`ExpressionAttributeNames contains invalid value: ${problem} for key ${placeholder}`);
  }
  checkAttributeName(name);
}

function checkValue(placeholder: string, value: AttributeValue, isEnveloped: boolean): void {
  try {
    normalizeValue(value, 1);
  } catch (error) {
    if (!isValidationError(error) || error.kind === 'nesting' || isEnveloped) throw error;
    throw plainError(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${placeholder}`);
  }
}

function checkSizes(names: Readonly<Record<string, string>> = {}, values: Item = {}): void {
  const ofNames = Object.entries(names)
    .flat()
    .reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
  const ofValues = itemSize(values);
  if (ofNames > MAX_SIZE) throw plainError('ExpressionAttributeNames exceeds max size');
  if (ofValues > MAX_SIZE) throw plainError('ExpressionAttributeValues exceeds max size');
  if (ofNames + ofValues <= MAX_SIZE) return;
  throw plainError('Combined size of ExpressionAttributeNames and ExpressionAttributeValues exceeds max size');
}

function namesGiven(parameters: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(parameters).filter(name => parameters[name] !== undefined);
}
