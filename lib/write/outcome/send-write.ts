import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { Attempts } from '../../client/attempts';
import { sendUntilDone } from '../../client/resend';
import { mayResend, RESEND } from '../../client/retry';
import type { Target } from '../../client/target';
import { keyOfItem, keyValues } from '../../entity/key';
import { TransactionConflictError } from '../../errors/transaction-errors';
import { ItemTooLargeError } from '../../errors/usage-errors';
import { MAX_ITEM_SIZE } from '../../metadata/checks/table';
import { deleteInput, putInput, updateInput } from '../../operations/write';
import type { Item } from '../../wire/attribute-value';
import type { SingleOperation } from '../plan/write-plan';

/** The outcome of a write that was sent alone. */
export type Outcome = Taken | Refused | Unknown;

interface Taken {
  readonly kind: 'taken';
  /** The item after an update, if the answer has it. With `returnOld`, the item before the write. */
  readonly item: Item | undefined;
  /** How many earlier attempts may have been applied: the item before this one may be their result. */
  readonly appliedBefore?: number | undefined;
}

/** A condition was false. */
export interface Refused {
  readonly kind: 'refused';
  /** The stored item; undefined if there is none. */
  readonly item: Item | undefined;
  /** The SDK's error. */
  readonly cause: Error;
  /** An earlier attempt may have been applied: the stored item may be its result. */
  readonly mayBeDone: boolean;
}

/** An attempt may have been applied: its answer was lost. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly cause: Error;
}

/** Sends one write. A false condition is an outcome; other errors are thrown. */
export async function sendWrite(target: Target, operation: SingleOperation): Promise<Outcome> {
  const attempts = new Attempts();
  try {
    const answer = await sendUntilDone(target, WHILE_HELD, attempts, () => commandOf(operation) as PutItemCommand);
    // A mocked client may return undefined.
    const item = (answer as { Attributes?: Item } | undefined)?.Attributes;
    return { kind: 'taken', item, appliedBefore: attempts.lostBefore(answer) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return outcomeOf(aboutItem(error, target, operation), attempts);
  }
}

function commandOf(operation: SingleOperation): PutItemCommand | UpdateItemCommand | DeleteItemCommand {
  switch (operation.kind) {
    case 'put':
      return new PutItemCommand(putInput(operation));
    case 'update':
      return new UpdateItemCommand(updateInput(operation));
    case 'delete':
      return new DeleteItemCommand(deleteInput(operation));
  }
}

/** DynamoDB's error about a request does not name the item. Its key is added, and not printed. */
function aboutItem(error: Error, { metadata }: Target, operation: SingleOperation): Error {
  if (error.name !== 'ValidationException') return error;
  const key = keyValues(
    metadata,
    operation.kind === 'put' ? keyOfItem(metadata, operation.item.values) : operation.key,
  );
  if (TOO_LARGE.test(error.message)) return tooLarge(metadata.className, key, error);
  for (const [name, value] of Object.entries({ entity: metadata.type, key }))
    Object.defineProperty(error, name, { value });
  return error;
}

/** Only DynamoDB knows how large an update makes an item. */
const TOO_LARGE = /Item size (to update )?has exceeded the maximum allowed size/;

function tooLarge(className: string, key: Record<string, unknown>, cause: Error): ItemTooLargeError {
  return new ItemTooLargeError(
    `${className}: the write would make the item larger than ${MAX_ITEM_SIZE} bytes, the limit of DynamoDB: store large values elsewhere, or split the item`,
    { size: undefined, maxSize: MAX_ITEM_SIZE, key },
    { cause },
  );
}

/** A transaction, or the write of another region, locks the item for a moment: nothing was written. */
const HOLDS = new Set(['TransactionConflictException', 'ReplicatedWriteConflictException']);

function isHeld(error: unknown): boolean {
  return error instanceof Error && HOLDS.has(error.name);
}

const WHILE_HELD = { policy: RESEND, isRetryable: isHeld };

function outcomeOf(error: Error, attempts: Attempts): Outcome {
  if (error.name === 'ConditionalCheckFailedException') {
    const { Item: item } = error as { Item?: Item };
    return { kind: 'refused', item, cause: error, mayBeDone: attempts.lostBefore(error) > 0 };
  }
  if (attempts.answerWasLost && (mayResend(error) || isHeld(error))) return { kind: 'unknown', cause: error };
  if (isHeld(error)) {
    throw new TransactionConflictError(
      `A transaction, or a write of another region, held the item in ${RESEND.maxAttempts} attempts, nothing was written: try again later`,
      { attempts: RESEND.maxAttempts, reasons: [] },
      { cause: error },
    );
  }
  throw error;
}
