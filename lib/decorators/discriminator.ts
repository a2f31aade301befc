import { checkChoices } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import { declareDiscriminator } from '../metadata/declarations';
import { classDecorator, type EntityDecorator } from './front-door';

export interface DiscriminatorOptions {
  /** More values that are read as this class and never written, such as its former names. */
  also?: readonly string[] | undefined;
}

/**
 * The value that names the class in its items: each save writes it, and reads find the class of an item by it. The class's own name is never
 * used, as bundlers shorten it. A subclass of a class with `@Table({ discriminator: 'type' })` needs one, and so does a class of a shared table
 * with a discriminator.
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
