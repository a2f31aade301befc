import type { Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';
import type { Condition } from '../expressions/bound';
import { compileCondition, compileUpdate } from '../expressions/compile';
import { type ExpressionParameters, placeholdersOf } from '../expressions/expression-parameters';
import type { Placeholders } from '../expressions/placeholders';
import { type Constraints, RETURN_ON_FAILURE } from '../protocol/constraints';
import { validationError } from '../protocol/service-error';
import { attributes, expressionMembers, string, structure } from '../protocol/shapes';
import { checkItemKey, checkKey } from '../storage/keys';
import type { Table } from '../tables/table';
import { normalizeAttributes } from '../values/attribute-values';
import { checkItemSize } from '../writing/item-size';
import { type Guard, type PlannedWrite, planDelete, planPut, planUpdate } from '../writing/writes';

interface ActionRequest extends ExpressionParameters {
  readonly TableName: string;
  readonly ConditionExpression?: string;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}

type PutRequest = ActionRequest & { readonly Item: Item };
type KeyRequest = ActionRequest & { readonly Key: Item };
type UpdateRequest = KeyRequest & { readonly UpdateExpression: string };

/** One action of a transaction: exactly one of its members. */
export interface TransactWriteItem {
  readonly Put?: PutRequest;
  readonly Update?: UpdateRequest;
  readonly Delete?: KeyRequest;
  readonly ConditionCheck?: KeyRequest;
}

/** An action after all checks that do not need its table. */
export interface CompiledAction {
  readonly kind: keyof TransactWriteItem;
  readonly tableName: string;
  /** The item or the key of the action. */
  readonly subject: Item;
  /** The size that counts towards the limit of 4 MB. */
  readonly bytes: number;
  /** Refuses a key that the table cannot have. */
  checkKey(table: Table): void;
  plan(table: Table): PlannedWrite;
}

const shared = {
  TableName: string,
  ConditionExpression: string,
  ReturnValuesOnConditionCheckFailure: string,
  ...expressionMembers,
};

export const transactWriteItemShape = structure('TransactWriteItem', {
  Put: structure('Put', { ...shared, Item: attributes }),
  Update: structure('Update', { ...shared, Key: attributes, UpdateExpression: string }),
  Delete: structure('Delete', { ...shared, Key: attributes }),
  ConditionCheck: structure('ConditionCheck', { ...shared, Key: attributes }),
});

/** The model's constraints on one action. */
export function checkActionConstraints(constraints: Constraints, item: TransactWriteItem, at: string): void {
  if (item.Put) constraints.required(`${at}.put.item`, item.Put.Item);
  if (item.Update) {
    constraints.required(`${at}.update.key`, item.Update.Key);
    constraints.required(`${at}.update.updateExpression`, item.Update.UpdateExpression);
  }
  if (item.Delete) constraints.required(`${at}.delete.key`, item.Delete.Key);
  if (item.ConditionCheck) {
    constraints.required(`${at}.conditionCheck.key`, item.ConditionCheck.Key);
    constraints.required(`${at}.conditionCheck.conditionExpression`, item.ConditionCheck.ConditionExpression);
  }
  for (const [kind, request] of actionsIn(item)) {
    const member = `${at}.${kind[0]?.toLowerCase()}${kind.slice(1)}`;
    constraints.tableName(request.TableName, `${member}.tableName`);
    constraints.oneOf(
      `${member}.returnValuesOnConditionCheckFailure`,
      request.ReturnValuesOnConditionCheckFailure,
      RETURN_ON_FAILURE,
    );
  }
}

/** Checks an action as far as possible without its table. Throws `ServiceError`. */
export function compileAction(item: TransactWriteItem): CompiledAction {
  const kinds = actionsIn(item).length;
  if (kinds !== 1) {
    throw validationError(
      kinds === 0
        ? 'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request'
        : 'TransactItems can only contain one of Check, Put, Update or Delete',
    );
  }
  if (item.Put) return compilePut(item.Put);
  if (item.Update) return compileUpdateAction(item.Update);
  if (item.Delete) return compileDelete(item.Delete);
  return compileCheck(item.ConditionCheck as KeyRequest);
}

function compilePut(request: PutRequest): CompiledAction {
  normalizeAttributes(request.Item);
  checkItemSize(request.Item);
  const guard = guardOf(request);
  return compiled('Put', request, request.Item, table => planPut(table, request.Item, guard));
}

function compileUpdateAction(request: UpdateRequest): CompiledAction {
  normalizeAttributes(request.Key);
  const placeholders = placeholdersOf(request);
  const update = compileUpdate(request.UpdateExpression, placeholders);
  const guard = guardWith(request, conditionOf(request, placeholders));
  placeholders.checkAllUsed();
  return compiled('Update', request, request.Key, table => planUpdate(table, request.Key, update, guard));
}

function compileDelete(request: KeyRequest): CompiledAction {
  normalizeAttributes(request.Key);
  const guard = guardOf(request);
  return compiled('Delete', request, request.Key, table => planDelete(table, request.Key, guard));
}

/** A check is planned like a delete that is then not carried out. */
function compileCheck(request: KeyRequest): CompiledAction {
  return { ...compileDelete(request), kind: 'ConditionCheck' };
}

function compiled(
  kind: CompiledAction['kind'],
  request: ActionRequest,
  subject: Item,
  plan: CompiledAction['plan'],
): CompiledAction {
  const values = request.ExpressionAttributeValues ?? {};
  const bytes = itemSize(subject) + itemSize(values);
  const checkKeys = kind === 'Put' ? checkItemKey : checkKey;
  return { kind, tableName: request.TableName, subject, bytes, checkKey: ({ keys }) => checkKeys(subject, keys), plan };
}

/** Unlike elsewhere, names and values may be given without an expression. */
function guardOf(request: ActionRequest): Guard {
  const placeholders = placeholdersOf(request);
  const condition = conditionOf(request, placeholders);
  if (condition) placeholders.checkAllUsed();
  return guardWith(request, condition);
}

function conditionOf({ ConditionExpression }: ActionRequest, placeholders: Placeholders): Condition | undefined {
  if (ConditionExpression === undefined) return undefined;
  return compileCondition('ConditionExpression', ConditionExpression, placeholders);
}

function guardWith(request: ActionRequest, condition: Condition | undefined): Guard {
  return { condition, showItem: request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' };
}

function actionsIn(item: TransactWriteItem): [keyof TransactWriteItem, ActionRequest][] {
  const kinds: (keyof TransactWriteItem)[] = ['Put', 'Update', 'Delete', 'ConditionCheck'];
  return kinds.flatMap(kind => (item[kind] ? [[kind, item[kind]]] : []));
}
