import { LOCAL_ENDPOINT } from '../../support/environment';
import { type Accounts, engineAccounts, httpAccounts } from './raw-backend';
import { compareSequences, explain, type Progress } from './run';

/** How many answers are to be compared; without a number a set of sequences is, the same each time. */
const OPERATIONS = Number(process.env.DYNACT_FUZZ_OPERATIONS ?? 0);
/** Where to begin: that of a failure shows it again. */
const SEED = Number(process.env.DYNACT_FUZZ_SEED ?? (OPERATIONS > 0 ? Date.now() % 1e9 : 1));
const TIMEOUT_MS = OPERATIONS > 0 ? 2 ** 31 - 1 : 300_000;

const endpoint = process.env[LOCAL_ENDPOINT];
/** An engine beside itself shows that its answers, and what compares them, do not change from one time to the next. */
const others: [string, (progress: Progress) => boolean, () => Accounts][] = [
  ['another engine', ({ sequences }) => sequences >= 200, engineAccounts],
];
if (endpoint) {
  const isEnough = ({ sequences, answers }: Progress) => (OPERATIONS > 0 ? answers >= OPERATIONS : sequences >= 2500);
  others.push(['DynamoDB Local', isEnough, () => httpAccounts(endpoint)]);
}

describe.each(others)('the engine beside %s', (name, isEnough, accounts) => {
  const other = accounts();

  afterAll(() => other.close());

  it(
    'gives the same answers to random requests',
    async () => {
      const { failed, sequences, answers } = await compareSequences(other, SEED, isEnough);
      const explanations: string[] = [];
      for (const seed of failed) explanations.push(await explain(other, seed));
      if (failed.length > 0) throw new Error(explanations.join('\n\n'));
      expect(answers).toBeGreaterThan(2 * sequences);
      if (OPERATIONS > 0) console.info(`${answers} answers in ${sequences} sequences compared with ${name}`);
    },
    TIMEOUT_MS,
  );
});
