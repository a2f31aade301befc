import type { DeleteItemCommandInput, PutItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { ItemText } from '../codec/item-text';
import { isEmpty } from '../expressions/condition';
import type { ActionNode, ConditionNode } from '../expressions/nodes';
import { Placeholders, renderCondition, renderUpdate } from '../expressions/render';
import type { Item } from '../wire/attribute-value';
import { withText } from './text-part';

/** One write as plain data: sent alone, or as a part of a transaction. */
export type WriteOperation = PutOperation | UpdateOperation | DeleteOperation | CheckOperation;

interface Conditional {
  readonly tableName: string;
  readonly condition?: ConditionNode | undefined;
  /** Answer with the item as it was before. */
  readonly returnOld?: boolean | undefined;
}

export interface PutOperation extends Conditional {
  readonly kind: 'put';
  readonly item: ItemText;
}

export interface UpdateOperation extends Conditional {
  readonly kind: 'update';
  readonly key: Item;
  readonly actions: readonly ActionNode[];
}

export interface DeleteOperation extends Conditional {
  readonly kind: 'delete';
  readonly key: Item;
}

/** A condition on an item that is not written: only transactions have it. */
export interface CheckOperation extends Conditional {
  readonly kind: 'check';
  readonly key: Item;
  readonly condition: ConditionNode;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export function putInput(operation: PutOperation): PutItemCommandInput {
  const input = { TableName: operation.tableName, ...conditional(operation), ...old(operation) };
  return withText<PutItemCommandInput>(input, 'Item', operation.item.text);
}

/** The answer holds the whole item after the update. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export function updateInput(operation: UpdateOperation): UpdateItemCommandInput {
  return asSdk<UpdateItemCommandInput>({ ...updateParameters(operation), ReturnValues: 'ALL_NEW', ...old(operation) });
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export function deleteInput(operation: DeleteOperation): DeleteItemCommandInput {
  return asSdk<DeleteItemCommandInput>({
    TableName: operation.tableName,
    Key: operation.key,
    ...conditional(operation),
    ...old(operation),
  });
}

/** The same write inside TransactWriteItems, as text. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItem.html */
export function transactItem(operation: WriteOperation): string {
  switch (operation.kind) {
    case 'put':
      return `{"Put":${transactPut(operation)}}`;
    case 'update':
      // A transaction takes no update of nothing.
      if (operation.actions.length === 0) return conditionCheck(operation);
      return `{"Update":${JSON.stringify(updateParameters(operation))}}`;
    case 'delete':
      return `{"Delete":${JSON.stringify(deleteInput(operation))}}`;
    case 'check':
      return conditionCheck(operation);
  }
}

function transactPut(operation: PutOperation): string {
  const { tableName, item } = operation;
  const put = `{"TableName":${JSON.stringify(tableName)},"Item":${item.text}`;
  const more = conditional(operation);
  return more ? `${put},${JSON.stringify(more).slice(1)}` : `${put}}`;
}

function conditionCheck(operation: CheckOperation | UpdateOperation): string {
  const { tableName, key } = operation;
  return JSON.stringify({ ConditionCheck: { TableName: tableName, Key: key, ...conditional(operation) } });
}

function old({ returnOld }: Conditional): object | undefined {
  return returnOld ? { ReturnValues: 'ALL_OLD' } : undefined;
}

function updateParameters(operation: UpdateOperation): object {
  const placeholders = new Placeholders();
  const { actions, tableName } = operation;
  return {
    TableName: tableName,
    Key: operation.key,
    // A save of a record that did not change only looks whether the item is as it was.
    ...(actions.length > 0 && { UpdateExpression: renderUpdate(actions, placeholders, `update of ${tableName}`) }),
    ...conditional(operation, placeholders),
  };
}

/** With a condition, a refused write answers with the item that is stored: no second request to learn what it is. */
function conditional({ condition, tableName }: Conditional, shared?: Placeholders): object | undefined {
  if (!condition || isEmpty(condition)) return shared?.parameters();
  const placeholders = shared ?? new Placeholders();
  return {
    ConditionExpression: renderCondition(condition, placeholders, `condition on ${tableName}`),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ...placeholders.parameters(),
  };
}

/** Our items are the SDK's items: it only types them without the base64 form. */
const asSdk = <T>(input: object): T => input as T;
