import type { AttributeValue } from '../../wire/attribute-value';
import type { KeyCondition, KeyConditions, KeyOperator } from '../reading/key-conditions';
import { validationError } from '../service-error';
import { compileLegacyCondition, type LegacyCondition, type LegacyConditions, withLists } from './conditions';

const KEY_OPERATORS: ReadonlySet<string> = new Set(['EQ', 'LT', 'LE', 'GT', 'GE', 'BETWEEN', 'BEGINS_WITH']);

/** `KeyConditions`, checked. Throws `ValidationException`. */
export function legacyKeyConditions(conditions: LegacyConditions): KeyConditions {
  const entries = Object.entries(withLists(conditions));
  for (const [name, condition] of entries) compileLegacyCondition(name, condition);
  if (entries.length === 0 || entries.length > 2) throw validationError('Conditions can be of length 1 or 2 only');
  return new Map(entries.map(([name, condition]) => [name, keyCondition(condition)]));
}

function keyCondition({ ComparisonOperator = '', AttributeValueList = [] }: LegacyCondition): KeyCondition {
  if (!KEY_OPERATORS.has(ComparisonOperator)) {
    throw validationError('Attempted conditional constraint is not an indexable operation');
  }
  return { operator: ComparisonOperator as KeyOperator, values: AttributeValueList as readonly AttributeValue[] };
}
