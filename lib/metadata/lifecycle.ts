import type { Codec } from '../codec/codec';
import { ValueFault } from '../codec/codec';
import { dateCodec, epochMillisecondsCodec, epochSecondsCodec } from '../codec/dates';
import { ConfigurationError } from '../errors/usage-errors';
import { idMakers } from '../generate/ids';
import type { AttributeMetadata } from './attribute-metadata';
import type { AttributeDeclaration, TimeRole } from './declarations';
import { millisecondsOf } from './duration';

/** What dynact sets by itself in the records of a class. */
export interface Lifecycle {
  /** Properties that a new record gets a value for. */
  readonly generated: readonly GeneratedAttribute[];
  readonly createdAt: AttributeMetadata | undefined;
  readonly updatedAt: AttributeMetadata | undefined;
  readonly deletedAt: AttributeMetadata | undefined;
  /** When an item expires: the time to live of the table. */
  readonly expiresAt: AttributeMetadata | undefined;
  /** Milliseconds from the first save to `expiresAt`; undefined where the record says it. */
  readonly lifetime: number | undefined;
  /** Whether a write has a time to set. */
  readonly hasTimes: boolean;
}

export interface GeneratedAttribute {
  readonly property: string;
  readonly make: () => unknown;
}

export function lifecycleOf(
  className: string,
  attributes: readonly AttributeMetadata[],
  declared: ReadonlyMap<string, AttributeDeclaration>,
): Lifecycle {
  const withTime = (role: TimeRole) => timeOf(className, attributes, declared, role);
  const times = {
    createdAt: withTime('createdAt'),
    updatedAt: withTime('updatedAt'),
    deletedAt: withTime('deletedAt'),
    expiresAt: withTime('expiresAt'),
  };
  const after = times.expiresAt && declared.get(times.expiresAt.property)!.after;
  return Object.freeze({
    generated: [...declared.values()]
      .filter(({ generate }) => generate !== undefined)
      .map(a => generated(className, a)),
    ...times,
    lifetime: after && millisecondsOf(`${className}.${times.expiresAt!.property}: @ExpiresAt({ after })`, after),
    hasTimes: !!(times.createdAt || times.updatedAt || after),
  });
}

function generated(className: string, declaration: AttributeDeclaration): GeneratedAttribute {
  const { property, generate } = declaration;
  const label = `${className}.${property}`;
  if (declaration.default !== undefined || declaration.autoIncrement) {
    throw new ConfigurationError(
      `${label} has \`generate\` and ${declaration.autoIncrement ? '`autoIncrement`' : 'a `default`'}: keep one of them`,
    );
  }
  const make = typeof generate === 'function' ? generate : Object.hasOwn(idMakers, generate!) && idMakers[generate!];
  if (make) return { property, make };
  const kinds = Object.keys(idMakers).map(kind => `'${kind}'`);
  throw new ConfigurationError(`${label}: \`generate\` must be ${kinds.join(', ')} or a function`);
}

const DECORATORS: Readonly<Record<TimeRole, string>> = {
  createdAt: '@CreatedAt',
  updatedAt: '@UpdatedAt',
  deletedAt: '@DeletedAt',
  expiresAt: '@ExpiresAt',
};

function timeOf(
  className: string,
  attributes: readonly AttributeMetadata[],
  declared: ReadonlyMap<string, AttributeDeclaration>,
  role: TimeRole,
): AttributeMetadata | undefined {
  const [first, second] = attributes.filter(({ property }) => declared.get(property)!.time === role);
  if (!second) return first;
  throw new ConfigurationError(
    `${className} has more than one ${DECORATORS[role]}: ${first!.property}, ${second.property}`,
  );
}

/** The codec of a time; undefined for an attribute that is none. */
export function timeCodec(
  className: string,
  { property, time, type, designType }: AttributeDeclaration,
): Codec | undefined {
  if (!time) return undefined;
  // What compilers emit for a union, or do not emit, may be a Date.
  if (designType !== undefined && designType !== Date && designType !== Object) {
    throw new ConfigurationError(`${className}.${property} is ${DECORATORS[time]}, so it must be a Date`);
  }
  if (time === 'expiresAt') return timeToLiveCodec;
  const codec = { date: dateCodec, epochSeconds: epochSecondsCodec, epochMilliseconds: epochMillisecondsCodec }[
    (type ?? 'date') as 'date'
  ];
  if (codec) return codec;
  throw new ConfigurationError(
    `${className}.${property}: ${DECORATORS[time]} takes the type 'date', 'epochSeconds' or 'epochMilliseconds'`,
  );
}

const LAST_EXPIRY = Date.UTC(2200, 0, 1);

/** DynamoDB reads seconds: a time in milliseconds would be one in the far future, at which nothing ever expires. */
const timeToLiveCodec: Codec = {
  ...epochSecondsCodec,
  encode(value) {
    const stored = epochSecondsCodec.encode(value);
    if (Number((stored as { N: string }).N) * 1000 < LAST_EXPIRY) return stored;
    throw new ValueFault('lies after the year 2200: was it made of milliseconds times 1000?');
  },
};
