import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type TableDescription,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { send } from '../client/send';
import { CALL_OPTIONS, type CallOptions, type Target, targetOf } from '../client/target';
import { observed } from '../entity/observed';
import { checkOptions, type Flat, namesOf, type OptionNames } from '../errors/known-options';
import { TableNotFoundError } from '../errors/service-errors';
import { ConfigurationError, ValidationError } from '../errors/usage-errors';
import type { EntityClass } from '../metadata/entity-class';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { SharedTable } from '../metadata/shared-table';
import { metadataOfTarget } from '../metadata/table-metadata';
import { addIndexInput, type Billing, dropIndexInput, type IndexSchema } from '../operations/table';
import { DEFINITION_OPTIONS, type TableDefinitionOptions, tableDefinition, tableSchema } from './table-definition';
import { ensureTimeToLive, timeToLiveAttribute, turnOnTimeToLive } from './time-to-live';

export type TableCallOptions = Flat<
  CallOptions & {
    /** Seconds to wait for the table to be ready, or gone. Default 300; a new index on much data takes longer. */
    maxWaitTime?: number | undefined;
  }
>;

export type CreateTableOptions = Flat<
  TableCallOptions &
    TableDefinitionOptions & {
      /** The property that holds when an item expires, declared `type: 'epochSeconds'`. Default: that of `@ExpiresAt`. */
      timeToLive?: string | undefined;
    }
>;

const TABLE_CALL: OptionNames<TableCallOptions> = /* @__PURE__ */ namesOf(CALL_OPTIONS, { maxWaitTime: true });
const CREATE_OPTIONS: OptionNames<CreateTableOptions> = /* @__PURE__ */ namesOf(TABLE_CALL, DEFINITION_OPTIONS, {
  timeToLive: true,
});
const UPDATE_OPTIONS: OptionNames<UpdateTableOptions> = /* @__PURE__ */ namesOf(TABLE_CALL, {
  billing: true,
  drop: true,
});

const MAX_WAIT_SECONDS = 300;

/**
 * Creates the table of a class, or one that classes share, with the indexes of all its classes, and waits until it can be used.
 * Turns on the time to live where a class of the table has `@ExpiresAt`: load all of them first.
 *
 * @example
 * await createTable(Account); // CreateTable tableDefinition(Account), then DescribeTable until ACTIVE
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export async function createTable(of: EntityClass | SharedTable, options: CreateTableOptions = {}): Promise<void> {
  checkOptions('', 'createTable', options, CREATE_OPTIONS);
  const target = targetOf(metadataOfTarget(of), options);
  const { billing, stream, tags } = options;
  const timeToLive = timeToLiveAttribute(target.metadata, options.timeToLive);
  await observed('createTable', target, async table => {
    await send(
      table,
      new CreateTableCommand({ ...tableDefinition(of, { billing, stream, tags }), TableName: table.tableName }),
    );
    // A table that was just asked for may not be seen yet.
    const isActive = async () => (await describeIfThere(table))?.TableStatus === 'ACTIVE';
    await waitUntil(isActive, `"${table.tableName}" was not ready`, table, options);
    if (timeToLive) await turnOnTimeToLive(table, timeToLive);
  });
}

/**
 * Deletes the table of a class, with all its items, and waits until it is gone.
 *
 * @throws TableNotFoundError
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
 */
export async function deleteTable(of: EntityClass | SharedTable, options: TableCallOptions = {}): Promise<void> {
  checkOptions('', 'deleteTable', options, TABLE_CALL);
  await observed('deleteTable', targetOf(metadataOfTarget(of), options), async table => {
    await send(table, new DeleteTableCommand({ TableName: table.tableName }));
    const isGone = async () => (await describeIfThere(table)) === undefined;
    await waitUntil(isGone, `"${table.tableName}" was not gone`, table, options);
  });
}

/** Whether the table of a class exists. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export async function tableExists(of: EntityClass | SharedTable, options: TableCallOptions = {}): Promise<boolean> {
  checkOptions('', 'tableExists', options, TABLE_CALL);
  const target = targetOf(metadataOfTarget(of), options);
  return observed('tableExists', target, async table => (await describeIfThere(table)) !== undefined);
}

export type UpdateTableOptions = Flat<
  TableCallOptions &
    Pick<TableDefinitionOptions, 'billing'> & {
      /** Global indexes to drop, by name; one that the table does not have is passed over. Nothing else is ever dropped. */
      drop?: readonly string[] | undefined;
    }
>;

/**
 * Adds the global indexes that a class, or all classes of a shared table, declare and the table does not have yet, and waits for each: DynamoDB changes one at a time.
 * Indexes that the class does not declare stay, as other classes may use them, but for those that `drop` names. An index that is there
 * stays as it is (DynamoDB cannot change one: give the new one another name). A new one has the table's capacity, or that of `billing`.
 * What is in a shared table gets into a new index when it is written, or by `rekey`.
 * The time to live is turned on where a class of the table has `@ExpiresAt`.
 *
 * @example
 * await updateTable(Order); // UpdateTable { GlobalSecondaryIndexUpdates: [{ Create: { IndexName: 'byStatus', ... } }] }
 * await updateTable(Order, { drop: ['byRegion'] }); // ... [{ Delete: { IndexName: 'byRegion' } }]
 * @returns what was added and dropped, by name
 * @throws ValidationError `drop` names an index that the class declares
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
 */
export async function updateTable(
  of: EntityClass | SharedTable,
  options: UpdateTableOptions = {},
): Promise<{ added: string[]; dropped: string[] }> {
  checkOptions('', 'updateTable', options, UPDATE_OPTIONS);
  return observed('updateTable', targetOf(metadataOfTarget(of), options), table => bringUpToDate(table, options));
}

async function bringUpToDate(
  table: Target,
  options: UpdateTableOptions,
): Promise<{ added: string[]; dropped: string[] }> {
  const { tableName } = table;
  const schema = { ...tableSchema(table.metadata), tableName };
  const declared = schema.indexes.filter(index => index.type === 'global');
  const drop = checkedDrop(table.metadata, declared, options);
  const description = await describe(table);
  const existing = new Set(description.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName!));
  const dropped = drop.filter(name => existing.has(name));
  const added = declared.filter(({ name }) => !existing.has(name));
  for (const name of dropped) await change(table, dropIndexInput(tableName, name), options);
  for (const index of added) {
    await change(table, addIndexInput(schema, index, options.billing ?? billingOf(description)), options);
  }
  const timeToLive = timeToLiveAttribute(table.metadata);
  if (timeToLive) await ensureTimeToLive(table, timeToLive);
  return { added: added.map(({ name }) => name), dropped };
}

function checkedDrop(
  { className }: EntityMetadata,
  indexes: readonly IndexSchema[],
  { drop = [] }: UpdateTableOptions,
): string[] {
  const declared = drop.find(dropped => indexes.some(({ name }) => name === dropped));
  if (declared === undefined) return [...new Set(drop)];
  throw ValidationError.misuse(
    `updateTable(${className}) cannot drop "${declared}", which the class declares: take its @Index away first`,
  );
}

/** How the table is billed, which a new index follows. */
function billingOf({ ProvisionedThroughput }: TableDescription): Billing {
  const { ReadCapacityUnits: readCapacity = 0, WriteCapacityUnits: writeCapacity = 0 } = ProvisionedThroughput ?? {};
  return readCapacity > 0 ? { readCapacity, writeCapacity } : 'on-demand';
}

async function describe(table: Target): Promise<TableDescription> {
  const output = await send(table, new DescribeTableCommand({ TableName: table.tableName }));
  return output.Table!;
}

async function describeIfThere(table: Target): Promise<TableDescription | undefined> {
  try {
    return await describe(table);
  } catch (error) {
    if (error instanceof TableNotFoundError) return undefined;
    throw error;
  }
}

async function change(table: Target, update: UpdateTableCommandInput, options: TableCallOptions): Promise<void> {
  await send(table, new UpdateTableCommand(update));
  await waitUntil(
    async () => isSettled(await describe(table)),
    `the indexes of "${table.tableName}" were not ready`,
    table,
    options,
  );
}

const POLL_MILLISECONDS = 200;

/** Polls soon and often: an embedded table is ready at once, one in AWS within seconds. */
async function waitUntil(
  isDone: () => Promise<boolean>,
  otherwise: string,
  { metadata }: Target,
  { maxWaitTime = MAX_WAIT_SECONDS, signal }: TableCallOptions,
): Promise<void> {
  const deadline = Date.now() + maxWaitTime * 1000;
  while (!(await isDone())) {
    if (Date.now() > deadline) {
      throw new ConfigurationError(
        `${metadata.className}: ${otherwise} after ${maxWaitTime} seconds: DynamoDB is still working; raise maxWaitTime`,
      );
    }
    await sleep(POLL_MILLISECONDS, undefined, { signal });
  }
}

/** An index may still be filled while the table is ACTIVE. */
function isSettled({ TableStatus, GlobalSecondaryIndexes = [] }: TableDescription): boolean {
  return TableStatus === 'ACTIVE' && GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE');
}
