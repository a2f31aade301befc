import { randomBytes, randomUUID } from 'node:crypto';

/** Ids that dynact makes by itself. All but `uuid` sort by the time they were made. */
export type IdKind = 'uuid' | 'uuidv7' | 'ulid' | 'ksuid';

/** When something happens, in milliseconds since 1970. */
type Clock = () => number;

const systemClock: Clock = () => Date.now();

/** A clock that goes back further was corrected: ids follow it instead of staying in its future. */
const MAX_STEP_BACK = 60_000;

/** Random numbers behind a time that never goes down, so that each is larger than the one before. */
class Sequence {
  private time = Number.NEGATIVE_INFINITY;
  private tail = 0n;

  /** `unit`: milliseconds that count as the same time. `bits`: of the random number. */
  constructor(
    private readonly unit: number,
    private readonly bits: number,
    private readonly clock: Clock,
  ) {}

  next(): { time: number; tail: bigint } {
    const now = Math.floor(this.clock() / this.unit);
    if (now > this.time || this.time - now > MAX_STEP_BACK / this.unit) this.begin(now);
    else this.advance();
    return { time: this.time, tail: this.tail };
  }

  private begin(time: number): void {
    this.time = time;
    this.tail = BigInt.asUintN(this.bits, randomNumber(Math.ceil(this.bits / 8)));
  }

  /** By a random step, so that one id does not give away the next. */
  private advance(): void {
    this.tail += 1n + randomNumber(4);
    if (this.tail >> BigInt(this.bits)) this.begin(this.time + 1);
  }
}

function randomNumber(bytes: number): bigint {
  return BigInt(`0x${randomBytes(bytes).toString('hex')}`);
}

/** Version 7: 48 bits of milliseconds, then random. @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7 */
export function uuidv7Maker(clock: Clock = systemClock): () => string {
  const sequence = new Sequence(1, 74, clock);
  return () => {
    const { time, tail } = sequence.next();
    const high = 0x7000n | (tail >> 62n);
    const low = (2n << 62n) | BigInt.asUintN(62, tail);
    const hex = time.toString(16).padStart(12, '0') + high.toString(16) + low.toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 48 bits of milliseconds and 80 random ones, in Crockford's base 32. @see https://github.com/ulid/spec */
export function ulidMaker(clock: Clock = systemClock): () => string {
  const sequence = new Sequence(1, 80, clock);
  return () => {
    const { time, tail } = sequence.next();
    return inAlphabet((BigInt(time) << 80n) | tail, CROCKFORD, 26);
  };
}

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Seconds that a KSUID counts from: May 13, 2014. */
const KSUID_EPOCH = 1_400_000_000;

/** 32 bits of seconds and 128 random ones, in base 62. @see https://github.com/segmentio/ksuid */
export function ksuidMaker(clock: Clock = systemClock): () => string {
  const sequence = new Sequence(1000, 128, clock);
  return () => {
    const { time, tail } = sequence.next();
    return inAlphabet((BigInt(time - KSUID_EPOCH) << 128n) | tail, BASE_62, 27);
  };
}

function inAlphabet(value: bigint, alphabet: string, length: number): string {
  const base = BigInt(alphabet.length);
  let text = '';
  for (let rest = value; text.length < length; rest /= base) text = alphabet[Number(rest % base)] + text;
  return text;
}

/** By kind: one sequence for the whole process. */
export const idMakers: Readonly<Record<IdKind, () => string>> = {
  uuid: () => randomUUID(),
  uuidv7: uuidv7Maker(),
  ulid: ulidMaker(),
  ksuid: ksuidMaker(),
};
