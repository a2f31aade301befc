import { isBytes, isDate, isPlainObject, isSet } from '../codec/kinds';
import { type AttributeDeclaration, declarationsOf, type TypeOption } from './declarations';
import type { ConcreteClass, EntityClass } from './entity-class';

/** The initial values of a class's attributes. Makes one instance, when it is first asked. */
export function initialValues(type: ConcreteClass): (declaration: AttributeDeclaration) => unknown {
  let sample: Record<string, unknown> | undefined;
  return ({ property, default: value }) => {
    sample ??= (attempt(() => new type()) ?? {}) as Record<string, unknown>;
    return sample[property] ?? (typeof value === 'function' ? attempt(value as () => unknown) : value);
  };
}

/** A constructor may fail here, for instance without a request at hand. Then the type is not known; making a record will report why. */
function attempt(make: () => unknown): unknown {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** The type of an initial value: `balance = 0` is a number. Undefined if the value does not show one. */
export function typeOfValue(value: unknown): TypeOption | undefined {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'bigint':
      return 'bigint';
    case 'boolean':
      return 'boolean';
    case 'object':
      return value === null ? undefined : typeOfObject(value);
    default:
      return undefined;
  }
}

function typeOfObject(value: object): TypeOption | undefined {
  if (Array.isArray(value)) return 'list';
  if (isSet(value)) return typeOfSet(value);
  if (isDate(value)) return 'date';
  if (isBytes(value)) return Buffer.isBuffer(value) ? Buffer : 'binary';
  if (isPlainObject(value)) return 'map';
  const type = value.constructor;
  return typeof type === 'function' && declarationsOf(type).length > 0 ? (type as EntityClass) : undefined;
}

function typeOfSet(value: ReadonlySet<unknown>): TypeOption {
  const [first] = value;
  if (typeof first === 'bigint') return 'bigintSet';
  if (typeof first === 'number') return 'numberSet';
  if (typeof first === 'string') return 'stringSet';
  return isBytes(first) ? 'binarySet' : 'set';
}
