import type { AttributeType, AttributeValue } from '../wire/attribute-value';

/** The place of a value in an item: stored names, and indexes into lists. */
export type Path = readonly (string | number)[];

/** Something with a value: in conditions and on the right side of SET. */
export type OperandNode =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: Path }
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-';
      readonly left: OperandNode;
      readonly right: OperandNode;
    }
  | { readonly kind: 'ifNotExists'; readonly path: Path; readonly fallback: OperandNode }
  | { readonly kind: 'listAppend'; readonly left: OperandNode; readonly right: OperandNode };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A condition as plain data. `and` of nothing is always true, and is not sent. */
export type ConditionNode =
  | {
      readonly kind: 'comparison';
      readonly comparator: Comparator;
      readonly left: OperandNode;
      readonly right: OperandNode;
    }
  | { readonly kind: 'between'; readonly operand: OperandNode; readonly low: OperandNode; readonly high: OperandNode }
  | { readonly kind: 'in'; readonly operand: OperandNode; readonly values: readonly OperandNode[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly exists: boolean }
  | {
      readonly kind: 'function';
      readonly name: 'begins_with' | 'contains';
      readonly path: Path;
      readonly argument: OperandNode;
    }
  | { readonly kind: 'type'; readonly path: Path; readonly type: AttributeType }
  /** Each of these attributes has its value, or is absent where it has none here. At least one. */
  | { readonly kind: 'attributes'; readonly attributes: ReadonlyMap<string, AttributeValue | undefined> }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly ConditionNode[] }
  | { readonly kind: 'not'; readonly part: ConditionNode };

/** One action of an update expression. */
export type ActionNode =
  | { readonly kind: 'set'; readonly path: Path; readonly value: OperandNode }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: AttributeValue };

/** The paths that a condition names. */
export function pathsOf(node: ConditionNode): Path[] {
  switch (node.kind) {
    case 'comparison':
      return [...operandPaths(node.left), ...operandPaths(node.right)];
    case 'between':
      return [node.operand, node.low, node.high].flatMap(operandPaths);
    case 'in':
      return [node.operand, ...node.values].flatMap(operandPaths);
    case 'function':
      return [node.path, ...operandPaths(node.argument)];
    case 'exists':
    case 'type':
      return [node.path];
    case 'attributes':
      return Array.from(node.attributes.keys(), name => [name]);
    case 'and':
    case 'or':
      return node.parts.flatMap(pathsOf);
    case 'not':
      return pathsOf(node.part);
  }
}

function operandPaths(node: OperandNode): Path[] {
  switch (node.kind) {
    case 'value':
      return [];
    case 'path':
    case 'size':
      return [node.path];
    case 'ifNotExists':
      return [node.path, ...operandPaths(node.fallback)];
    case 'arithmetic':
    case 'listAppend':
      return [...operandPaths(node.left), ...operandPaths(node.right)];
  }
}
