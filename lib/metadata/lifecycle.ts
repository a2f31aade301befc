import type { Codec } from '../codec/codec';
import { ValueFault } from '../codec/codec';
import { dateCodec, epochMillisecondsCodec, epochSecondsCodec } from '../codec/dates';
import { idMakers } from '../generate/ids';
import type { AttributeMetadata } from './attribute-metadata';
import type { AttributeDeclaration, TimeRole } from './declarations';
import { millisecondsOf } from './duration';

/** The values that dynact sets itself in the records of a class. */
export interface Lifecycle {
  /** Properties that get a generated value in a new record. */
  readonly generated: readonly GeneratedAttribute[];
  readonly createdAt: AttributeMetadata | undefined;
  readonly updatedAt: AttributeMetadata | undefined;
  readonly deletedAt: AttributeMetadata | undefined;
  /** When an item expires: the time to live of the table. */
  readonly expiresAt: AttributeMetadata | undefined;
  /** Milliseconds from the first save to `expiresAt`; undefined if the program sets it. */
  readonly lifetime: number | undefined;
  /** Whether a write has a time to set. */
  readonly hasTimes: boolean;
}

export interface GeneratedAttribute {
  readonly property: string;
  readonly make: () => unknown;
}

/** Compiles the lifecycle from declarations that were checked. */
export function lifecycleOf(
  className: string,
  attributes: readonly AttributeMetadata[],
  declared: ReadonlyMap<string, AttributeDeclaration>,
): Lifecycle {
  const withTime = (role: TimeRole) => attributes.find(({ property }) => declared.get(property)!.time === role);
  const times = {
    createdAt: withTime('createdAt'),
    updatedAt: withTime('updatedAt'),
    deletedAt: withTime('deletedAt'),
    expiresAt: withTime('expiresAt'),
  };
  const after = times.expiresAt && declared.get(times.expiresAt.property)!.after;
  return Object.freeze({
    generated: [...declared.values()].flatMap(({ property, generate }) =>
      generate === undefined ? [] : { property, make: typeof generate === 'function' ? generate : idMakers[generate] },
    ),
    ...times,
    lifetime: after && millisecondsOf(`${className}.${times.expiresAt!.property}: @ExpiresAt({ after })`, after),
    hasTimes: !!(times.createdAt || times.updatedAt || after),
  });
}

/** The codec of a time; undefined for other attributes. */
export function timeCodec({ time, type = 'date' }: AttributeDeclaration): Codec | undefined {
  if (!time) return undefined;
  return time === 'expiresAt' ? timeToLiveCodec : TIME_CODECS[type as keyof typeof TIME_CODECS];
}

const TIME_CODECS = { date: dateCodec, epochSeconds: epochSecondsCodec, epochMilliseconds: epochMillisecondsCodec };

const LAST_EXPIRY = Date.UTC(2200, 0, 1);

/** DynamoDB reads seconds. A time in milliseconds would be far in the future, and the item would never expire. */
const timeToLiveCodec: Codec = {
  ...epochSecondsCodec,
  encode(value) {
    const stored = epochSecondsCodec.encode(value);
    if (Number((stored as { N: string }).N) * 1000 < LAST_EXPIRY) return stored;
    throw new ValueFault('lies after the year 2200: was it made of milliseconds times 1000?');
  },
};
