import type { GetItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../wire/attribute-value';

export interface GetOperation {
  readonly tableName: string;
  readonly key: Item;
  readonly consistentRead: boolean;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export function getInput({ tableName, key, consistentRead }: GetOperation): GetItemCommandInput {
  return { TableName: tableName, Key: key, ...(consistentRead && { ConsistentRead: true }) } as GetItemCommandInput;
}
