import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../errors/usage-errors';
import type { EntityClass } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import { tableDefinition } from '../tables/table-definition';
import { timeToLiveAttribute } from '../tables/time-to-live';

/** A table of some classes. */
export interface TestTable {
  readonly definition: CreateTableCommandInput;
  /** The attribute of its time to live. */
  readonly timeToLive: string | undefined;
}

/** The tables of these classes. Classes of one table each add their indexes and time to live. */
export function tablesOf(classes: readonly EntityClass[]): TestTable[] {
  const tables = new Map<string, TestTable>();
  for (const type of classes) {
    const definition = definitionOf(type);
    if (!definition) continue;
    const timeToLive = timeToLiveAttribute(metadataOf(type));
    const other = tables.get(definition.TableName!);
    tables.set(definition.TableName!, {
      definition: other ? merge(other.definition, definition) : definition,
      timeToLive: other?.timeToLive ?? timeToLive,
    });
  }
  return [...tables.values()];
}

/** A class with wrong declarations fails when a test uses it. It must not stop the tests that do not use it. */
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
