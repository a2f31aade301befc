import { checkChoices } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import { declareDiscriminator } from '../metadata/declarations';
import { classDecorator, type EntityDecorator } from './front-door';

export interface DiscriminatorOptions {
  /** Values that are read as this class, too, and never written: what it was called before. */
  also?: readonly string[] | undefined;
}

/**
 * What names the class in its items: written by every save, and read to tell which class an item is. It is never the class's own name,
 * which bundlers shorten. A subclass of a class with `@Table({ discriminator: 'type' })`, or a class of a shared table that has one, needs it.
 *
 * @example
 * @Discriminator('dog', { also: ['hound'] })
 * class Dog extends Animal { @Attribute() breed?: string }
 *
 * Dog.query({ owner }) // Query { FilterExpression: '#1 IN (:1, :2)', ... }
 */
export function Discriminator(value: string, options: DiscriminatorOptions = {}): EntityDecorator {
  checkChoices('@Discriminator', options, { also: true });
  const { also = [] } = options;
  const values = [value, ...also];
  if (values.some(one => typeof one !== 'string' || one === '') || new Set(values).size < values.length) {
    throw new ConfigurationError('@Discriminator takes texts, each once and none empty');
  }
  return classDecorator((own, type) => declareDiscriminator(own, type, { value, also: [...also] }));
}
