import type { NoKeyParts, NoProperties, Placeholders } from '../keys/placeholders';
import type { AnyClass } from './front-door';

/** A decorator for classes that have all these properties, fit for keys; any other class is an error that names the wrong ones. */
export type KeyedDecorator<KeyNames extends string, Names extends string = never> = <C extends AnyClass>(
  target: C & Fitting<InstanceType<C>, KeyNames, Names>,
  context?: ClassDecoratorContext<C>,
) => void;

/** Names that are not known to the compiler are checked when the class is first used. */
type Fitting<T, KeyNames extends string, Names extends string> = (string extends KeyNames
  ? unknown
  : [NoKeyParts<T, KeyNames>] extends [never]
    ? unknown
    : { 'no such property for a key': NoKeyParts<T, KeyNames> }) &
  (string extends Names
    ? unknown
    : [NoProperties<T, Names>] extends [never]
      ? unknown
      : { 'no such property': NoProperties<T, Names> });

/** Every name that the templates of `@Table(app, { keys })` have. */
export type TemplateNames<Keys> = {
  [K in keyof Keys]: Keys[K] extends string
    ? Placeholders<Keys[K]>
    : Keys[K] extends readonly (infer S)[]
      ? Placeholders<S>
      : never;
}[keyof Keys];

/** Of keys by index: nothing to add where all are of the table. */
export type OfTable<Keys, Index extends string> = {
  [K in Exclude<keyof Keys, Index | 'table' | 'parse'>]: { 'no such index of the table': K };
};
