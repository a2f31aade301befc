import type { DeleteItemCommandInput, PutItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { ItemText } from '../codec/item-text';
import { isEmpty } from '../expressions/condition';
import type { ActionNode, ConditionNode } from '../expressions/nodes';
import { Placeholders, renderCondition, renderUpdate } from '../expressions/render';
import { copyOfItem, type Item } from '../wire/attribute-value';
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

/** An input that is being made, name by name: spreads are slower, and a transaction makes up to a hundred. */
interface Input {
  TableName?: string;
  Key?: Item;
  UpdateExpression?: string;
  ConditionExpression?: string | undefined;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD';
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
  ReturnValues?: 'ALL_OLD' | 'ALL_NEW';
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export function putInput(operation: PutOperation): PutItemCommandInput {
  const { tableName, item, returnOld } = operation;
  const input: Input = { TableName: tableName };
  addCondition(input, operation);
  if (returnOld) input.ReturnValues = 'ALL_OLD';
  return withText<PutItemCommandInput>(input, 'Item', item.text);
}

/** The answer holds the whole item after the update. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export function updateInput(operation: UpdateOperation): UpdateItemCommandInput {
  const input = updateParameters(operation);
  input.ReturnValues = operation.returnOld ? 'ALL_OLD' : 'ALL_NEW';
  return asSdk<UpdateItemCommandInput>(input);
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export function deleteInput(operation: DeleteOperation): DeleteItemCommandInput {
  const input = keyParameters(operation);
  addCondition(input, operation);
  if (operation.returnOld) input.ReturnValues = 'ALL_OLD';
  return asSdk<DeleteItemCommandInput>(input);
}

/**
 * Writes the operations of one TransactWriteItems as text. Puts mostly have a table, and a condition, in common: these become text once.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItem.html
 */
export function transactWriter(): (operation: WriteOperation) => string {
  let last: PutOperation | undefined;
  let before = '';
  let after = '';
  return operation => {
    if (operation.kind !== 'put') return transactItem(operation);
    if (operation.tableName !== last?.tableName || operation.condition !== last.condition) {
      before = `{"Put":{"TableName":${JSON.stringify(operation.tableName)},"Item":`;
      after = `${restOfPut(operation)}}`;
    }
    last = operation;
    return before + operation.item.text + after;
  };
}

function transactItem(operation: Exclude<WriteOperation, PutOperation>): string {
  switch (operation.kind) {
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

/** What comes after the item. */
function restOfPut(operation: PutOperation): string {
  if (!isConditional(operation)) return '}';
  const more: Input = {};
  addCondition(more, operation);
  return `,${JSON.stringify(more).slice(1)}`;
}

function conditionCheck(operation: CheckOperation | UpdateOperation): string {
  const input = keyParameters(operation);
  addCondition(input, operation);
  return JSON.stringify({ ConditionCheck: input });
}

function keyParameters({ tableName, key }: UpdateOperation | DeleteOperation | CheckOperation): Input {
  return { TableName: tableName, Key: copyOfItem(key) };
}

function updateParameters(operation: UpdateOperation): Input {
  const { actions, tableName } = operation;
  const placeholders = new Placeholders();
  const input = keyParameters(operation);
  // A save of a record that did not change only looks whether the item is as it was.
  if (actions.length > 0) input.UpdateExpression = renderUpdate(actions, placeholders, `update of ${tableName}`);
  if (isConditional(operation)) renderInto(input, operation, placeholders);
  placeholders.addTo(input);
  return input;
}

function isConditional(operation: Conditional): operation is Conditional & { readonly condition: ConditionNode } {
  return operation.condition !== undefined && !isEmpty(operation.condition);
}

function addCondition(input: Input, operation: Conditional): void {
  if (!isConditional(operation)) return;
  const placeholders = new Placeholders();
  renderInto(input, operation, placeholders);
  placeholders.addTo(input);
}

/** With a condition, a refused write answers with the item that is stored: no second request to learn what it is. */
function renderInto(
  input: Input,
  { condition, tableName }: Conditional & { readonly condition: ConditionNode },
  placeholders: Placeholders,
): void {
  input.ConditionExpression = renderCondition(condition, placeholders, `condition on ${tableName}`);
  input.ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
}

/** Our items are the SDK's items: it only types them without the base64 form. */
const asSdk = <T>(input: object): T => input as T;
