import type { NoKeyParts, NoProperties, Placeholders } from '../keys/placeholders';
import type { AnyClass } from './front-door';

/** A decorator for classes with all these properties, whose types fit keys. For any other class the compiler names the wrong ones. */
export type KeyedDecorator<KeyNames extends string, Names extends string = never> = <C extends AnyClass>(
  target: C & Fitting<InstanceType<C>, KeyNames, Names>,
  context?: ClassDecoratorContext<C>,
) => void;

/** Names that the compiler does not know are checked when the class is first used. */
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

/** All names in the templates of `@Table(app, { keys })`. */
export type TemplateNames<Keys> = {
  [K in keyof Keys]: Keys[K] extends string
    ? Placeholders<Keys[K]>
    : Keys[K] extends readonly (infer S)[]
      ? Placeholders<S>
      : never;
}[keyof Keys];

/** An error type for keys of indexes that the table does not have. */
export type OfTable<Keys, Index extends string> = {
  [K in Exclude<keyof Keys, Index | 'table' | 'parse'>]: { 'no such index of the table': K };
};
