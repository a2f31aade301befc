import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { isHot, TableNotFoundError, ThrottledError, type ThrottlingReason } from '../errors/service-errors';
import type { SentRequest } from '../observe/operation';
import type { Rate } from '../observe/rate';
import { unitsIn } from '../observe/units';
import type { AnyCommand } from './command';
import { capacityDetail } from './configuration';
import { exchange, itemOperationOf } from './exchange';
import { type AnswerReader, countOfRecords } from './lane';
import type { SharedTarget, Target, Tracking } from './target';

/** The one place that sends. A reader may take the items of the answer if the request uses the fast lane. Errors that dynact has a class for are translated; others pass unchanged. */
export function send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  to: Target | SharedTarget,
  command: AnyCommand<Input, Output>,
  reader?: AnswerReader,
): Promise<Output> {
  askForCapacity(command, to.tracking);
  const rate = to.tracking?.rate;
  return rate ? atRate(rate, to.signal, () => sendNow(to, command, reader)) : sendNow(to, command, reader);
}

/** Reports to observers here, as another promise would cost more than everything else that they take. */
async function sendNow<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  to: Target | SharedTarget,
  command: AnyCommand<Input, Output>,
  reader: AnswerReader | undefined,
): Promise<Output> {
  const operation = to.tracking?.operation;
  const startedAt = operation?.requestBegins();
  const exchanging = () => exchange(to.client, command, to.signal, reader);
  let output: Output | undefined;
  let failure: unknown;
  try {
    output = await (operation ? operation.within(exchanging) : exchanging());
    return output;
  } catch (error) {
    failure = error;
    throw translate(error, targetsOf(to));
  } finally {
    if (operation) operation.requestEnds(sentRequest(to, command, startedAt, output), output, failure);
    if (output) to.tracking?.onCapacity?.(unitsIn(output));
  }
}

async function atRate<Output extends object>(
  rate: Rate,
  signal: AbortSignal | undefined,
  send: () => Promise<Output>,
): Promise<Output> {
  const advance = await rate.ready(signal);
  try {
    const output = await send();
    rate.settle(advance, output);
    return output;
  } catch (error) {
    rate.settle(advance, undefined);
    if (error instanceof ThrottledError) rate.slowDown();
    throw error;
  }
}

function sentRequest(
  to: Target | SharedTarget,
  command: { readonly input: object },
  startedAt: number | undefined,
  output: object | undefined,
): SentRequest {
  const name = itemOperationOf(command) ?? command.constructor.name.replace(/Command$/, '');
  const records = output && countOfRecords(output);
  return { command: name, input: command.input, about: targetsOf(to), startedAt, records };
}

function targetsOf(to: Target | SharedTarget): SharedTarget['targets'] {
  return 'targets' in to ? to.targets : [to];
}

/** Asks for as much capacity detail as the request, its rate, a measurement or the configuration needs. */
function askForCapacity(command: { readonly input: object }, tracking: Tracking | undefined): void {
  const wanted = tracking?.rate
    ? 'INDEXES'
    : (capacityDetail() ?? (tracking?.onCapacity || tracking?.operation?.isMeasured ? 'TOTAL' : undefined));
  if (wanted === undefined || !itemOperationOf(command)) return;
  const input = command.input as { ReturnConsumedCapacity?: string };
  if (input.ReturnConsumedCapacity !== 'INDEXES') input.ReturnConsumedCapacity = wanted;
}

const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottlingError',
]);

function isThrottle(error: unknown): boolean {
  return error instanceof Error && THROTTLES.has(error.name);
}

function translate(error: unknown, targets: SharedTarget['targets']): unknown {
  if (!(error instanceof Error)) return error;
  conceal(error);
  if (error.name === 'ResourceNotFoundException') {
    return new TableNotFoundError(missingTable(targets), { cause: error });
  }
  if (isThrottle(error)) {
    const reasons = throttlingReasons(error);
    const why = reasons.map(({ reason }) => reason).join(', ') || error.name;
    return new ThrottledError(
      `${classesOf(targets)}: DynamoDB throttled the request${tablesOf(targets)} (${why}): ${isHot(reasons) ? SPREAD : 'wait, then send it again'}`,
      { reasons, cause: error },
    );
  }
  return withPlace(error, targets);
}

const SPREAD =
  'one key, or a few, got more than a partition takes: spread the requests over more keys, as more capacity does not help';

type SdkReasons = readonly { reason?: string; resource?: string }[];

/** ThrottlingException has the property in lower case. */
function throttlingReasons(error: Error): ThrottlingReason[] {
  const { ThrottlingReasons, throttlingReasons = ThrottlingReasons } = error as {
    ThrottlingReasons?: SdkReasons;
    throttlingReasons?: SdkReasons;
  };
  if (!Array.isArray(throttlingReasons)) return [];
  return (throttlingReasons as SdkReasons).map(({ reason = '', resource }) => ({ reason, resource }));
}

const FRAMES = 30;

/**
 * Extends an SDK error that is passed on: its message names the class if DynamoDB refused the form of the request, and its stack, which ends
 * inside the SDK, continues to the caller.
 */
function withPlace(error: Error, targets: SharedTarget['targets']): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  const frames = new Error().stack?.split('\n').slice(3) ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  const stack = [error.stack, ...frames].join('\n');
  if (error.name === 'ValidationException') error.message = `${classesOf(targets)}: ${error.message}`;
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true, enumerable: false });
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
