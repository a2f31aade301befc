import { DeleteItemCommand, type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type SendContext, send } from '../client/send';
import type { EntityMetadata } from '../metadata/entity-metadata';
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
export async function sendWrite(
  client: DynamoDBClient,
  metadata: EntityMetadata,
  plan: WritePlan<SingleWrite>,
  context: SendContext,
): Promise<Item | undefined> {
  try {
    const answer = await request(client, plan.operation, context);
    // A client that somebody mocked may answer with nothing at all.
    return answer?.Attributes as Item | undefined;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    throw refusal(metadata, plan, (error as { Item?: Item }).Item, error);
  }
}

function request(
  client: DynamoDBClient,
  operation: SingleWrite,
  context: SendContext,
): Promise<{ Attributes?: object | undefined } | undefined> {
  switch (operation.kind) {
    case 'put':
      return send(client, new PutItemCommand(putInput(operation)), context);
    case 'update':
      return send(client, new UpdateItemCommand(updateInput(operation)), context);
    case 'delete':
      return send(client, new DeleteItemCommand(deleteInput(operation)), context);
  }
}
