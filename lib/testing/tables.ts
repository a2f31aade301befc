import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../errors/usage-errors';
import type { EntityClass } from '../metadata/entity-class';
import { tableDefinition } from '../tables/table-definition';

/** The tables of some classes; classes on one table bring their indexes together. */
export function tablesOf(classes: readonly EntityClass[]): CreateTableCommandInput[] {
  const tables = new Map<string, CreateTableCommandInput>();
  for (const type of classes) {
    const definition = definitionOf(type);
    if (!definition) continue;
    const other = tables.get(definition.TableName!);
    tables.set(definition.TableName!, other ? merge(other, definition) : definition);
  }
  return [...tables.values()];
}

/** A class that is not fit for use says so when a test uses it; it must not stop the tests that don't. */
function definitionOf(type: EntityClass): CreateTableCommandInput | undefined {
  try {
    return tableDefinition(type);
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

function merge(a: CreateTableCommandInput, b: CreateTableCommandInput): CreateTableCommandInput {
  const global = union(a.GlobalSecondaryIndexes, b.GlobalSecondaryIndexes, ({ IndexName }) => IndexName);
  const local = union(a.LocalSecondaryIndexes, b.LocalSecondaryIndexes, ({ IndexName }) => IndexName);
  return {
    ...a,
    AttributeDefinitions: union(a.AttributeDefinitions, b.AttributeDefinitions, ({ AttributeName }) => AttributeName),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
  };
}

function union<T>(a: readonly T[] = [], b: readonly T[] = [], nameOf: (entry: T) => string | undefined): T[] {
  return [...new Map([...a, ...b].map(entry => [nameOf(entry), entry])).values()];
}
