import { nestingError, serializationError } from './service-error';

const MODEL = 'com.amazonaws.dynamodb.v20120810.';
/** The texts that the service accepts as booleans, in any case. */
const TRUE: readonly string[] = ['true', 'yes', '1'];
const FALSE: readonly string[] = ['false', 'no', '0'];
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** For a scalar in place of a list inside a map or a list, the service fails with this message of its runtime. */
const NO_LIST =
  'class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class ' +
  '(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader ' +
  "'bootstrap')";

/** How deep JSON is checked, to avoid overflowing the call stack. Values may be nested far less deep. */
const MAX_DEPTH = 500;

/** The shape that the JSON of a request must have. */
export type Shape = ScalarShape | ListShape | MapShape | StructureShape;

interface ScalarShape {
  readonly kind: 'String' | 'Boolean' | 'Integer' | 'Long' | 'Blob';
}

interface ListShape {
  readonly kind: 'list';
  readonly element: Shape;
}

interface MapShape {
  readonly kind: 'map';
  readonly value: Shape;
}

/** Members that are not named are dropped, as the service does. */
export interface StructureShape {
  readonly kind: 'structure';
  readonly name: string;
  members: Readonly<Record<string, Shape>>;
}

export const string: Shape = { kind: 'String' };
export const boolean: Shape = { kind: 'Boolean' };
export const integer: Shape = { kind: 'Integer' };
export const long: Shape = { kind: 'Long' };
const blob: Shape = { kind: 'Blob' };

export function list(element: Shape): Shape {
  return { kind: 'list', element };
}

export function map(value: Shape): Shape {
  return { kind: 'map', value };
}

/** A structure; `name` is its name in the service's messages. */
export function structure(name: string, members: Readonly<Record<string, Shape>>): StructureShape {
  return { kind: 'structure', name, members };
}

/** An `AttributeValue`, to any depth. */
export const attributeValue: StructureShape = structure('AttributeValue', {});
attributeValue.members = {
  S: string,
  N: string,
  B: blob,
  BOOL: boolean,
  NULL: boolean,
  SS: list(string),
  NS: list(string),
  BS: list(blob),
  L: list(attributeValue),
  M: map(attributeValue),
};

/** A map of attributes: an item, a key, expression values. */
export const attributes: Shape = map(attributeValue);

/**
 * Throws `SerializationException` if JSON does not have the shape. Drops members that are null, which the service treats as absent. Changes `json` in
 * place.
 */
export function checkShape(json: unknown, shape: StructureShape): void {
  if (json === null || typeof json !== 'object') throw serializationError();
  if (Array.isArray(json)) throw serializationError(`Unrecognized collection type class ${MODEL}${shape.name}`);
  checkMembers(json as Record<string, unknown>, shape, 0);
}

function checkMembers(json: Record<string, unknown>, { members }: StructureShape, depth: number): void {
  for (const name of Object.keys(json)) {
    const value = json[name];
    if (value === null || !Object.hasOwn(members, name)) {
      delete json[name];
      continue;
    }
    const member = members[name] as Shape;
    checkAny(value, member, 'Unexpected field type', depth);
    if (member.kind === 'Boolean') json[name] = value === true || isOneOf(TRUE, value);
    // All numbers of requests are integers: the service truncates others.
    if (typeof value === 'number') json[name] = Math.trunc(value);
  }
}

/** `otherwise` is the message for a scalar in the place of a structure, a list or a map. */
function checkAny(json: unknown, shape: Shape, otherwise: string, depth: number): void {
  if (depth > MAX_DEPTH) throw nestingError();
  if (typeof json !== 'object' || json === null) checkScalar(json, shape, otherwise);
  else if (Array.isArray(json)) checkArray(json, shape, depth + 1);
  else checkObject(json as Record<string, unknown>, shape, depth + 1);
}

function checkArray(json: unknown[], shape: Shape, depth: number): void {
  if (shape.kind !== 'list') throw serializationError(`Unrecognized collection type ${javaType(shape)}`);
  json.forEach((element, at) => {
    if (element === null) json[at] = emptyOf(shape.element);
    else checkAny(element, shape.element, otherwiseInside(shape.element), depth);
  });
}

/** Replaces null in a list or a map, so that checks of required members find it. */
function emptyOf({ kind }: Shape): object | null {
  if (kind === 'list') return [];
  return kind === 'structure' || kind === 'map' ? {} : null;
}

function otherwiseInside({ kind }: Shape): string {
  return kind === 'list' || kind === 'map' ? NO_LIST : 'Unexpected value type in payload';
}

function checkObject(json: Record<string, unknown>, shape: Shape, depth: number): void {
  if (shape.kind === 'structure') {
    checkMembers(json, shape, depth);
    return;
  }
  if (shape.kind !== 'map') throw serializationError('Start of structure or map found where not expected');
  for (const key of Object.keys(json)) {
    if (json[key] === null) json[key] = emptyOf(shape.value);
    else checkAny(json[key], shape.value, otherwiseInside(shape.value), depth);
  }
}

function checkScalar(json: unknown, shape: Shape, otherwise: string): void {
  if (shape.kind === 'list' || shape.kind === 'map' || shape.kind === 'structure') throw serializationError(otherwise);
  if (shape.kind === 'String' && typeof json === 'string') return;
  if (shape.kind === 'Blob') {
    if (typeof json !== 'string') throw serializationError('only base-64-encoded strings are convertible to bytes');
    checkBase64(json);
    return;
  }
  if (shape.kind === 'Boolean' && typeof json === 'boolean') return;
  if ((shape.kind === 'Integer' || shape.kind === 'Long') && typeof json === 'number') return;
  if (shape.kind === 'Boolean' && typeof json === 'string') {
    if (isOneOf(TRUE, json) || isOneOf(FALSE, json)) return;
    throw serializationError('Unexpected token received from parser');
  }
  throw serializationError(`${tokenOf(json)} cannot be converted to ${shape.kind}`);
}

function checkBase64(text: string): void {
  if (text.length % 4 !== 0) {
    throw serializationError(`Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`);
  }
  const padding = /={1,2}$/.exec(text)?.[0].length ?? 0;
  const last = BASE64.indexOf(text.charAt(text.length - padding - 1));
  if (padding > 0 && last % 4 ** padding > 0) {
    throw serializationError('Invalid last non-pad Base64 character dectected');
  }
  const invalid = /[^A-Za-z0-9+/=]|=(?!=?$)/.exec(text);
  if (invalid) throw serializationError(`Invalid Base64 character: '${invalid[0]}'`);
}

function isOneOf(texts: readonly string[], json: unknown): boolean {
  return typeof json === 'string' && texts.includes(json.toLowerCase());
}

function tokenOf(json: unknown): string {
  if (typeof json === 'string') return 'STRING_VALUE';
  if (typeof json === 'boolean') return json ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return Number.isInteger(json) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
}

function javaType(shape: Shape): string {
  if (shape.kind === 'map') return `java.util.Map<java.lang.String, ${javaType(shape.value).replace('class ', '')}>`;
  if (shape.kind === 'list') return `java.util.List<${javaType(shape.element).replace('class ', '')}>`;
  if (shape.kind === 'structure') return `class ${MODEL}${shape.name}`;
  if (shape.kind === 'Blob') return 'class java.nio.ByteBuffer';
  return `class java.lang.${shape.kind}`;
}

/** Members that several operations share. */
export const expressionMembers = {
  ExpressionAttributeNames: map(string),
  ExpressionAttributeValues: attributes,
};

export const writeMembers = {
  TableName: string,
  ConditionExpression: string,
  ReturnValues: string,
  ReturnConsumedCapacity: string,
  ReturnItemCollectionMetrics: string,
  ReturnValuesOnConditionCheckFailure: string,
  ...expressionMembers,
};

export const readMembers = {
  TableName: string,
  ConsistentRead: boolean,
  ProjectionExpression: string,
  ReturnConsumedCapacity: string,
  ExpressionAttributeNames: map(string),
};
