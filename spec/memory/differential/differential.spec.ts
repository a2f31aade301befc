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
const others: [string, number, () => Accounts][] = [['another engine', 200, engineAccounts]];
if (endpoint) others.push(['DynamoDB Local', 2500, () => httpAccounts(endpoint)]);

describe.each(others)('the engine beside %s', (name, enough, accounts) => {
  const other = accounts();

  afterAll(() => other.close());

  it(
    'gives the same answers to random requests',
    async () => {
      const isEnough = ({ sequences, answers }: Progress) =>
        OPERATIONS > 0 ? answers >= OPERATIONS : sequences >= enough;
      const { failed, sequences, answers } = await compareSequences(other, SEED, isEnough);
      if (failed !== undefined) throw new Error(await explain(other, failed));
      expect(answers).toBeGreaterThan(2 * sequences);
      if (OPERATIONS > 0) console.info(`${answers} answers in ${sequences} sequences compared with ${name}`);
    },
    TIMEOUT_MS,
  );
});
