import type { EntityClass } from './entity-class';

/** The type of an attribute that holds one of several nested classes. */
export class OneOf {
  constructor(
    readonly classes: readonly EntityClass[],
    readonly discriminator: string,
  ) {}
}

/** The attribute of the stored map that names the class. */
const DISCRIMINATOR = 'kind';

/**
 * The type of an attribute that holds one of several nested classes, each with a `@Discriminator`, which the stored map has as `kind`.
 * For a list, `[oneOf(...)]`.
 *
 * @example
 * @Discriminator('circle') class Circle { @Attribute() radius!: number }
 * @Discriminator('square') class Square { @Attribute() side!: number }
 *
 * @Attribute({ type: oneOf(Circle, Square) }) shape!: Circle | Square; // { M: { kind: { S: 'circle' }, radius: { N: '1' } } }
 */
export function oneOf(...classes: readonly EntityClass[]): OneOf {
  return new OneOf(classes, DISCRIMINATOR);
}
