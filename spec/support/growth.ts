const [SMALL, MIDDLE, LARGE] = [10_000, 20_000, 40_000];
const RUNS = 4;
/** Below this, in milliseconds of the processor, nobody is held up, and what is measured is noise. */
const NOTHING = 25;
/** As good as nothing: another run would say no more. */
const ENOUGH = 1;
/** From 10 to 40 kB linear work takes four times as long, quadratic work sixteen times. */
const MAX_GROWTH = 11;

/** Reads hostile text; what it makes of it, or throws, does not matter. */
export type Reader = (text: string) => unknown;

export const repeated =
  (unit: string, prefix = '', suffix = '') =>
  (size: number) =>
    prefix + unit.repeat(Math.ceil(size / unit.length)) + suffix;

/** Texts that have hurt parsers. */
export const TEXTS = {
  'the same letter': repeated('a'),
  digits: repeated('1'),
  'digits and no number': repeated('1', '', 'x'),
  zeros: repeated('0', '', '1'),
  'zeros behind a point': repeated('0', '1.', 'x'),
  'a date that goes on': repeated('0', '2026-01-01T00:00:00.', 'Z'),
  dates: repeated('2026-01-01T00:00:00.000Z'),
  signs: repeated('-'),
  spaces: repeated(' ', '', 'x'),
  delimiters: repeated('#'),
  'delimiters that nearly end a part': repeated('#', 'NOTE#', '-'),
  'doubled delimiters': repeated('#-'),
  quotes: repeated('"'),
  backslashes: repeated('\\'),
  'control characters': repeated('\u0000'),
  'pairs of surrogates': repeated('\u{1F600}'),
  'halves of surrogates': repeated('\ud800'),
  'letters that change their length in lower case': repeated('\u0130'),
  base64: repeated('AQI', '', '='),
  'no base64': repeated('=', '', '-'),
  braces: repeated('{'),
  points: repeated('.'),
  slashes: repeated('/'),
  colons: repeated(':'),
};

/** Measures again what looks bad: a busy machine slows one size more than another. */
export async function expectLinear<T>(read: (given: T) => unknown, make: (size: number) => T): Promise<void> {
  let growth = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5 && growth >= MAX_GROWTH; attempt++) {
    const large = await timeOf(read, () => make(LARGE));
    if (large < NOTHING) return;
    const small = Math.max(await timeOf(read, () => make(SMALL)), 1);
    const middle = Math.max(await timeOf(read, () => make(MIDDLE)), 1);
    growth = Math.min(large / small, (large / middle) ** 2);
  }
  expect(growth).toBeLessThan(MAX_GROWTH);
}

/** The least of some runs: whatever else the machine does only adds to it. */
async function timeOf<T>(read: (given: T) => unknown, make: () => T): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    // Anew for each run: what was read once may be remembered.
    const given = make();
    const start = process.cpuUsage();
    try {
      const answer = read(given);
      // A wait is measured only where there is one.
      if (answer instanceof Promise) await answer;
    } catch {
      // Refused, which takes its time as well.
    }
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
    if (least < ENOUGH) break;
  }
  return least;
}
