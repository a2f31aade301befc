/** Random numbers from 0 to below 1 that a seed repeats. */
export type Random = () => number;

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The same in each run of the specs; another one in each run where `DYNACT_NEW_SEEDS` is set. */
export function seedOfRun(): number {
  return process.env.DYNACT_NEW_SEEDS ? Math.floor(Math.random() * 2 ** 32) : 1;
}

/** Some of these, in an order of its own. */
export function sample<T>(random: Random, count: number, values: readonly T[]): T[] {
  const rest = [...values];
  return Array.from({ length: count }, () => rest.splice(Math.floor(random() * rest.length), 1)[0]!);
}
