import 'reflect-metadata';
import { ConfigurationError } from '../errors/usage-errors';
import { type ClassDeclarations, declare } from '../metadata/declarations';

/** A class that may be decorated, possibly abstract. */
export type AnyClass = abstract new (...args: never) => object;

/** Decorates a class, under legacy decorators (one argument) and standard ones (two). */
export type EntityDecorator = <C extends AnyClass>(target: C, context?: ClassDecoratorContext<C>) => void;

/** The part of the contexts of standard decorators that dynact uses. */
interface NamedMember {
  readonly name: string;
  readonly static: false;
  readonly private: false;
}

/** Decorates a field, a getter or an `accessor` whose values are of type V. Only standard decorators let the compiler check V. */
export interface AttributeDecorator<V = unknown> {
  (target: object, property: string | symbol, descriptor?: PropertyDescriptor): void;
  (
    value: unknown,
    context: (
      | ClassFieldDecoratorContext<unknown, V>
      | ClassGetterDecoratorContext<unknown, V>
      | ClassSetterDecoratorContext<unknown, V>
      | ClassAccessorDecoratorContext<unknown, V>
    ) &
      NamedMember,
  ): void;
}

/** Decorates a method. */
export interface HookDecorator {
  (target: object, method: string | symbol, descriptor: PropertyDescriptor): void;
  (value: (...args: never) => unknown, context: ClassMethodDecoratorContext & NamedMember): void;
}

/** The member that a decorator is on, whichever kind of decorators the program is compiled with. */
export interface DecoratedMember {
  /** The declarations of its class, to add to. */
  readonly own: ClassDeclarations;
  readonly name: string;
  /** For messages: `Account.owner`. Standard decorators do not know the class yet: `owner`. */
  readonly label: string;
  /** What the compiler emitted for `design:type`; nothing under standard decorators. */
  readonly designType: unknown;
}

/** The context of a standard decorator, as compilers make it: older ones leave `metadata` out. */
interface StandardContext {
  readonly kind: string;
  readonly name: string | symbol | undefined;
  readonly static?: boolean;
  readonly private?: boolean;
  readonly metadata?: object;
}

function isStandardContext(second: unknown): second is StandardContext {
  return typeof second === 'object' && second !== null && 'kind' in second;
}

/** A decorator of members that dynact stores or calls. `role` is what it makes of the member, for messages: "an attribute". */
export function memberDecorator(
  role: string,
  write: (member: DecoratedMember) => void,
): AttributeDecorator & HookDecorator {
  return (target: unknown, second: unknown) => {
    write(isStandardContext(second) ? standardMember(role, second) : legacyMember(role, target, second));
  };
}

/** A decorator of classes. */
export function classDecorator(write: (own: ClassDeclarations, type: AnyClass) => void): EntityDecorator {
  return (target, context) => {
    // The result of `write` must not be returned: it would replace the class.
    write(declare(isStandardContext(context) ? metadataOf(context) : target), target);
  };
}

function legacyMember(role: string, target: unknown, property: unknown): DecoratedMember {
  if (typeof property !== 'string' || typeof target !== 'object' || target === null) throw notNamed(role, property);
  const type = target.constructor;
  return {
    own: declare(type),
    name: property,
    label: `${type.name}.${property}`,
    designType: Reflect.getOwnMetadata('design:type', target, property),
  };
}

function standardMember(role: string, context: StandardContext): DecoratedMember {
  const { name } = context;
  if (typeof name !== 'string' || context.static || context.private) throw notNamed(role, name);
  return { own: declare(metadataOf(context)), name, label: name, designType: undefined };
}

function metadataOf({ metadata, name }: StandardContext): object {
  if (metadata) return metadata;
  throw new ConfigurationError(
    `${String(name)}: this compiler's standard decorators come without \`metadata\`: use TypeScript 5.2 or newer, ` +
      "esbuild, swc with `decoratorVersion: '2022-03'` or newer, or Babel with `version: '2023-11'`; or set `experimentalDecorators`",
  );
}

function notNamed(role: string, name: unknown): ConfigurationError {
  return new ConfigurationError(
    `${String(name)} cannot be ${role}: only public instance members with a name can, no static, #private or symbol ones`,
  );
}
