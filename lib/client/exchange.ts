import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { watchAttempts } from './attempts';
import type { AnyCommand } from './command';
import { ConfigCopy } from './config-copy';
import { usesFastLane } from './configuration';
import { type AnswerReader, enterLane, readAnswerWith, stayBesideLane } from './lane';

/** The operations whose requests and answers are items. */
const ITEM_COMMANDS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [GetItemCommand, 'GetItem'],
  [PutItemCommand, 'PutItem'],
  [UpdateItemCommand, 'UpdateItem'],
  [DeleteItemCommand, 'DeleteItem'],
  [QueryCommand, 'Query'],
  [ScanCommand, 'Scan'],
  [BatchGetItemCommand, 'BatchGetItem'],
  [BatchWriteItemCommand, 'BatchWriteItem'],
  [TransactGetItemsCommand, 'TransactGetItems'],
  [TransactWriteItemsCommand, 'TransactWriteItems'],
]);

/** The operation of a command that reads or writes items; undefined for other commands. A minifier may have renamed the command's class. */
export function itemOperationOf({ constructor: type }: object): string | undefined {
  return ITEM_COMMANDS.get(type) ?? (type === ExecuteStatementCommand ? 'ExecuteStatement' : undefined);
}

/** Sends a command, once, through a client: through the fast lane if it is an item operation and nothing prevents it. */
export async function exchange<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  client: DynamoDBClient,
  command: AnyCommand<Input, Output>,
  signal: AbortSignal | undefined,
  reader?: AnswerReader,
): Promise<Output> {
  const inLane = usesFastLane() && ITEM_COMMANDS.has(command.constructor);
  if (inLane && reader) readAnswerWith(reader, command);
  if (inLane && !signal && isUntouched(client)) {
    const handler = handlerOf(client, command, config => addMiddleware(command, true, config));
    return (await handler(command)).output as Output;
  }
  addMiddleware(command, inLane);
  // With options, even empty ones, a client does not reuse a handler that it made for another command.
  return client.send(command, signal ? { abortSignal: signal } : {});
}

function addMiddleware(command: { readonly middlewareStack: object }, inLane: boolean, config?: Config): void {
  const stack = command.middlewareStack as DynamoDBClient['middlewareStack'];
  if (inLane) enterLane(stack, config);
  else stayBesideLane(stack);
  watchAttempts(stack);
}

const originalSend = Object.getPrototypeOf(DynamoDBClient.prototype).send as DynamoDBClient['send'];

/** Whether `send` is the SDK's own. If a mock or a tracer replaced it, that one gets the call. */
function isUntouched(client: DynamoDBClient): boolean {
  if (client instanceof DynamoDBClient) return client.send === originalSend;
  // Of another copy of the SDK: there, too, `send` belongs to the root of all clients.
  let owner: object = client;
  while (!Object.hasOwn(owner, 'send')) owner = Object.getPrototypeOf(owner);
  const above = Object.getPrototypeOf(owner);
  return above !== null && Object.getPrototypeOf(above) === null;
}

type Handler = (command: object) => Promise<{ output: unknown }>;

type Config = ConfigCopy<DynamoDBClient['config']>;

/** A client's middleware, resolved once for each command class, and the configuration that it was resolved with. */
interface Resolved {
  readonly handlers: Map<unknown, Handler>;
  config: Config;
}

const resolved = new WeakMap<DynamoDBClient, Resolved>();

/** Resolving the middleware takes a quarter of the time of a GetItem, so it is done once, and again after the client was changed. */
function handlerOf<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  client: DynamoDBClient,
  command: AnyCommand<Input, Output>,
  prepare: (config: Config) => void,
): Handler {
  let known = resolved.get(client);
  if (!known) {
    known = { handlers: new Map(), config: new ConfigCopy(client.config) };
    resolved.set(client, known);
    forgetOnChange(client, known.handlers);
  }
  if (!known.config.isCurrent) {
    known.handlers.clear();
    known.config = new ConfigCopy(client.config);
  }
  let handler = known.handlers.get(command.constructor);
  if (!handler) {
    prepare(known.config);
    handler = command.resolveMiddleware(client.middlewareStack, known.config.copy, {}) as unknown as Handler;
    known.handlers.set(command.constructor, handler);
  }
  return handler;
}

const CHANGES = ['add', 'addRelativeTo', 'use', 'remove', 'removeByTag'] as const;

/** A middleware that is added or removed later applies from the next request on. The stack has no event for that, so we wrap its mutating methods. */
function forgetOnChange({ middlewareStack }: DynamoDBClient, handlers: Map<unknown, Handler>): void {
  const stack = middlewareStack as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of CHANGES) {
    const change = stack[name]!;
    stack[name] = (...args) => {
      handlers.clear();
      return change(...args);
    };
  }
}
