import { ExecuteStatementCommand } from '@aws-sdk/client-dynamodb';
import { resolveClient } from '../client/configuration';
import { send } from '../client/send';
import type { CallOptions, SharedTarget, Target } from '../client/target';
import { anyCodec, anyMapCodec } from '../codec/any';
import { inWordsOf, ValueFault, within } from '../codec/codec';
import { encodeNullable } from '../codec/collections';
import { infoOf } from '../entity/observed';
import { TENANTS } from '../entity/tenant';
import { checkOptions, type Flat, type OptionNames } from '../errors/known-options';
import { ValidationError } from '../errors/usage-errors';
import { type LoadOptions, loadAll } from '../load/load';
import { beginOperation } from '../observe/beginning';
import { statementInput } from '../operations/statement';
import type { AttributeValue, Item } from '../wire/attribute-value';

export type StatementOptions = Flat<
  Omit<CallOptions, 'tableName'> & {
    consistentRead?: boolean | undefined;
    /** Items to look at per request, before the statement's condition. */
    pageSize?: number | undefined;
  }
>;

/** Options of a statement whose results become records of a class. */
export type RecordStatementOptions = Flat<StatementOptions & LoadOptions>;

export const STATEMENT_OPTIONS: OptionNames<StatementOptions> = {
  client: true,
  signal: true,
  consistentRead: true,
  pageSize: true,
};

/**
 * Runs a PartiQL statement; its results as plain objects, page after page.
 *
 * @example
 * for await (const page of statementPages('SELECT owner FROM accounts WHERE id = ?', ['a1'])) { ... }
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
 */
export async function* statementPages(
  statement: string,
  parameters: readonly unknown[] = [],
  options: StatementOptions = {},
): AsyncGenerator<Record<string, unknown>[], void, void> {
  checkOptions('', 'executeStatement', options, STATEMENT_OPTIONS);
  const { client, signal } = options;
  const to = { client: resolveClient('executeStatement', { named: client }), signal, targets: [] };
  for await (const items of itemPages(to, statement, parameters, options)) {
    yield inWordsOf('executeStatement', () =>
      items.map(item => anyMapCodec.decode({ M: item }) as Record<string, unknown>),
    );
  }
}

/**
 * Runs a PartiQL statement; all its results as plain objects. `Model.executeStatement` gives records.
 *
 * @example
 * await executeStatement('UPDATE accounts SET active = ? WHERE id = ?', [true, 'a1']);
 * // ExecuteStatement { Statement, Parameters: [{ BOOL: true }, { S: 'a1' }] }
 */
export async function executeStatement(
  statement: string,
  parameters?: readonly unknown[],
  options?: StatementOptions,
): Promise<Record<string, unknown>[]> {
  const results: Record<string, unknown>[] = [];
  for await (const page of statementPages(statement, parameters, options)) for (const item of page) results.push(item);
  return results;
}

/** The records of a statement that selects whole items of a class, or changes one. */
export async function recordsOf<T extends object>(
  target: Target,
  statement: string,
  parameters: readonly unknown[],
  options: RecordStatementOptions,
): Promise<T[]> {
  const { metadata } = target;
  const { className, keys } = metadata;
  TENANTS.of(metadata)?.refuseAcrossTenants(metadata, 'executeStatement()');
  // A record of some attributes would be saved without the others.
  if (SELECTS_SOME.test(statement)) throw ValidationError.misuse(`${className}.executeStatement ${WHOLE_ITEMS}`);
  // A statement may name another table than the class's, and then that one is missing.
  const to = statement.includes(target.tableName) ? target : { ...target, targets: [] };
  const records: T[] = [];
  for await (const items of itemPages(to, statement, parameters, options)) {
    if (items.some(item => keys.some(({ name }) => !(name in item)))) {
      throw ValidationError.misuse(`${className}.executeStatement got an item without its key: it ${WHOLE_ITEMS}`);
    }
    for (const record of await loadAll<T>(target, items, options)) if (record) records.push(record);
  }
  return records;
}

const SELECTS_SOME = /^\s*select\s*(?![\s*])/i;
const WHOLE_ITEMS = 'makes records of whole items: SELECT *, or use executeStatement() for plain objects';

/** The items of a statement, page after page. */
async function* itemPages(
  to: Target | SharedTarget,
  statement: string,
  parameters: readonly unknown[],
  { consistentRead, pageSize }: StatementOptions,
): AsyncGenerator<Item[], void, void> {
  const encoded = encodeParameters(parameters);
  const about = 'metadata' in to ? to : undefined;
  const operation = beginOperation(() => infoOf('executeStatement', about), { timed: 'requests' });
  const tracked = operation ? { ...to, tracking: { operation } } : to;
  let nextToken: string | undefined;
  try {
    do {
      const request = { statement, parameters: encoded, consistentRead, limit: pageSize, nextToken };
      const output = await send(tracked, new ExecuteStatementCommand(statementInput(request)));
      yield (output.Items ?? []) as Item[];
      nextToken = output.NextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    operation?.end(error);
    throw error;
  } finally {
    operation?.end();
  }
}

function encodeParameters(parameters: readonly unknown[]): AttributeValue[] {
  return inWordsOf('executeStatement parameters', () =>
    parameters.map((value, i) =>
      within(i, () => {
        const stored = value === undefined ? undefined : encodeNullable(anyCodec, value, 0);
        if (stored) return stored;
        throw new ValueFault('needs a value that DynamoDB can hold');
      }),
    ),
  );
}
