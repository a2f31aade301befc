import { type AttributeType, type AttributeValue, typeOf } from '../../wire/attribute-value';
import type { Action, Assigned, Update } from '../expressions/bound';
import type { DocumentPath } from '../expressions/document-path';
import { invalid, ServiceError, validationError } from '../protocol/service-error';
import { attributeValue, map, string, structure } from '../protocol/shapes';
import { checkAttributeName, normalizeValue } from '../values/attribute-values';

/** The shape of `AttributeUpdates`. */
export const legacyUpdates = map(structure('AttributeValueUpdate', { Action: string, Value: attributeValue }));

/** `AttributeUpdates`: an action for each attribute. */
export type AttributeUpdates = Readonly<Record<string, { readonly Action?: string; readonly Value?: AttributeValue }>>;

const ADDED: readonly AttributeType[] = ['N', 'SS', 'NS', 'BS', 'L'];
const DELETED: readonly AttributeType[] = ['SS', 'NS', 'BS'];

/** `AttributeUpdates` as an update. Throws `ServiceError`. */
export function compileLegacyUpdates(updates: AttributeUpdates | undefined): Update {
  return Object.entries(updates ?? {}).map(([name, { Action = 'PUT', Value }]) => {
    checkAttributeName(name);
    if (Value) normalizeValue(Value, 1);
    return actionOf(name, Action, Value);
  });
}

/** The service's message for a type that does not fit an action of `AttributeUpdates`. */
export function inLegacyWords<T>(plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    const isAboutType = error instanceof ServiceError && error.kind === 'operand';
    throw isAboutType ? validationError('Type mismatch for attribute to update') : error;
  }
}

function actionOf(name: string, action: string, value: AttributeValue | undefined): Action {
  const path = [name];
  if (!value) {
    if (action === 'DELETE') return { section: 'REMOVE', path };
    throw invalid('Only DELETE action is allowed when no attribute value is specified');
  }
  if (action === 'PUT') return { section: 'SET', path, value: { kind: 'value', value } };
  const type = typeOf(value);
  if (action === 'DELETE') {
    if (!DELETED.includes(type)) throw invalid(`DELETE action with value is not supported for the type ${type}`);
    return { section: 'DELETE', path, value };
  }
  if (!ADDED.includes(type)) throw invalid(`ADD action is not supported for the type ${type}`);
  return type === 'L' ? appendTo(path, value) : { section: 'ADD', path, value };
}

/** `ADD` of a list appends to the stored one. Update expressions do not have this. */
function appendTo(path: DocumentPath, value: AttributeValue): Action {
  const old: Assigned = { kind: 'ifNotExists', path, fallback: { kind: 'value', value: { L: [] } } };
  return { section: 'SET', path, value: { kind: 'listAppend', first: old, second: { kind: 'value', value } } };
}
