import { oneOfCodec } from '../codec/one-of';
import { checkVariants } from '../metadata/checks/attributes';
import type { EntityClass } from '../metadata/entity-class';
import { ownDiscriminator } from '../metadata/family';
import { OneOf } from '../metadata/one-of';

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
  return new OneOf(classes, (label, nested) => {
    const variants = classes.map(type => ({ type, discriminator: ownDiscriminator(type) }));
    checkVariants(label, variants);
    return oneOfCodec(
      DISCRIMINATOR,
      variants.map(({ type, discriminator }) => ({ type, ...discriminator!, codec: nested(type) })),
    );
  });
}
