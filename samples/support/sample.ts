import { inspect } from 'node:util';
import {
  type CreateTableOptions,
  createTable,
  deleteTable,
  type EntityClass,
  type SharedTable,
  setDefaultClient,
} from 'dynact';
import { type Connection, connect } from './backend';

/** A sample as a function: makes the tables of its classes, runs it, and removes them whatever happened. */
export function sample<Outcome extends object>(
  classes: readonly (EntityClass | SharedTable)[],
  run: (connection: Connection) => Promise<Outcome>,
  tables: CreateTableOptions = {},
): () => Promise<Outcome> {
  return async () => {
    const connection = connect();
    setDefaultClient(connection.client);
    try {
      return await withTables(classes, tables, () => run(connection));
    } finally {
      setDefaultClient(undefined);
      connection.client.destroy();
    }
  };
}

async function withTables<Outcome>(
  classes: readonly (EntityClass | SharedTable)[],
  tables: CreateTableOptions,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const created: (EntityClass | SharedTable)[] = [];
  try {
    await Promise.all(classes.map(type => createTable(type, tables).then(() => created.push(type))));
    return await run();
  } finally {
    await Promise.all(created.map(type => deleteTable(type)));
  }
}

/** Runs a sample that was started by itself, and shows its outcome. */
export async function start(module: NodeJS.Module, main: () => Promise<object>): Promise<void> {
  if (require.main !== module) return;
  console.log(inspect(await main(), { depth: 5, colors: hasColours() }));
}

/** Only in a terminal, and not where NO_COLOR is set. */
export const hasColours = (): boolean => process.stdout.hasColors?.() ?? false;
