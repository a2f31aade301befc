import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { TableNotFoundError, ThrottledError } from '../errors/service-errors';
import type { AnyCommand } from './command';
import { exchange } from './exchange';
import type { AnswerReader } from './lane';
import type { SharedTarget, Target } from './target';

/** The one place that sends. A reader may take the items of the answer, if the lane is open. Errors that we have a name for get it; all others pass through untouched. */
export async function send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  to: Target | SharedTarget,
  command: AnyCommand<Input, Output>,
  reader?: AnswerReader,
): Promise<Output> {
  try {
    return await exchange(to.client, command, to.signal, reader);
  } catch (error) {
    throw translate(error, 'targets' in to ? to.targets : [to]);
  }
}

const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottlingError',
]);

function translate(error: unknown, targets: SharedTarget['targets']): unknown {
  if (!(error instanceof Error)) return error;
  conceal(error);
  if (error.name === 'ResourceNotFoundException') {
    return new TableNotFoundError(missingTable(targets), { cause: error });
  }
  if (THROTTLES.has(error.name)) {
    return new ThrottledError(
      `${classesOf(targets)}: DynamoDB throttled the request${tablesOf(targets)} (${error.name})`,
      {
        cause: error,
      },
    );
  }
  return error;
}

function missingTable(targets: SharedTarget['targets']): string {
  const distinct = [...new Map(targets.map(target => [target.tableName, target])).values()];
  const [first, ...others] = distinct;
  if (!first)
    return 'The table of the statement does not exist in this account and region: correct its name, or check the client';
  if (others.length === 0) {
    const { metadata, tableName } = first;
    return `${metadata.className}: there is no table "${tableName}" in this account and region: create it, for example with createTable(${metadata.className}), or check the client`;
  }
  const tables = distinct.map(({ metadata, tableName }) => `"${tableName}" (createTable(${metadata.className}))`);
  return `${classesOf(targets)}: at least one of their tables does not exist in this account and region: create what is missing of ${tables.join(', ')}, or check the client`;
}

function classesOf(targets: SharedTarget['targets']): string {
  return [...new Set(targets.map(({ metadata }) => metadata.className))].join(', ') || 'A statement';
}

function tablesOf(targets: SharedTarget['targets']): string {
  const names = [...new Set(targets.map(({ tableName }) => `"${tableName}"`))];
  return names.length > 0 ? ` to ${names.join(', ')}` : '';
}

/** The SDK's errors carry stored items as plain properties, which a log of the error would show. */
function conceal(error: Error): void {
  for (const property of ['Item', 'CancellationReasons']) {
    if (Object.hasOwn(error, property)) Object.defineProperty(error, property, { enumerable: false });
  }
}
