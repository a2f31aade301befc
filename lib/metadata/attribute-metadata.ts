import type { Field } from '../codec/field';
import type { KeyTemplate } from '../keys/template';
import type { KeyRole } from './declarations';

/** A declared attribute of an entity class. */
export interface AttributeMetadata extends Field {
  readonly key: KeyRole | undefined;
  readonly version: boolean;
  /** Of a key that no property holds: what it is built of. */
  readonly template?: KeyTemplate;
  /** Set once. */
  readonly readOnly: boolean;
}
