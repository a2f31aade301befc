import type { Codec } from './codec';
import { mismatch, storedMismatch, ValueFault } from './codec';
import { isDate } from './kinds';

const FIRST_DATE = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_DATE = Date.parse('9999-12-31T23:59:59.999Z');

/** ISO-8601 in UTC with milliseconds. Its order as text is the order in time, so years have four digits. */
export const dateCodec: Codec = {
  expects: 'a Date',
  storedType: 'S',
  encode(value) {
    return { S: isoText(timeOf(this, value)) };
  },
  write(value) {
    return `{"S":"${isoText(timeOf(this, value))}"}`;
  },
  decode(stored) {
    if (!('S' in stored)) throw storedMismatch(this, stored);
    const time = timeOfText(stored.S);
    if (time !== undefined) return new Date(time);
    throw new ValueFault('is stored in a form that is not an ISO-8601 date and time with a zone: give it a `codec`');
  },
  revive: reviveDate,
};

function isoText(time: number): string {
  if (time < FIRST_DATE || time > LAST_DATE) {
    throw new ValueFault('is a Date outside the years 0 to 9999, which would not sort');
  }
  return new Date(time).toISOString();
}

/** Whole seconds since 1970, the form of DynamoDB's time to live. */
export const epochSecondsCodec = epochCodec('seconds', 1000);

/** Milliseconds since 1970. */
export const epochMillisecondsCodec = epochCodec('milliseconds', 1);

/** `length`: milliseconds of a unit. */
function epochCodec(unit: string, length: number): Codec {
  return {
    expects: 'a Date',
    storedType: 'N',
    encode(value) {
      return { N: String(Math.floor(timeOf(this, value) / length)) };
    },
    decode(stored) {
      if (!('N' in stored)) throw storedMismatch(this, stored);
      const date = new Date(Number(stored.N) * length);
      if (!Number.isNaN(date.getTime())) return date;
      throw new ValueFault(`is stored as a number of ${unit} that no Date can hold: give it a \`codec\``);
    },
    revive: reviveDate,
  };
}

function timeOf(codec: Codec, value: unknown): number {
  if (!isDate(value)) throw mismatch(codec, value);
  const time = value.getTime();
  if (Number.isNaN(time)) throw new ValueFault('is an invalid Date');
  return time;
}

/** Each part has a bounded length, so matching always takes about the same time. */
const ISO =
  /^(\d{4}-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?(?:Z|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)$/;

/**
 * The time of a date with a time zone; undefined for any other text. `Date` itself would accept "Order 12", 30 February, and times in the zone of the
 * machine.
 */
function timeOfText(text: string): number | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, minute, month, day, second = '00', fraction = '', sign, hours = '0', minutes = '0'] = match;
  const local = Date.parse(`${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  const date = new Date(local);
  // V8 counts 30 February on into March.
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() + 1 !== Number(month)) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? local + offset : local - offset;
}

/** Text in another form stays text: saving it fails, as it is not a Date. */
function reviveDate(value: unknown): unknown {
  if (typeof value === 'number') return new Date(value);
  const time = typeof value === 'string' ? timeOfText(value) : undefined;
  return time === undefined ? value : new Date(time);
}
