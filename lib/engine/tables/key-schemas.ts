import { invalid, validationError } from '../protocol/service-error';
import type { AttributeDefinition, CreateTableRequest, IndexRequest, KeyElement } from './requests';

/** Partition keys, and sort keys, of one global index. */
const MAX_KEYS_PER_SIDE = 4;

/** Checks the key schemas of a new table, and the attributes that they name. */
export function checkKeySchemas(request: CreateTableRequest): void {
  const { AttributeDefinitions: definitions, KeySchema: schema } = request;
  checkDefinedOnce(definitions);
  if (definitions.length < schema.length) {
    throw validationError('Invalid KeySchema: Some index key attribute have no definition');
  }
  checkPlainSchema(schema, definitions);
  checkLocalSchemas(request);
  if (request.GlobalSecondaryIndexes?.length === 0) throw invalid('List of GlobalSecondaryIndexes is empty');
  for (const { KeySchema } of request.GlobalSecondaryIndexes ?? []) checkGlobalSchema(KeySchema, definitions);
  checkNoneUnused(request);
}

/** The keys of a global index. Each side may have several. */
export function checkGlobalSchema(schema: readonly KeyElement[], definitions: readonly AttributeDefinition[]): void {
  checkDefined(schema, definitions);
  checkNamesDiffer(schema);
  checkFirstIsHash(schema);
  const partitionKeys = schema.filter(({ KeyType }) => KeyType === 'HASH').length;
  if (schema.slice(partitionKeys).some(({ KeyType }) => KeyType === 'HASH')) {
    throw invalid('All HASH key attributes must precede RANGE key attributes in the KeySchema');
  }
  if (partitionKeys > MAX_KEYS_PER_SIDE) throw tooManyKeys('HASH');
  if (schema.length - partitionKeys > MAX_KEYS_PER_SIDE) throw tooManyKeys('RANGE');
}

function tooManyKeys(keyType: KeyElement['KeyType']): Error {
  return invalid(`The KeySchema exceeds the maximum allowed number of ${keyType} key attributes`);
}

/** The keys of a table or of a local index: one of each kind. */
function checkPlainSchema(schema: readonly KeyElement[], definitions: readonly AttributeDefinition[]): void {
  checkDefined(schema, definitions);
  checkNamesDiffer(schema);
  checkFirstIsHash(schema);
  if (schema.slice(1).some(({ KeyType }) => KeyType === 'HASH')) {
    throw validationError('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
}

function checkFirstIsHash([first]: readonly KeyElement[]): void {
  if (first?.KeyType === 'HASH') return;
  throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
}

function checkNamesDiffer(schema: readonly KeyElement[]): void {
  const names = namesOf(schema);
  if (new Set(names).size === names.length) return;
  throw validationError(
    names.length === 2
      ? 'Both the Hash Key and the Range Key element in the KeySchema have the same name'
      : 'The KeySchema contains multiple key attributes with the same name',
  );
}

function checkDefinedOnce(definitions: readonly AttributeDefinition[]): void {
  const names = namesOf(definitions);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw validationError(`Attribute Name is duplicated: ${twice}`);
}

function checkDefined(schema: readonly KeyElement[], definitions: readonly AttributeDefinition[]): void {
  const keys = namesOf(schema);
  const defined = namesOf(definitions);
  if (keys.every(name => defined.includes(name))) return;
  throw invalid(
    'Some index key attributes are not defined in AttributeDefinitions. ' +
      `Keys: ${listed(hashOrder(keys))}, AttributeDefinitions: ${listed(hashOrder(defined, defined.length))}`,
  );
}

function checkLocalSchemas({
  LocalSecondaryIndexes: indexes,
  KeySchema: schema,
  AttributeDefinitions: definitions,
}: CreateTableRequest): void {
  if (!indexes) return;
  if (indexes.length === 0) throw invalid('List of LocalSecondaryIndexes is empty');
  if (schema.length < 2) {
    throw invalid('Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex');
  }
  for (const index of indexes) {
    checkPlainSchema(index.KeySchema, definitions);
    checkLocalIndex(index, schema[0]?.AttributeName);
  }
}

function checkLocalIndex({ IndexName, KeySchema: [first, second] }: IndexRequest, tableHash: string | undefined): void {
  if (!second) throw invalid(`Index KeySchema does not have a range key for index: ${IndexName}`);
  const hash = first?.AttributeName;
  if (hash === tableHash) return;
  throw invalid(
    'Index KeySchema does not have the same leading hash key as table KeySchema for index: ' +
      `${IndexName}. index hash key: ${hash}, table hash key: ${tableHash}`,
  );
}

/** Every defined attribute must be in some key schema. */
function checkNoneUnused(request: CreateTableRequest): void {
  const indexes = [...(request.LocalSecondaryIndexes ?? []), ...(request.GlobalSecondaryIndexes ?? [])];
  const used = hashOrder([request, ...indexes].flatMap(({ KeySchema }) => namesOf(KeySchema)));
  const defined = namesOf(request.AttributeDefinitions);
  if (used.length === defined.length) return;
  throw invalid(
    indexes.length > 0
      ? 'Some AttributeDefinitions are not used. ' +
          `AttributeDefinitions: ${listed(hashOrder(defined, defined.length))}, keys used: ${listed(used)}`
      : 'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
  );
}

function namesOf(attributes: readonly { readonly AttributeName: string }[]): string[] {
  return attributes.map(({ AttributeName }) => AttributeName);
}

function listed(names: readonly string[]): string {
  return `[${names.join(', ')}]`;
}

/** The default capacity of a Java hash set. */
const DEFAULT_CAPACITY = 16;
const LOAD_FACTOR = 0.75;

/** Names in the order of a Java hash set with this capacity, as in the service's messages. */
function hashOrder(names: readonly string[], capacity = DEFAULT_CAPACITY): string[] {
  const distinct = [...new Set(names)];
  let buckets = 1;
  while (buckets < capacity || distinct.length > buckets * LOAD_FACTOR) buckets *= 2;
  const bucketOf = (name: string) => spreadHash(name) & (buckets - 1);
  return distinct.sort((a, b) => bucketOf(a) - bucketOf(b));
}

/** `String.hashCode`, with its upper half mixed into the lower one, as in `HashMap`. */
function spreadHash(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return hash ^ (hash >>> 16);
}
