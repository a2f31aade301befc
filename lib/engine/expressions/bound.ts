import type { AttributeType, AttributeValue } from '../../wire/attribute-value';
import type { DocumentPath } from './document-path';
import type { Comparator } from './syntax';

/** An operand of a condition, with placeholders replaced. */
export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly operand: Operand };

/** A side of a comparison: an operand, or whether a condition is true. */
export type Compared = Operand | { readonly kind: 'outcome'; readonly condition: Condition };

/** A checked condition, ready to be evaluated against any number of items. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Compared; readonly right: Compared }
  | { readonly kind: 'between'; readonly operand: Operand; readonly lower: Operand; readonly upper: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly candidates: readonly Operand[] }
  | { readonly kind: 'exists' | 'notExists'; readonly path: DocumentPath }
  | { readonly kind: 'type'; readonly operand: Operand; readonly type: AttributeType }
  | { readonly kind: 'beginsWith' | 'contains'; readonly operand: Operand; readonly sought: Operand };

/** The value that `SET` assigns, with placeholders replaced. */
export type Assigned =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'ifNotExists'; readonly path: DocumentPath; readonly fallback: Assigned }
  | { readonly kind: 'listAppend'; readonly first: Assigned; readonly second: Assigned }
  | { readonly kind: 'arithmetic'; readonly operator: '+' | '-'; readonly left: Assigned; readonly right: Assigned };

/** One checked action of an update. */
export type Action =
  | { readonly section: 'SET'; readonly path: DocumentPath; readonly value: Assigned }
  | { readonly section: 'REMOVE'; readonly path: DocumentPath }
  | { readonly section: 'ADD' | 'DELETE'; readonly path: DocumentPath; readonly value: AttributeValue };

/** A checked update: no two of its actions change the same path. */
export type Update = readonly Action[];
