import { encodeKey } from '../entity/key';
import { ValidationError } from '../errors/usage-errors';
import { and, Condition } from '../expressions/condition';
import type { ConditionNode, OperandNode } from '../expressions/nodes';
import type { AttributeMetadata } from '../metadata/attribute-metadata';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { IndexMetadata } from '../metadata/index-metadata';

/** A way to the items of one partition: the table's own key, or an index's. */
export interface AccessPath {
  /** Undefined: the table itself. */
  readonly index: IndexMetadata | undefined;
  readonly partitionKeys: readonly AttributeMetadata[];
  readonly sortKeys: readonly AttributeMetadata[];
}

function tablePath({ partitionKey, sortKey }: EntityMetadata): AccessPath {
  return { index: undefined, partitionKeys: [partitionKey], sortKeys: sortKey ? [sortKey] : [] };
}

export function indexNamed({ className, indexes }: EntityMetadata, name: string): IndexMetadata {
  const index = indexes.get(name);
  if (index) return index;
  const known = [...indexes.keys()].map(key => `"${key}"`).join(', ');
  throw ValidationError.misuse(
    `${className} has no index "${name}": ${known ? `it has ${known}` : 'declare it with @Index'}`,
  );
}

function indexPath(index: IndexMetadata): AccessPath {
  return { index, partitionKeys: index.partitionKeys, sortKeys: index.sortKeys };
}

/**
 * The path whose key the given attributes are: the named index, else the table, else the one index that fits.
 * `sorting` are the attributes of the caller's conditions; they decide between indexes with the same partition key.
 */
export function chooseAccessPath(
  metadata: EntityMetadata,
  given: readonly string[],
  indexName: string | undefined,
  sorting: readonly string[],
): AccessPath {
  if (indexName !== undefined) {
    const path = indexPath(indexNamed(metadata, indexName));
    if (fits(path, given)) return path;
    throw ValidationError.misuse(
      `${metadata.className}: the key { ${given.join(', ')} } is not that of ${describePath(path)}`,
    );
  }
  const table = tablePath(metadata);
  if (fits(table, given)) return table;
  const paths = [...metadata.indexes.values()].map(indexPath);
  const fitting = paths.filter(path => fits(path, given));
  const [only, ...others] = fitting.length > 1 ? fitting.filter(path => isSortedBy(path, sorting)) : fitting;
  if (only && others.length === 0) return only;
  if (fitting.length > 1) {
    throw ValidationError.misuse(
      `${metadata.className}: { ${given.join(', ')} } is the key of more than one index: choose with .index(name) among ${fitting.map(describePath).join('; ')}`,
    );
  }
  throw ValidationError.misuse(
    `${metadata.className}: { ${given.join(', ')} } is the key of neither the table nor an index: there are ${[table, ...paths].map(describePath).join('; ')}`,
  );
}

/** All partition key attributes, and the sort key's from the left, with nothing left over. */
function fits({ partitionKeys, sortKeys }: AccessPath, given: readonly string[]): boolean {
  const rest = new Set(given);
  const hasPartition = partitionKeys.every(({ property }) => rest.delete(property));
  return hasPartition && sortKeys.slice(0, rest.size).every(({ property }) => rest.delete(property)) && rest.size === 0;
}

function isSortedBy({ sortKeys }: AccessPath, sorting: readonly string[]): boolean {
  return sorting.length > 0 && sorting.every(name => sortKeys.some(key => key.name === name));
}

export function describePath({ index, partitionKeys, sortKeys }: AccessPath): string {
  const names = (keys: readonly AttributeMetadata[]) => keys.map(({ property }) => property).join(', ');
  const sorted = sortKeys.length > 0 ? ` sorted by ${names(sortKeys)}` : '';
  return `${index ? `index "${index.name}"` : 'the table'} { ${names(partitionKeys)} }${sorted}`;
}

/** The key condition: the given attributes are equal, and the caller's conditions on what is left of the sort key. */
export function keyCondition(
  metadata: EntityMetadata,
  path: AccessPath,
  key: Readonly<Record<string, unknown>>,
  where: ConditionNode | undefined,
): ConditionNode {
  const keyed = [...path.partitionKeys, ...path.sortKeys].filter(({ property }) => property in key);
  const equalities = keyed.map((attribute): ConditionNode => {
    const role = path.partitionKeys.includes(attribute) ? 'partition' : 'sort';
    const value = encodeKey(metadata, attribute, role, key[attribute.property]);
    return {
      kind: 'comparison',
      comparator: '=',
      left: { kind: 'path', path: [attribute.name] },
      right: { kind: 'value', value },
    };
  });
  const left = path.sortKeys.filter(({ property }) => !(property in key));
  const sorting = where ? sortConditions(metadata, path, left, where) : [];
  return and(...[...equalities, ...sorting].map(node => new Condition(node))).node;
}

/** The conditions of a `where` in the order of the sort key; `left` is what the key does not give of it. */
function sortConditions(
  { className }: EntityMetadata,
  path: AccessPath,
  left: readonly AttributeMetadata[],
  where: ConditionNode,
): ConditionNode[] {
  const keyNames = [...path.partitionKeys, ...path.sortKeys].map(({ name }) => name);
  const byName = new Map<string, { node: ConditionNode; isEquality: boolean }>();
  for (const node of conjuncts(where)) {
    const subject = sortSubject(node);
    if (!subject || !keyNames.includes(subject.name)) {
      throw ValidationError.misuse(
        `${className}: where() takes =, <, <=, >, >=, between or beginsWith on the sort key of ${describePath(path)}: ` +
          'for anything else use filter(), or choose an index',
      );
    }
    if (byName.has(subject.name)) {
      throw ValidationError.misuse(
        `${className}: where() has two conditions on "${subject.name}", DynamoDB takes one: use between()`,
      );
    }
    byName.set(subject.name, { node, isEquality: subject.isEquality });
  }
  const sorted = left.slice(0, byName.size).map(({ name }) => byName.get(name));
  if (!sorted.every(condition => condition !== undefined) || sorted.length < byName.size) {
    throw ValidationError.misuse(
      `${className}: where() cannot have a condition on ${[...byName.keys()].map(name => `"${name}"`).join(', ')} here: ` +
        `${describePath(path)} takes equality on its partition key, and conditions on its sort key from the left`,
    );
  }
  if (sorted.slice(0, -1).some(({ isEquality }) => !isEquality)) {
    throw ValidationError.misuse(
      `${className}: in where() only the last part of the sort key, "${left[sorted.length - 1]!.property}", may have a range`,
    );
  }
  return sorted.map(({ node }) => node);
}

/** The parts that must all be true. */
function conjuncts(node: ConditionNode): ConditionNode[] {
  return node.kind === 'and' ? node.parts.flatMap(conjuncts) : [node];
}

/** The attribute of a condition that DynamoDB allows on a sort key; undefined for any other condition. */
function sortSubject(node: ConditionNode): { name: string; isEquality: boolean } | undefined {
  switch (node.kind) {
    case 'comparison':
      if (node.comparator === '<>' || node.right.kind !== 'value') return undefined;
      return subjectOf(node.left, node.comparator === '=');
    case 'between':
      return node.low.kind === 'value' && node.high.kind === 'value' ? subjectOf(node.operand, false) : undefined;
    case 'function':
      return node.name === 'begins_with' ? subjectOf({ kind: 'path', path: node.path }, false) : undefined;
    default:
      return undefined;
  }
}

function subjectOf(operand: OperandNode, isEquality: boolean): { name: string; isEquality: boolean } | undefined {
  if (operand.kind !== 'path' || operand.path.length !== 1) return undefined;
  return { name: operand.path[0] as string, isEquality };
}
