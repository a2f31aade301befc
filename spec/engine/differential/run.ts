import fc from 'fast-check';
import type { Difference } from './known-differences';
import { type Accounts, engineBackend } from './raw-backend';
import { firstDifference } from './sequence';
import { type Sequence, sequences } from './sequences';
import { NeverSettles } from './upkeep';

/** DynamoDB Local waits more than it works: several sequences at a time, each in an account of its own. */
const IN_FLIGHT = 12;

/** What a run has done until now. */
export interface Progress {
  readonly sequences: number;
  readonly answers: number;
}

export interface Outcome extends Progress {
  /** The seeds of the sequences whose answers differ. */
  readonly failed: readonly number[];
}

/** More differences than these are not looked for: they mostly have one cause. */
const MAX_FAILED = 8;

/** Compares the sequences of `firstSeed` and the seeds after it, until those are enough or too many differ. */
export async function compareSequences(
  other: Accounts,
  firstSeed: number,
  isEnough: (progress: Progress) => boolean,
): Promise<Outcome> {
  const outcome = { sequences: 0, answers: 0, failed: [] as number[] };
  let accounts = 0;
  const work = async () => {
    let account = accountName(accounts++);
    while (outcome.failed.length < MAX_FAILED && !isEnough(outcome)) {
      const seed = firstSeed + outcome.sequences++;
      const onAnswer = () => outcome.answers++;
      try {
        if (await firstDifference(other.account(account), engineBackend(), sequenceOf(seed), onAnswer)) {
          outcome.failed.push(seed);
        }
      } catch (error) {
        if (!(error instanceof NeverSettles)) throw error;
        account = accountName(accounts++);
      }
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return outcome;
}

/** The fewest and smallest requests that still show a difference, in words. */
export async function explain(other: Accounts, seed: number): Promise<string> {
  const account = other.account(`explaining${seed}`);
  const compare = (sequence: Sequence) => firstDifference(account, engineBackend(), sequence, () => {});
  const property = fc.asyncProperty(sequences, async sequence => (await compare(sequence)) === undefined);
  const { counterexample } = await fc.check(property, { ...parametersOf(seed), endOnFailure: false });
  const [sequence] = counterexample ?? [sequenceOf(seed)];
  const difference = await compare(sequence);
  return [`seed ${seed}`, ...sequence.map(request => JSON.stringify(request)), ...linesOf(difference)].join('\n');
}

function linesOf(difference: Difference | undefined): string[] {
  if (!difference) return ['No difference when asked again.'];
  const { request, local, engine } = difference;
  return [
    `differs: ${JSON.stringify(request)}`,
    `other:  ${JSON.stringify(local)}`,
    `engine: ${JSON.stringify(engine)}`,
  ];
}

function sequenceOf(seed: number): Sequence {
  const [sequence] = fc.sample(sequences, parametersOf(seed));
  return sequence as Sequence;
}

function parametersOf(seed: number) {
  return { seed, numRuns: 1, unbiased: true };
}

function accountName(n: number): string {
  return `account${n}`;
}
