import { type AttributeType, type AttributeValue, typeOf } from '../../wire/attribute-value';
import { compareValues } from '../../wire/order';
import type { Condition, Operand } from '../expressions/bound';
import type { Comparator } from '../expressions/syntax';
import { invalid, validationError } from '../protocol/service-error';
import { attributeValue, boolean, list, map, string, structure } from '../protocol/shapes';
import type { KeyCondition, KeyConditions, KeyOperator } from '../reading/key-conditions';
import { checkAttributeName, normalizeValue } from '../values/attribute-values';

/** Legacy members of write requests, older than expressions. */
export const legacyConditionMembers = {
  ConditionalOperator: string,
  Expected: map(
    structure('ExpectedAttributeValue', {
      Value: attributeValue,
      Exists: boolean,
      ComparisonOperator: string,
      AttributeValueList: list(attributeValue),
    }),
  ),
};

/** `KeyConditions`, `QueryFilter` and `ScanFilter`. */
export const legacyFilter = map(
  structure('Condition', { ComparisonOperator: string, AttributeValueList: list(attributeValue) }),
);

/** How several legacy conditions are joined. */
export type ConditionalOperator = 'AND' | 'OR';

/** One condition of `Expected`, or of a legacy filter, which has no `Value` and no `Exists`. */
export interface LegacyCondition {
  readonly Value?: AttributeValue;
  readonly Exists?: boolean;
  readonly ComparisonOperator?: string;
  readonly AttributeValueList?: readonly AttributeValue[];
}

/** Conditions by the name of their attribute. */
export type LegacyConditions = Readonly<Record<string, LegacyCondition>>;

const SCALARS: readonly AttributeType[] = ['S', 'N', 'B'];
/** How many values an operator takes, and of which types. Default: every type. */
const OPERATORS: Readonly<Record<string, { count: readonly [number, number]; types?: readonly AttributeType[] }>> = {
  EQ: { count: [1, 1] },
  NE: { count: [1, 1] },
  LE: { count: [1, 1], types: SCALARS },
  LT: { count: [1, 1], types: SCALARS },
  GE: { count: [1, 1], types: SCALARS },
  GT: { count: [1, 1], types: SCALARS },
  NOT_NULL: { count: [0, 0] },
  NULL: { count: [0, 0] },
  CONTAINS: { count: [1, 1], types: [...SCALARS, 'BOOL', 'NULL'] },
  NOT_CONTAINS: { count: [1, 1], types: [...SCALARS, 'BOOL', 'NULL'] },
  BEGINS_WITH: { count: [1, 1], types: ['S', 'B'] },
  IN: { count: [1, Number.POSITIVE_INFINITY], types: SCALARS },
  BETWEEN: { count: [2, 2], types: SCALARS },
};

/** The names of the operators, in the order of the service's messages. */
export const COMPARISON_OPERATORS = [
  'IN',
  'NULL',
  'BETWEEN',
  'LT',
  'NOT_CONTAINS',
  'EQ',
  'GT',
  'NOT_NULL',
  'NE',
  'LE',
  'BEGINS_WITH',
  'GE',
  'CONTAINS',
];

const COMPARATORS: Readonly<Record<string, Comparator>> = { EQ: '=', NE: '<>', LE: '<=', LT: '<', GE: '>=', GT: '>' };

/** `Expected`, or a legacy filter, as a condition. Throws `ServiceError`. */
export function compileLegacyConditions(
  conditions: LegacyConditions | undefined,
  operator: ConditionalOperator | undefined,
): Condition | undefined {
  const names = Object.keys(conditions ?? {});
  if (!conditions || names.length === 0) {
    if (operator === undefined) return undefined;
    throw validationError('ConditionalOperator cannot be used without Filter or Expected');
  }
  const compiled = names.map(name => compileLegacyCondition(name, conditions[name] as LegacyCondition));
  if (operator !== undefined && names.length === 1) {
    throw validationError('ConditionalOperator can only be used when Filter or Expected has two or more elements');
  }
  return joined(operator === 'OR' ? 'or' : 'and', compiled);
}

/** Joins them in halves: one by one, thousands of conditions would overflow the call stack. */
function joined(kind: 'and' | 'or', conditions: readonly Condition[]): Condition {
  if (conditions.length === 1) return conditions[0]!;
  const middle = conditions.length >> 1;
  return { kind, left: joined(kind, conditions.slice(0, middle)), right: joined(kind, conditions.slice(middle)) };
}

/** `QueryFilter` or `ScanFilter` as a condition. Their conditions only have lists of values. */
export function compileLegacyFilter(
  filter: LegacyConditions | undefined,
  operator: ConditionalOperator | undefined,
): Condition | undefined {
  return compileLegacyConditions(filter && withLists(filter), operator);
}

/** The same conditions, each with a list of values, possibly empty. */
function withLists(conditions: LegacyConditions): LegacyConditions {
  const entries = Object.entries(conditions);
  return Object.fromEntries(
    entries.map(([name, { ComparisonOperator, AttributeValueList = [] }]) => [
      name,
      { ComparisonOperator, AttributeValueList },
    ]),
  );
}

/** One legacy condition, checked. */
function compileLegacyCondition(name: string, condition: LegacyCondition): Condition {
  const { Value, Exists, ComparisonOperator, AttributeValueList } = condition;
  const problem = problemOf(condition);
  if (problem) throw invalid(`${problem} for Attribute: ${name}`);
  checkAttributeName(name);
  if (Value) normalizeValue(Value, 1);
  for (const value of AttributeValueList ?? []) normalizeValue(value, 1);
  if (ComparisonOperator) return compare(name, ComparisonOperator, AttributeValueList ?? (Value ? [Value] : []));
  if (Exists === false) return { kind: 'notExists', path: [name] };
  return compare(name, 'EQ', [Value as AttributeValue]);
}

function problemOf({ Value, Exists, ComparisonOperator, AttributeValueList }: LegacyCondition): string | undefined {
  if (AttributeValueList && Value) return 'Value and AttributeValueList cannot be used together';
  if (ComparisonOperator === undefined) {
    if (AttributeValueList) return 'AttributeValueList can only be used with a ComparisonOperator';
    if (Exists === false) return Value && 'Value cannot be used when Exists is false';
    return Value ? undefined : `Value must be provided when Exists is ${Exists === undefined ? 'null' : Exists}`;
  }
  if (Exists !== undefined) return 'Exists and ComparisonOperator cannot be used together';
  if (ComparisonOperator !== 'NULL' && ComparisonOperator !== 'NOT_NULL' && !Value && !AttributeValueList) {
    return `Value or AttributeValueList must be used with ComparisonOperator: ${ComparisonOperator}`;
  }
  return undefined;
}

function compare(name: string, operator: string, values: readonly AttributeValue[]): Condition {
  checkValues(operator, values);
  const operand: Operand = { kind: 'path', path: [name] };
  const [first, second] = values.map((value): Operand => ({ kind: 'value', value })) as [Operand, Operand];
  const comparator = COMPARATORS[operator];
  if (comparator) return { kind: 'compare', comparator, left: operand, right: first };
  switch (operator) {
    case 'NULL':
      return { kind: 'notExists', path: [name] };
    case 'NOT_NULL':
      return { kind: 'exists', path: [name] };
    case 'IN':
      return { kind: 'in', operand, candidates: values.map(value => ({ kind: 'value', value })) };
    case 'BETWEEN':
      return { kind: 'between', operand, lower: first, upper: second };
    case 'BEGINS_WITH':
      return { kind: 'beginsWith', operand, sought: first };
    case 'CONTAINS':
      return { kind: 'contains', operand, sought: first };
    default:
      return notContains(operand, name, first);
  }
}

/** Unlike `NE`, this is false for an absent attribute. */
function notContains(operand: Operand, name: string, sought: Operand): Condition {
  const lacks: Condition = { kind: 'not', condition: { kind: 'contains', operand, sought } };
  return { kind: 'and', left: { kind: 'exists', path: [name] }, right: lacks };
}

function checkValues(operator: string, values: readonly AttributeValue[]): void {
  const { count, types } = OPERATORS[operator] ?? { count: [1, 1] };
  if (values.length < count[0] || values.length > count[1]) {
    throw invalid(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  }
  const [first] = values;
  const wrong = types && values.find(value => !types.includes(typeOf(value)));
  if (wrong) {
    throw invalid(`ComparisonOperator ${operator} is not valid for ${typeOf(wrong)} AttributeValue type`);
  }
  if (first && values.some(value => typeOf(value) !== typeOf(first))) {
    throw invalid('AttributeValues inside AttributeValueList must be of same type');
  }
  if (operator === 'BETWEEN' && compareValues(first as AttributeValue, values[1] as AttributeValue) > 0) {
    throw validationError(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    );
  }
}

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
