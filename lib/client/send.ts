import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { TableNotFoundError, ThrottledError } from '../errors/service-errors';
import type { AnyCommand } from './command';
import { exchange } from './exchange';

/** What a request is about, for messages, and how the caller may end it. */
export interface SendContext {
  readonly className: string;
  readonly tableName: string;
  readonly signal?: AbortSignal | undefined;
}

/** The one place that sends. Errors that we have a name for get it; all others pass through untouched. */
export async function send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  client: DynamoDBClient,
  command: AnyCommand<Input, Output>,
  context: SendContext,
): Promise<Output> {
  try {
    return await exchange(client, command, context.signal);
  } catch (error) {
    throw translate(error, context);
  }
}

const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottlingError',
]);

function translate(error: unknown, { className, tableName }: SendContext): unknown {
  if (!(error instanceof Error)) return error;
  conceal(error);
  if (error.name === 'ResourceNotFoundException') {
    return new TableNotFoundError(
      `${className}: there is no table "${tableName}" in this account and region: create it, for example with createTable(${className}), or check the client`,
      { cause: error },
    );
  }
  if (THROTTLES.has(error.name)) {
    return new ThrottledError(`${className}: DynamoDB throttled the request to "${tableName}" (${error.name})`, {
      cause: error,
    });
  }
  return error;
}

/** The SDK's errors carry stored items as plain properties, which a log of the error would show. */
function conceal(error: Error): void {
  for (const property of ['Item', 'CancellationReasons']) {
    if (Object.hasOwn(error, property)) Object.defineProperty(error, property, { enumerable: false });
  }
}
