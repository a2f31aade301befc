import type { Field } from '../codec/field';
import type { KeyTemplate } from '../keys/template';
import type { KeyRole } from './declarations';

/** A declared attribute of an entity class. */
export interface AttributeMetadata extends Field {
  readonly key: KeyRole | undefined;
  readonly version: boolean;
  /** Only for a built key: its template. */
  readonly template?: KeyTemplate;
  /** Can only be set once. */
  readonly readOnly: boolean;
}
