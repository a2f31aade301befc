import { Constraints } from '../protocol/constraints';
import { validationError } from '../protocol/service-error';
import { checkEncryptionShape } from './encryption';
import type {
  AttributeDefinition,
  CreateTableRequest,
  IndexRequest,
  KeyElement,
  StreamRequest,
  ThroughputRequest,
} from './requests';

/** The longest name of a key attribute, or of an attribute that an index names. */
const MAX_KEY_NAME = 255;
const MAX_UNITS = 1_000_000_000_000;
const TABLE_CLASSES = ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'];
const STREAM_VIEWS = ['OLD_IMAGE', 'KEYS_ONLY', 'NEW_AND_OLD_IMAGES', 'NEW_IMAGE'];

/** The model's constraints on CreateTable. */
export function checkCreateConstraints(request: CreateTableRequest): void {
  requireTableName(request.TableName);
  const constraints = new Constraints().spelledResourceName('tableName', request.TableName);
  constraints.oneOf('billingMode', request.BillingMode, ['PROVISIONED', 'PAY_PER_REQUEST']);
  checkThroughput(constraints, 'provisionedThroughput', request.ProvisionedThroughput);
  checkKeySchema(constraints, 'keySchema', request.KeySchema, 2);
  checkDefinitions(constraints, request.AttributeDefinitions);
  checkStream(constraints, request.StreamSpecification);
  checkEncryptionShape(constraints, request.SSESpecification);
  request.LocalSecondaryIndexes?.forEach((index, at) => {
    checkLocalIndex(constraints, `localSecondaryIndexes.${at + 1}.member`, index);
  });
  request.GlobalSecondaryIndexes?.forEach((index, at) => {
    checkGlobalIndex(constraints, `globalSecondaryIndexes.${at + 1}.member`, index);
  });
  constraints.check();
  checkTableClass(request.TableClass);
}

/** Checks the table class, the only choice that is not a constraint of the model. */
export function checkTableClass(name: string | undefined): void {
  if (name === undefined || TABLE_CLASSES.includes(name)) return;
  throw validationError(
    'Invalid table-class parameter provided. Please try again with a valid table-class value: ' +
      `[${TABLE_CLASSES.join(', ')}].`,
  );
}

/** The name or ARN of a table, in an operation on tables with no other members. */
export function checkTableReference(name: string | undefined): void {
  tableConstraints(name).check();
}

/** The constraints on the name or ARN of a table, in an operation on tables. */
export function tableConstraints(name: string | undefined): Constraints {
  requireTableName(name);
  const constraints = new Constraints();
  return name?.startsWith('arn:') ? constraints : constraints.resourceName('tableName', name);
}

function checkLocalIndex(constraints: Constraints, at: string, index: IndexRequest): void {
  checkIndexName(constraints, at, index.IndexName);
  checkIndex(constraints, at, index, 2);
}

/** For a global index, the service checks the name last, and its length first. */
export function checkGlobalIndex(constraints: Constraints, at: string, index: IndexRequest): void {
  checkIndex(constraints, at, index, 8);
  constraints.required(`${at}.indexName`, index.IndexName).resourceName(`${at}.indexName`, index.IndexName);
}

export function checkIndexName(constraints: Constraints, at: string, name: string | undefined): void {
  constraints.required(`${at}.indexName`, name).spelledResourceName(`${at}.indexName`, name);
}

function checkIndex(constraints: Constraints, at: string, index: IndexRequest, maxKeys: number): void {
  checkKeySchema(constraints, `${at}.keySchema`, index.KeySchema, maxKeys);
  constraints.required(`${at}.projection`, index.Projection);
  if (index.Projection) {
    const { ProjectionType, NonKeyAttributes } = index.Projection;
    constraints.oneOf(`${at}.projection.projectionType`, ProjectionType, ['ALL', 'INCLUDE', 'KEYS_ONLY']);
    constraints.minLength(`${at}.projection.nonKeyAttributes`, NonKeyAttributes, 1);
    constraints.maxLength(`${at}.projection.nonKeyAttributes`, NonKeyAttributes, 20);
    checkProjected(constraints, `${at}.projection.nonKeyAttributes`, NonKeyAttributes);
  }
  checkThroughput(constraints, `${at}.provisionedThroughput`, index.ProvisionedThroughput);
}

function checkProjected(constraints: Constraints, at: string, names: readonly string[] = []): void {
  constraints.expect(
    names.every(name => name.length >= 1 && name.length <= MAX_KEY_NAME),
    at,
    names,
    `Member must satisfy constraint: [Member must have length less than or equal to ${MAX_KEY_NAME}, ` +
      'Member must have length greater than or equal to 1]',
  );
}

/** The name of a key attribute, which has a lower maximum length than other names. */
function checkKeyName(constraints: Constraints, at: string, name: string | undefined): void {
  constraints.required(at, name).minLength(at, name, 1).maxLength(at, name, MAX_KEY_NAME);
}

export function checkThroughput(constraints: Constraints, at: string, units: ThroughputRequest | undefined): void {
  if (!units) return;
  for (const [member, value] of [
    ['writeCapacityUnits', units.WriteCapacityUnits],
    ['readCapacityUnits', units.ReadCapacityUnits],
  ] as const) {
    constraints.required(`${at}.${member}`, value).atLeast(`${at}.${member}`, value, 1);
  }
}

export function checkStream(constraints: Constraints, request: StreamRequest | undefined): void {
  if (!request) return;
  constraints.required('streamSpecification.streamEnabled', request.StreamEnabled);
  constraints.oneOf('streamSpecification.streamViewType', request.StreamViewType, STREAM_VIEWS);
}

/** Capacity units beyond the service's integers are refused before anything else is checked. */
export function checkBounds(units: ThroughputRequest | undefined, where = ''): void {
  if (!units) return;
  for (const member of ['ReadCapacityUnits', 'WriteCapacityUnits'] as const) {
    if (units[member] <= MAX_UNITS) continue;
    throw validationError(`Given value ${units[member]} for ${member} is out of bounds${where}`);
  }
}

export function checkDefinitions(
  constraints: Constraints,
  definitions: readonly AttributeDefinition[] | undefined,
): void {
  constraints.required('attributeDefinitions', definitions);
  definitions?.forEach(({ AttributeName, AttributeType }, at) => {
    const member = `attributeDefinitions.${at + 1}.member`;
    constraints.required(`${member}.attributeType`, AttributeType);
    constraints.oneOf(`${member}.attributeType`, AttributeType, ['B', 'N', 'S']);
    checkKeyName(constraints, `${member}.attributeName`, AttributeName);
  });
}

function checkKeySchema(
  constraints: Constraints,
  at: string,
  schema: readonly KeyElement[] | undefined,
  maxKeys: number,
): void {
  constraints.required(at, schema).minLength(at, schema, 1);
  if (!schema) return;
  const written = `[${schema.map(describeElement).join(', ')}]`;
  constraints.expect(schema.length <= maxKeys, at, written, `Member must have length less than or equal to ${maxKeys}`);
  schema.forEach(({ AttributeName, KeyType }, index) => {
    const member = `${at}.${index + 1}.member`;
    checkKeyName(constraints, `${member}.attributeName`, AttributeName);
    constraints.required(`${member}.keyType`, KeyType).oneOf(`${member}.keyType`, KeyType, ['HASH', 'RANGE']);
  });
}

function describeElement({ AttributeName, KeyType }: Partial<KeyElement>): string {
  return `KeySchemaElement(attributeName=${AttributeName ?? null}, keyType=${KeyType ?? null})`;
}

function requireTableName(name: string | undefined): void {
  if (name !== undefined) return;
  throw validationError("The parameter 'TableName' is required but was not present in the request");
}
