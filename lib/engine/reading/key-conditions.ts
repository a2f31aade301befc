import type { AttributeValue } from '../../wire/attribute-value';
import type { Compared, Condition, Operand } from '../expressions/bound';
import { type ServiceError, validationError } from '../protocol/service-error';

/** The condition of a query on one key attribute. */
export type KeyOperator = 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BETWEEN' | 'BEGINS_WITH';

/** The operator (undefined for one that no index supports) and its values: one, or two for `BETWEEN`. */
export interface KeyCondition {
  readonly operator: KeyOperator | undefined;
  readonly values: readonly AttributeValue[];
}

/** Conditions by the name of the key attribute. */
export type KeyConditions = ReadonlyMap<string, KeyCondition>;

const OPERATORS = { '=': 'EQ', '<': 'LT', '<=': 'LE', '>': 'GT', '>=': 'GE' } as const;
const MIRRORED = { EQ: 'EQ', LT: 'GT', LE: 'GE', GT: 'LT', GE: 'LE' } as const;
const FUNCTIONS: Readonly<Record<string, string>> = {
  exists: 'attribute_exists',
  notExists: 'attribute_not_exists',
  type: 'attribute_type',
  contains: 'contains',
  or: 'OR',
  not: 'NOT',
  in: 'IN',
};

/** The conditions of a `KeyConditionExpression`, joined by `AND`. Throws `ValidationException` for anything else in it. */
export function keyConditionsOf(condition: Condition): KeyConditions {
  const conditions = new Map<string, KeyCondition>();
  for (const part of partsOf(condition)) {
    const [name, keyCondition] = keyConditionOf(part);
    if (conditions.has(name)) {
      throw invalid('KeyConditionExpressions must only contain one condition per key');
    }
    conditions.set(name, keyCondition);
  }
  return conditions;
}

function partsOf(condition: Condition): Condition[] {
  if (condition.kind === 'and') return [...partsOf(condition.left), ...partsOf(condition.right)];
  return [condition];
}

function keyConditionOf(condition: Condition): [string, KeyCondition] {
  switch (condition.kind) {
    case 'compare': {
      if (condition.comparator === '<>') throw invalidOperator('<>');
      const operator = OPERATORS[condition.comparator];
      const [name, values] = nameAndValues([condition.left, condition.right]);
      const isMirrored = condition.left.kind !== 'path';
      return [name, { operator: isMirrored ? MIRRORED[operator] : operator, values }];
    }
    case 'between': {
      requireFirst('BETWEEN', condition.operand);
      const [name, values] = nameAndValues([condition.operand, condition.lower, condition.upper]);
      return [name, { operator: 'BETWEEN', values }];
    }
    case 'beginsWith': {
      requireFirst('begins_with', condition.operand);
      const [name, values] = nameAndValues([condition.operand, condition.sought]);
      return [name, { operator: 'BEGINS_WITH', values }];
    }
    default:
      throw invalidOperator(FUNCTIONS[condition.kind] ?? condition.kind);
  }
}

function nameAndValues(operands: readonly Compared[]): [string, AttributeValue[]] {
  let name: string | undefined;
  const values: AttributeValue[] = [];
  for (const operand of operands) {
    if (operand.kind === 'size' || operand.kind === 'outcome') throw nestedOperation();
    if (operand.kind === 'value') {
      values.push(operand.value);
      continue;
    }
    if (name !== undefined) throw invalidCondition('Multiple attribute names used in one condition');
    if (operand.path.length > 1) {
      throw invalid('KeyConditionExpressions cannot have conditions on nested attributes');
    }
    name = String(operand.path[0]);
  }
  if (name === undefined) throw invalidCondition('No key attribute specified');
  return [name, values];
}

function nestedOperation(): ServiceError {
  return invalid('KeyConditionExpressions cannot contain nested operations');
}

function requireFirst(operator: string, operand: Operand): void {
  if (operand.kind === 'path') return;
  if (operand.kind === 'size') throw nestedOperation();
  throw invalidCondition(`${operator} operator must have the key attribute as its first operand`);
}

function invalidOperator(operator: string): ServiceError {
  return invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function invalidCondition(problem: string): ServiceError {
  return invalid(`Invalid condition in KeyConditionExpression: ${problem}`);
}

function invalid(message: string): ServiceError {
  return validationError(`Invalid KeyConditionExpression: ${message}`);
}
