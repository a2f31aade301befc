import type { Field } from '../codec/field';
import type { KeyRole } from './declarations';

/** A declared attribute of an entity class. */
export interface AttributeMetadata extends Field {
  readonly key: KeyRole | undefined;
  readonly version: boolean;
}
