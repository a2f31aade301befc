import type { Item } from '../../wire/attribute-value';
import type { Update } from '../expressions/bound';
import { compileUpdate } from '../expressions/compile';
import { checkParameterKinds, type ParameterKinds, placeholdersOf } from '../expressions/expression-parameters';
import { project, projectionOf } from '../expressions/projection';
import { legacyConditionMembers } from '../legacy/conditions';
import { type AttributeUpdates, compileLegacyUpdates, inLegacyWords, legacyUpdates } from '../legacy/updates';
import { Constraints, RETURN_VALUES } from '../protocol/constraints';
import { enveloped, plainly } from '../protocol/service-error';
import { attributes, string, structure, writeMembers } from '../protocol/shapes';
import { normalizeAttributes } from '../values/attribute-values';
import { checkWriteEnums, costOf, guardOf, type ReturnValues, type WriteRequest } from '../writing/write-request';
import { commit, type PlannedWrite, planUpdate } from '../writing/writes';
import { operation } from './operation';

interface UpdateItemRequest extends WriteRequest {
  readonly Key: Item;
  readonly UpdateExpression?: string;
  readonly AttributeUpdates?: AttributeUpdates;
}

const ACTIONS = ['ADD', 'DELETE', 'PUT'];

const shape = structure('UpdateItemInput', {
  ...writeMembers,
  ...legacyConditionMembers,
  Key: attributes,
  UpdateExpression: string,
  AttributeUpdates: legacyUpdates,
});

export const updateItem = operation<UpdateItemRequest>('UpdateItem', shape, (database, request) => {
  new Constraints().tableName(request.TableName).check();
  const constraints = new Constraints()
    .required('key', request.Key)
    .oneOf('returnValues', request.ReturnValues, RETURN_VALUES);
  for (const [name, { Action }] of Object.entries(request.AttributeUpdates ?? {})) {
    constraints.oneOf(`attributeUpdates.${name}.member.action`, Action, ACTIONS);
  }
  constraints.check();
  checkWriteEnums(new Constraints(), request).check();
  const { update, guard } = enveloped(() => {
    checkParameterKinds(request, parameterKinds(request));
    plainly(() => normalizeAttributes(request.Key));
    const placeholders = placeholdersOf(request, true);
    const checked = {
      update:
        request.UpdateExpression === undefined
          ? plainly(() => compileLegacyUpdates(request.AttributeUpdates))
          : compileUpdate(request.UpdateExpression, placeholders),
      guard: guardOf(request, placeholders),
    };
    placeholders.checkAllUsed();
    return checked;
  });

  const table = database.table(request.TableName);
  const plan = () => planUpdate(table, request.Key, update, guard);
  const write = request.AttributeUpdates ? inLegacyWords(plan) : plan();
  commit(database, write);
  return {
    Attributes: returned(request.ReturnValues, write, update),
    ...costOf(request, table, write),
  };
});

function returned(returnValues: ReturnValues | undefined, write: PlannedWrite, update: Update): Item | undefined {
  if (returnValues === 'ALL_OLD') return write.before?.attributes;
  if (returnValues === 'ALL_NEW') return write.after?.attributes;
  if (returnValues === 'UPDATED_OLD') return touchedBy(update, write.before?.attributes);
  if (returnValues === 'UPDATED_NEW') return touchedBy(update, write.after?.attributes);
  return undefined;
}

/** The values at the paths of an update; undefined if there are none. */
function touchedBy(update: Update, item: Item | undefined): Item | undefined {
  if (!item) return undefined;
  const touched = project(item, projectionOf(update.map(({ path }) => path)));
  return Object.keys(touched).length > 0 ? touched : undefined;
}

function parameterKinds({
  UpdateExpression,
  ConditionExpression,
  AttributeUpdates,
  Expected,
  ConditionalOperator,
}: UpdateItemRequest): ParameterKinds {
  return {
    expressions: { UpdateExpression, ConditionExpression },
    legacy: { AttributeUpdates, Expected, ConditionalOperator },
  };
}
