import type { AttributeValue } from '../../../wire/attribute-value';
import type { Span } from './tokens';

/** An expression as it was written. Numbers stay text until they become values. */
export type Expression =
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | { readonly kind: 'path'; readonly root: Expression; readonly steps: readonly Step[]; readonly span: Span }
  | { readonly kind: 'literal'; readonly value: AttributeValue; readonly span: Span }
  | { readonly kind: 'missing'; readonly span: Span }
  | { readonly kind: 'ion'; readonly type: string; readonly span: Span }
  /** A word that special syntax needs, such as `YEAR`. */
  | { readonly kind: 'symbol'; readonly span: Span }
  /** An expression that DynamoDB does not support: its names in messages, alone and inside others. */
  | { readonly kind: 'foreign'; readonly name: string; readonly type: string; readonly span: Span }
  | { readonly kind: 'parameter'; readonly index: number; readonly span: Span }
  | { readonly kind: 'list' | 'bag'; readonly elements: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'struct'; readonly members: readonly Member[]; readonly span: Span }
  | Call
  | Operation
  | { readonly kind: 'is'; readonly operand: Expression; readonly type: string; readonly span: Span }
  | { readonly kind: 'statement'; readonly statement: Statement; readonly span: Span };

/** A function with its arguments. Whether the function exists is checked later. */
export interface Call {
  readonly kind: 'call';
  /** In lower case. */
  readonly name: string;
  readonly operands: readonly Expression[];
  readonly span: Span;
}

/** An operator with one, two or, for `between`, three operands. */
export interface Operation {
  readonly kind: 'operation';
  readonly operator: string;
  readonly operands: readonly Expression[];
  readonly span: Span;
}

/** One step of a path: `.name`, `[expression]`, `.*` or `[*]`. */
export type Step =
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | { readonly kind: 'index'; readonly index: Expression; readonly span: Span }
  | { readonly kind: 'unpivot' | 'wildcard'; readonly span: Span };

/** One member of a struct. */
export interface Member {
  readonly key: Expression;
  readonly value: Expression;
}

/** What a statement reads or writes, and which of its clauses are not supported. */
export interface Target {
  readonly expression: Expression;
  readonly hasAlias: boolean;
  /** A join, a list of tables, or `UNPIVOT`. */
  readonly isComposite: boolean;
}

/** One key of `ORDER BY`. */
export interface Ordering {
  readonly key: Expression;
  readonly isDescending: boolean;
}

/** One element of `RETURNING`: `ALL OLD *`. */
export interface Returning {
  readonly what: 'ALL OLD' | 'ALL NEW' | 'MODIFIED OLD' | 'MODIFIED NEW';
  readonly isWildcard: boolean;
}

/** One action of an `UPDATE`. */
export type Action =
  | { readonly kind: 'set'; readonly path: Expression; readonly value: Expression }
  | { readonly kind: 'remove'; readonly path: Expression };

/** A projection is `'*'`, or expressions. DynamoDB does not support aliases. */
export interface SelectStatement {
  readonly kind: 'select';
  readonly form: 'list' | 'distinct' | 'value' | 'pivot';
  readonly projection: '*' | readonly { readonly expression: Expression; readonly hasAlias: boolean }[];
  readonly target: Target;
  readonly where: Expression | undefined;
  readonly orderBy: readonly Ordering[];
  /** An SQL clause that DynamoDB does not support, and the position of its content. */
  readonly unsupported: { readonly clause: string; readonly span?: Span } | undefined;
}

/** Without `VALUE` it is the statement of SQL, which DynamoDB does not support. */
export interface InsertStatement {
  readonly kind: 'insert';
  readonly hasValue: boolean;
  readonly target: Target;
  readonly item: Expression;
  readonly unsupported: 'AT' | 'ON CONFLICT' | undefined;
  readonly returning: readonly Returning[];
}

export interface UpdateStatement {
  readonly kind: 'update';
  readonly target: Target;
  readonly actions: readonly Action[];
  readonly where: Expression | undefined;
  readonly returning: readonly Returning[];
}

export interface DeleteStatement {
  readonly kind: 'delete';
  readonly target: Target;
  readonly where: Expression | undefined;
  readonly returning: readonly Returning[];
}

export type Statement = SelectStatement | InsertStatement | UpdateStatement | DeleteStatement;
