import { type AttributeValue, typeOf } from '../../../wire/attribute-value';
import { equalValues } from '../../../wire/equality';
import { compareValues } from '../../../wire/order';
import type { Compared, Condition, Operand } from '../../expressions/bound';
import type { KeyCondition } from '../../reading/key-conditions';
import { type QueryRange, queryRange } from '../../reading/query-range';
import type { Source } from '../../reading/source';
import type { KeyAttribute } from '../../storage/key-schema';
import type { Range } from '../../storage/ordered-map';
import { checkKeyValue, equalityOf } from './item-key';

/** What a condition requires of a key: a partition, if it names one, and conditions on the sort key. */
interface Box {
  readonly partition?: AttributeValue;
  readonly sorts: readonly KeyCondition[];
}

/** The keys of a source. PartiQL does not support several attributes on one side. */
interface Keys {
  readonly partition: KeyAttribute;
  readonly sort: KeyAttribute | undefined;
}

/** The order of rows; undefined if the statement has none. */
export interface RangeOrder {
  readonly partition: 'up' | 'down' | undefined;
  readonly sort: 'up' | 'down' | undefined;
}

const OPERATORS = { '=': 'EQ', '<': 'LT', '<=': 'LE', '>': 'GT', '>=': 'GE' } as const;
const MIRRORED = { EQ: 'EQ', LT: 'GT', LE: 'GE', GT: 'LT', GE: 'LE' } as const;
/** More boxes than this cost more than they save. */
const MAX_BOXES = 10_000;
const ANYWHERE: readonly Box[] = [{ sorts: [] }];

/**
 * The ranges of a source that contain all items that meet a condition, in the order of reading; undefined if they may be anywhere. Throws
 * `ValidationException` for values that the keys cannot have.
 */
export function keyRanges(source: Source, condition: Condition | undefined, order: RangeOrder): Range[] | undefined {
  const keys = { partition: source.keys.partition[0] as KeyAttribute, sort: source.keys.sort[0] };
  const boxes = condition ? boxesOf(condition, keys) : ANYWHERE;
  if (boxes.some(({ partition }) => partition === undefined)) return undefined;
  for (const box of boxes) checkBox(box, keys);
  return merge(
    inOrder(boxes, order).map(box => rangeOf(source, keys, box)),
    order,
  );
}

function boxesOf(condition: Condition, keys: Keys): readonly Box[] {
  switch (condition.kind) {
    case 'and':
      return intersect(boxesOf(condition.left, keys), boxesOf(condition.right, keys));
    case 'or':
      return unite(boxesOf(condition.left, keys), boxesOf(condition.right, keys));
    case 'in':
      return candidateBoxes(condition.operand, condition.candidates, keys);
    case 'compare': {
      const equality = equalityOf(condition);
      if (equality?.name === keys.partition.name) return [{ partition: equality.value, sorts: [] }];
      if (condition.comparator === '<>') return ANYWHERE;
      const operator = OPERATORS[condition.comparator];
      return condition.left.kind === 'path'
        ? sortBox(keys, operator, condition.left, [condition.right])
        : sortBox(keys, MIRRORED[operator], condition.right, [condition.left]);
    }
    case 'between':
      return sortBox(keys, 'BETWEEN', condition.operand, [condition.lower, condition.upper]);
    case 'beginsWith':
      return sortBox(keys, 'BEGINS_WITH', condition.operand, [condition.sought]);
    default:
      return ANYWHERE;
  }
}

function candidateBoxes(operand: Compared, candidates: readonly Operand[], keys: Keys): readonly Box[] {
  const values = candidates.flatMap(candidate => (candidate.kind === 'value' ? [candidate.value] : []));
  if (values.length < candidates.length) return ANYWHERE;
  if (isAttribute(operand, keys.partition)) return sorted(values).map(partition => ({ partition, sorts: [] }));
  if (!isAttribute(operand, keys.sort)) return ANYWHERE;
  return values.map(value => ({ sorts: [{ operator: 'EQ', values: [value] }] }));
}

function sortBox(
  { sort }: Keys,
  operator: KeyCondition['operator'],
  operand: Compared,
  operands: readonly Compared[],
): readonly Box[] {
  const values = operands.flatMap(each => (each.kind === 'value' ? [each.value] : []));
  if (!isAttribute(operand, sort) || values.length < operands.length) return ANYWHERE;
  return [{ sorts: [{ operator, values }] }];
}

function isAttribute(operand: Compared, attribute: KeyAttribute | undefined): boolean {
  return operand.kind === 'path' && operand.path.length === 1 && operand.path[0] === attribute?.name;
}

function unite(left: readonly Box[], right: readonly Box[]): readonly Box[] {
  const boxes = [...left, ...right];
  return boxes.some(({ partition, sorts }) => !partition && sorts.length === 0) ? ANYWHERE : boxes;
}

function intersect(left: readonly Box[], right: readonly Box[]): readonly Box[] {
  if (left.length * right.length > MAX_BOXES) return left;
  return left.flatMap(one =>
    right.flatMap(two => {
      if (one.partition && two.partition && !equalValues(one.partition, two.partition)) return [];
      return [{ partition: one.partition ?? two.partition, sorts: [...one.sorts, ...two.sorts] }];
    }),
  );
}

function checkBox({ partition, sorts }: Box, keys: Keys): void {
  checkKeyValue(keys.partition, partition as AttributeValue);
  for (const { values } of sorts) for (const value of values) checkKeyValue(keys.sort as KeyAttribute, value);
}

function inOrder(boxes: readonly Box[], { partition: direction }: RangeOrder): readonly Box[] {
  if (!direction) return boxes;
  const sign = direction === 'up' ? 1 : -1;
  return [...boxes].sort(
    (one, two) => sign * compareValues(one.partition as AttributeValue, two.partition as AttributeValue),
  );
}

function sorted(values: readonly AttributeValue[]): readonly AttributeValue[] {
  const isUniform = values.every(value => typeOf(value) === typeOf(values[0] as AttributeValue));
  const isOrdered = values.every(value => 'S' in value || 'N' in value || 'B' in value);
  return isUniform && isOrdered ? [...values].sort(compareValues) : values;
}

/** The part of its partition that meets all conditions on the sort key. */
function rangeOf(source: Source, keys: Keys, { partition, sorts }: Box): QueryRange {
  const equality: KeyCondition = { operator: 'EQ', values: [partition as AttributeValue] };
  let range = queryRange(source, new Map([[keys.partition.name, equality]]));
  for (const sort of sorts) {
    const conditions = new Map([
      [keys.partition.name, equality],
      [keys.sort?.name as string, sort],
    ]);
    const { from, to } = queryRange(source, conditions);
    range = { ...range, from: from > range.from ? from : range.from, to: to < range.to ? to : range.to };
  }
  return range;
}

/** Partitions in the order of their first occurrence, with the ranges of each in the order of the sort key, without duplicates. */
function merge(ranges: readonly QueryRange[], { sort }: RangeOrder): Range[] {
  const byPartition = new Map<string, { from: string; to: string }[]>();
  for (const { partition, from, to } of ranges) {
    if (!byPartition.has(partition)) byPartition.set(partition, []);
    if (from < to) byPartition.get(partition)?.push({ from, to });
  }
  const reverse = sort === 'down';
  return [...byPartition.values()].flatMap(parts => {
    const joined: { from: string; to: string }[] = [];
    for (const part of parts.sort((one, two) => (one.from < two.from ? -1 : 1))) {
      const last = joined.at(-1);
      if (!last || part.from > last.to) joined.push({ ...part });
      else if (part.to > last.to) last.to = part.to;
    }
    const inDirection = reverse ? joined.reverse() : joined;
    return inDirection.map(({ from, to }) => ({ from, to, reverse }));
  });
}
