import { anyCodec, anyListCodec, anyMapCodec, mapCodec } from '../codec/any';
import type { Codec } from '../codec/codec';
import {
  anySetCodec,
  bigintSetCodec,
  binarySetCodec,
  listCodec,
  numberSetCodec,
  stringSetCodec,
} from '../codec/collections';
import { customCodec } from '../codec/custom';
import { dateCodec, epochMillisecondsCodec, epochSecondsCodec } from '../codec/dates';
import { nestedCodec } from '../codec/nested';
import type { RecordCodec } from '../codec/record';
import {
  bigintCodec,
  binaryCodec,
  booleanCodec,
  bufferCodec,
  numberCodec,
  numericStringCodec,
  stringCodec,
} from '../codec/scalars';
import { unstorable } from './checks/attributes';
import { type AttributeDeclaration, declarationsOf, type TypeName, type TypeOption } from './declarations';
import type { ConcreteClass, EntityClass } from './entity-class';
import { typeOfValue } from './initial-values';
import { OneOf } from './one-of';

const byName: Record<TypeName, Codec> = {
  string: stringCodec,
  number: numberCodec,
  bigint: bigintCodec,
  numericString: numericStringCodec,
  boolean: booleanCodec,
  date: dateCodec,
  epochSeconds: epochSecondsCodec,
  epochMilliseconds: epochMillisecondsCodec,
  binary: binaryCodec,
  list: anyListCodec,
  map: anyMapCodec,
  set: anySetCodec,
  stringSet: stringSetCodec,
  numberSet: numberSetCodec,
  bigintSet: bigintSetCodec,
  binarySet: binarySetCodec,
  any: anyCodec,
};

const byClass = new Map<unknown, Codec>([
  [String, stringCodec],
  [Number, numberCodec],
  [BigInt, bigintCodec],
  [Boolean, booleanCodec],
  [Date, dateCodec],
  [Uint8Array, binaryCodec],
  [Buffer, bufferCodec],
  [Array, anyListCodec],
  [Set, anySetCodec],
  [Object, anyCodec],
]);

/**
 * The codec of an attribute. In this order: its own `codec`, its `type`, the type that the compiler emitted, the type of its initial value, or
 * a codec that goes by each value.
 */
export function codecFor(
  owner: string,
  declaration: AttributeDeclaration,
  initialValue: () => unknown,
  recordOf: (type: EntityClass) => RecordCodec,
): Codec {
  const label = `${owner}.${declaration.property}`;
  const { codec, type = codec ? undefined : (emittedType(declaration) ?? typeOfValue(initialValue())) } = declaration;
  const inner = type === undefined ? anyCodec : resolve(label, type, recordOf);
  return codec ? customCodec(codec, inner, initialValue) : inner;
}

/** Compilers emit Object for unions, interfaces and `unknown`. tsc also does for properties without a type annotation. */
function emittedType({ designType }: AttributeDeclaration): TypeOption | undefined {
  return designType === Object ? undefined : (designType as TypeOption | undefined);
}

function resolve(label: string, type: TypeOption, recordOf: (type: EntityClass) => RecordCodec): Codec {
  if (Array.isArray(type)) return listCodec(resolve(label, type[0], recordOf));
  if (isMapOf(type)) return mapCodec(resolve(label, type.map, recordOf));
  const known = typeof type === 'string' ? byName[type] : byClass.get(type);
  if (known) return known;
  if (type instanceof OneOf) return type.codecOf(label, nested => resolve(label, nested, recordOf));
  if (isThunk(type)) return resolve(label, type() as TypeOption, recordOf);
  if (typeof type === 'function' && declarationsOf(type).length > 0) {
    const declarations = declarationsOf(type);
    const record = () => recordOf(type as EntityClass);
    return nestedCodec(type as ConcreteClass, record, other => declarationsOf(other).length === declarations.length);
  }
  throw unstorable(label, type);
}

function isMapOf(type: TypeOption): type is { readonly map: TypeOption } {
  return typeof type === 'object' && 'map' in type;
}

/** Whether it is `() => Address` and not `Address`: only arrow functions have no prototype. */
function isThunk(type: unknown): type is () => unknown {
  return typeof type === 'function' && !Object.hasOwn(type, 'prototype');
}
