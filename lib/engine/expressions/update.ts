import type { AttributeValue } from '../../wire/attribute-value';
import type { DocumentPath } from './document-path';

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
