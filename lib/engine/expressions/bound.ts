import type { AttributeType, AttributeValue } from '../../wire/attribute-value';
import type { DocumentPath } from './document-path';
import type { Comparator } from './syntax';

/** What a condition compares, with every placeholder replaced. */
export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly operand: Operand };

/** What is compared: an operand, or whether a condition holds. */
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

/** What `SET` assigns, with every placeholder replaced. */
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

/** A checked update: no two of its actions touch the same place. */
export type Update = readonly Action[];
