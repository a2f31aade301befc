import type { Codec } from '../codec/codec';
import type { EntityClass } from './entity-class';

/** Gives the codec of a nested class. */
export type NestedCodecs = (type: EntityClass) => Codec;

/** The type of an attribute that holds one of several nested classes. It brings the code that such values take. */
export class OneOf {
  /** @internal */
  readonly codecOf: (label: string, nested: NestedCodecs) => Codec;

  /** @internal */
  constructor(
    readonly classes: readonly EntityClass[],
    codecOf: (label: string, nested: NestedCodecs) => Codec,
  ) {
    this.codecOf = codecOf;
  }
}
