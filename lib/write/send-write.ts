import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { send } from '../client/send';
import type { Target } from '../client/target';
import {
  type DeleteOperation,
  deleteInput,
  type PutOperation,
  putInput,
  type UpdateOperation,
  updateInput,
} from '../operations/write';
import type { Item } from '../wire/attribute-value';
import type { WritePlan } from './plan';
import { refusal } from './refusal';

/** What can be sent by itself. */
export type SingleWrite = PutOperation | UpdateOperation | DeleteOperation;

/**
 * Sends a planned write by itself.
 *
 * @returns of an update, the item as it is now
 * @throws why DynamoDB refused it, told by the plan and the item in the way
 */
export async function sendWrite(target: Target, plan: WritePlan<SingleWrite>): Promise<Item | undefined> {
  try {
    const answer = await request(target, plan.operation);
    // A client that somebody mocked may answer with nothing at all.
    return answer?.Attributes as Item | undefined;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    throw refusal(target.metadata, plan, (error as { Item?: Item }).Item, error);
  }
}

function request(target: Target, operation: SingleWrite): Promise<{ Attributes?: object | undefined } | undefined> {
  switch (operation.kind) {
    case 'put':
      return send(target, new PutItemCommand(putInput(operation)));
    case 'update':
      return send(target, new UpdateItemCommand(updateInput(operation)));
    case 'delete':
      return send(target, new DeleteItemCommand(deleteInput(operation)));
  }
}
