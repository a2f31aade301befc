import { encodedPart } from '../entity/encoded-part';
import { encodeKey, requireKey } from '../entity/key';
import { ValidationError } from '../errors/usage-errors';
import { combineNodes } from '../expressions/condition';
import type { ConditionNode, OperandNode } from '../expressions/nodes';
import type { PartCondition } from '../keys/range';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import { isBuilt } from '../metadata/class-keys';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { AttributeValue } from '../wire/attribute-value';
import { type AccessPath, describePath } from './access-path';
import type { PartRange, Wanted } from './shared-reads';
import { SHARED_READS } from './shared-reads-part';

/** The key condition: the given parts are equal, and the caller's conditions on what is left of the sort key. */
export function keyCondition(
  metadata: EntityMetadata,
  path: AccessPath,
  key: Readonly<Record<string, unknown>>,
  where: ConditionNode | undefined,
): ConditionNode {
  const values = new Map<string, AttributeValue>();
  for (const part of [...path.partitionParts, ...path.sortParts]) {
    if (part.property in key) values.set(part.name, partValue(metadata, path, part, key[part.property]));
  }
  const ranges = where ? sortConditions(metadata, path, values, where) : [];
  for (const { name, condition } of ranges) if (condition.kind === '=') values.set(name, condition.value);
  const range = ranges.find(({ condition }) => condition.kind !== '=');
  const nodes: ConditionNode[] = [];
  for (const attribute of [...path.partitionKeys, ...path.sortKeys]) {
    const condition = conditionOn(metadata, attribute, { values, range });
    if (condition) nodes.push(nodeOf(attribute.name, condition));
    // DynamoDB takes conditions on a sort key of several attributes from the left.
    if (condition?.kind !== '=') break;
  }
  return combineNodes('and', nodes);
}

/** The stored form of a given part. */
function partValue(
  metadata: EntityMetadata,
  path: AccessPath,
  part: AttributeMetadata,
  value: unknown,
): AttributeValue {
  const isKey = (keys: readonly AttributeMetadata[]) => keys.some(({ name }) => name === part.name);
  if (isKey(path.partitionKeys)) return encodeKey(metadata, part, 'partition', value);
  if (isKey(path.sortKeys)) return encodeKey(metadata, part, 'sort', value);
  requireKey(metadata, part, value);
  return encodedPart(metadata, part, value)!;
}

function conditionOn(metadata: EntityMetadata, key: AttributeMetadata, wanted: Wanted): PartCondition | undefined {
  if (isBuilt(key)) return SHARED_READS.of(metadata)!.conditionOnBuilt(metadata, key, wanted);
  const value = wanted.values.get(key.name);
  if (value) return { kind: '=', value };
  return wanted.range?.name === key.name ? wanted.range.condition : undefined;
}

/** The conditions of a `where`, in the order of the sort key. `values` has what the key gives of it. */
function sortConditions(
  { className }: EntityMetadata,
  path: AccessPath,
  values: ReadonlyMap<string, AttributeValue>,
  where: ConditionNode,
): PartRange[] {
  const names = [...path.partitionParts, ...path.sortParts].map(({ name }) => name);
  const byName = new Map<string, PartRange>();
  for (const node of conjuncts(where)) {
    const wanted = partRange(node);
    if (!wanted || !names.includes(wanted.name)) {
      throw ValidationError.misuse(
        `${className}: where() takes =, <, <=, >, >=, between or beginsWith on the sort key of ${describePath(path)}: ` +
          'for anything else use filter(), or choose an index',
      );
    }
    if (byName.has(wanted.name)) {
      throw ValidationError.misuse(
        `${className}: where() has two conditions on "${wanted.name}", DynamoDB takes one: use between()`,
      );
    }
    byName.set(wanted.name, wanted);
  }
  const left = path.sortParts.filter(({ name }) => !values.has(name));
  const sorted = left.slice(0, byName.size).map(({ name }) => byName.get(name));
  if (!sorted.every(condition => condition !== undefined) || sorted.length < byName.size) {
    throw ValidationError.misuse(
      `${className}: where() cannot have a condition on ${[...byName.keys()].map(name => `"${name}"`).join(', ')} here: ` +
        `${describePath(path)} takes equality on its partition key, and conditions on its sort key from the left`,
    );
  }
  if (sorted.slice(0, -1).some(({ condition }) => condition.kind !== '=')) {
    throw ValidationError.misuse(
      `${className}: in where() only the last part of the sort key, "${left[sorted.length - 1]!.property}", may have a range`,
    );
  }
  return sorted;
}

/** The parts that must all be true. */
function conjuncts(node: ConditionNode): ConditionNode[] {
  return node.kind === 'and' ? node.parts.flatMap(conjuncts) : [node];
}

/** A condition that DynamoDB takes on a sort key; undefined for any other. */
function partRange(node: ConditionNode): PartRange | undefined {
  switch (node.kind) {
    case 'comparison':
      if (node.comparator === '<>' || node.right.kind !== 'value') return undefined;
      return rangeOf(node.left, { kind: node.comparator, value: node.right.value });
    case 'between':
      if (node.low.kind !== 'value' || node.high.kind !== 'value') return undefined;
      return rangeOf(node.operand, { kind: 'between', low: node.low.value, high: node.high.value });
    case 'function':
      if (node.name !== 'begins_with' || node.argument.kind !== 'value') return undefined;
      return rangeOf({ kind: 'path', path: node.path }, { kind: 'begins', value: node.argument.value });
    default:
      return undefined;
  }
}

function rangeOf(operand: OperandNode, condition: PartCondition): PartRange | undefined {
  if (operand.kind !== 'path' || operand.path.length !== 1) return undefined;
  return { name: operand.path[0] as string, condition };
}

function nodeOf(name: string, condition: PartCondition): ConditionNode {
  const operand: OperandNode = { kind: 'path', path: [name] };
  const value = (stored: AttributeValue): OperandNode => ({ kind: 'value', value: stored });
  switch (condition.kind) {
    case 'between':
      return { kind: 'between', operand, low: value(condition.low), high: value(condition.high) };
    case 'begins':
      return { kind: 'function', name: 'begins_with', path: [name], argument: value(condition.value) };
    default:
      return { kind: 'comparison', comparator: condition.kind, left: operand, right: value(condition.value) };
  }
}
