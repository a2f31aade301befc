import { setTimeout as sleep } from 'node:timers/promises';
import type { RawBackend } from './raw-backend';
import type { Request } from './requests/request';

const POLL_MS = 100;
const MAX_POLLS = 200;
const SERVER_ERROR = 500;

interface Table {
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexStatus: string }[];
}

/** An index that DynamoDB Local never gets done with, about once in ten thousand sequences: the account is of no more use. */
export class NeverSettles extends Error {}

/** Waits until indexes that a request adds or removes are there or gone, which takes DynamoDB Local a second. */
export async function untilSettled(backend: RawBackend, { operation, input }: Request): Promise<void> {
  if (operation !== 'UpdateTable' || !input.GlobalSecondaryIndexUpdates) return;
  for (let polls = 0; await isChanging(backend, input.TableName); polls++) {
    if (polls === MAX_POLLS) throw new NeverSettles(JSON.stringify(input));
    await sleep(POLL_MS);
  }
}

/** A busy DynamoDB Local fails now and then, which says nothing of the table; of a table that is not there nothing changes. */
async function isChanging(backend: RawBackend, TableName: unknown): Promise<boolean> {
  const { status, body } = await backend('DescribeTable', { TableName });
  const table = body.Table as Table | undefined;
  if (!table) return status >= SERVER_ERROR;
  return (table.GlobalSecondaryIndexes ?? []).some(({ IndexStatus }) => IndexStatus !== 'ACTIVE');
}

export async function removeTables(backend: RawBackend): Promise<void> {
  for (const TableName of await tableNames(backend)) {
    const { status } = await backend('DeleteTable', { TableName });
    if (status === 200) continue;
    await backend('UpdateTable', { TableName, DeletionProtectionEnabled: false });
    await backend('DeleteTable', { TableName });
  }
}

async function tableNames(backend: RawBackend): Promise<string[]> {
  for (let polls = 0; polls < MAX_POLLS; polls++) {
    const { body } = await backend('ListTables', {});
    if (body.TableNames) return body.TableNames as string[];
    await sleep(POLL_MS);
  }
  throw new NeverSettles('ListTables');
}
