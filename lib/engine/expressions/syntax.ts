/** An error in an expression, without the name of its parameter. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** One step of a document path as it was written: a name, a `#placeholder` for one, or a list index. */
export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'placeholder'; readonly placeholder: string }
  | { readonly kind: 'index'; readonly index: number; readonly text: string };

/** A document path as it was written. */
export interface PathNode {
  readonly kind: 'path';
  readonly steps: readonly PathStep[];
}

/** A `:placeholder` for a value. */
export interface ValueNode {
  readonly kind: 'value';
  readonly placeholder: string;
}

/** A function with its arguments. Which functions are allowed where is checked after parsing. */
export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly operands: readonly OperandNode[];
}

/** Whether a condition is true, as a value to compare. Only PartiQL has this. */
export interface OutcomeNode {
  readonly kind: 'outcome';
  readonly condition: ConditionNode;
}

/** Something that can be compared or assigned. */
export type OperandNode = PathNode | ValueNode | CallNode;

/** How two operands compare. */
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A condition as it was written. */
export type ConditionNode =
  | CallNode
  | { readonly kind: 'and' | 'or'; readonly left: ConditionNode; readonly right: ConditionNode }
  | { readonly kind: 'not'; readonly condition: ConditionNode }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: OperandNode | OutcomeNode;
      readonly right: OperandNode | OutcomeNode;
    }
  | {
      readonly kind: 'between';
      readonly operand: OperandNode;
      readonly lower: OperandNode;
      readonly upper: OperandNode;
    }
  | { readonly kind: 'in'; readonly operand: OperandNode; readonly candidates: readonly OperandNode[] };

/** A value for `SET`: an operand, or a sum or difference of two. */
export type AssignedNode =
  | OperandNode
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-';
      readonly left: OperandNode;
      readonly right: OperandNode;
    };

/** One action of an update, with its section. */
export type ActionNode =
  | { readonly section: 'SET'; readonly path: PathNode; readonly value: AssignedNode }
  | { readonly section: 'REMOVE'; readonly path: PathNode }
  | { readonly section: 'ADD' | 'DELETE'; readonly path: PathNode; readonly value: ValueNode };

/** The four sections of an update expression. */
export type Section = ActionNode['section'];

/** An update expression as it was written: sections in their order, each with its actions. */
export interface UpdateNode {
  readonly sections: readonly Section[];
  readonly actions: readonly ActionNode[];
}
