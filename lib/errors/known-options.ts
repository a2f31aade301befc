import { ConfigurationError, ValidationError } from './usage-errors';

/**
 * All members in one type, with their documentation: a hover shows them. Of an interface that extends others, a hover only shows the name.
 * `K` is only there for the compiler, which then keeps the name that the result is given.
 */
export type Flat<T, K extends keyof T = keyof T> = { [P in K]: T[P] };

/** The names of a call's options. The compiler checks that none is missing. */
export type OptionNames<O> = { readonly [Name in Exclude<keyof O, Internal>]-?: true };

/** Options between parts of the package. */
type Internal = 'tracking' | 'onUnknownItem';

/** The names of several calls. A function, as bundlers remove unused calls, but keep objects with a spread. */
export function namesOf<const A extends object, const B extends object, const C extends object = object>(
  a: A,
  b: B,
  c?: C,
): A & B & C {
  return { ...a, ...b, ...(c as C) };
}

/**
 * Throws ValidationError for an option that a call does not have. A misspelt option would be ignored silently, and with it perhaps a check.
 *
 * @param owner the class of the call; empty if it has none
 */
export function checkOptions(owner: string, call: string, options: unknown, known: object): void {
  const fault = options === undefined ? undefined : faultOf(options, known);
  if (fault) throw ValidationError.misuse(`${owner && `${owner}.`}${call} ${fault}`);
}

/** The same for options of a class or the process: throws ConfigurationError. */
export function checkChoices(where: string, choices: unknown, known: object): void {
  const fault = choices === undefined ? undefined : faultOf(choices, known);
  if (fault) throw new ConfigurationError(`${where} ${fault}`);
}

function faultOf(options: unknown, known: object): string | undefined {
  if (typeof options !== 'object' || options === null) return 'takes its options as an object';
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name) || (options as Record<string, unknown>)[name] === undefined) continue;
    return `has no option "${name}": ${advice(name, Object.keys(known))}`;
  }
  return undefined;
}

function advice(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map(other => ({ other, distance: distanceBetween(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, distance }) => distance <= Math.max(1, Math.floor(other.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return nearest ? `did you mean "${nearest.other}"?` : `it takes ${[...known].sort().join(', ') || 'none'}`;
}

/** How many letters must be added, removed or replaced to turn one text into the other. */
function distanceBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, replaced));
    }
    above = row;
  }
  return above[b.length]!;
}
