import type { AttributeValue } from '../../wire/attribute-value';
import { validationError } from '../protocol/service-error';
import type { KeyCondition, KeyConditions, KeyOperator } from '../reading/key-conditions';
import { compileLegacyCondition, type LegacyCondition, type LegacyConditions, withLists } from './conditions';

const KEY_OPERATORS: readonly KeyOperator[] = ['EQ', 'LT', 'LE', 'GT', 'GE', 'BETWEEN', 'BEGINS_WITH'];

/** `KeyConditions`, each checked as a condition. Throws `ValidationException`. */
export function legacyKeyConditions(conditions: LegacyConditions): KeyConditions {
  const entries = Object.entries(withLists(conditions));
  for (const [name, condition] of entries) compileLegacyCondition(name, condition);
  if (entries.length === 0) throw validationError('Conditions must be at least length 1');
  return new Map(entries.map(([name, condition]) => [name, keyCondition(condition)]));
}

function keyCondition({ ComparisonOperator, AttributeValueList = [] }: LegacyCondition): KeyCondition {
  const operator = KEY_OPERATORS.find(known => known === ComparisonOperator);
  return { operator, values: AttributeValueList as readonly AttributeValue[] };
}
