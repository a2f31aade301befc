import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { send } from '../client/send';
import type { Target } from '../client/target';
import { deleteInput, putInput, updateInput } from '../operations/write';
import type { Item } from '../wire/attribute-value';
import type { SingleOperation } from './plan';

/** What became of a write that was sent by itself. */
export type Outcome = Taken | Refused;

interface Taken {
  readonly taken: true;
  /** Of an update, the item as it is now. */
  readonly item: Item | undefined;
}

/** A condition was false. */
export interface Refused {
  readonly taken: false;
  /** The item that is stored; undefined where there is none. */
  readonly item: Item | undefined;
  /** The SDK's error. */
  readonly cause: Error;
}

/** Sends a write by itself. That its condition was false is an outcome; other errors are thrown. */
export async function sendWrite(target: Target, operation: SingleOperation): Promise<Outcome> {
  try {
    const answer = await request(target, operation);
    // A client that somebody mocked may answer with nothing at all.
    return { taken: true, item: answer?.Attributes as Item | undefined };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    return { taken: false, item: (error as { Item?: Item }).Item, cause: error };
  }
}

function request(target: Target, operation: SingleOperation): Promise<{ Attributes?: object | undefined } | undefined> {
  switch (operation.kind) {
    case 'put':
      return send(target, new PutItemCommand(putInput(operation)));
    case 'update':
      return send(target, new UpdateItemCommand(updateInput(operation)));
    case 'delete':
      return send(target, new DeleteItemCommand(deleteInput(operation)));
  }
}
