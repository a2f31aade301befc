import fc from 'fast-check';
import { LOCAL_ENDPOINT } from '../../support/environment';
import { engineBackend, httpBackend, type RawBackend } from './raw-backend';
import { firstDifference, sequences } from './run';

/** How many requests both are to answer; without a number the run ends after a while, however many those are. */
const OPERATIONS = Number(process.env.DYNACT_FUZZ_OPERATIONS ?? 0);
const TIME_LIMIT_MS = OPERATIONS > 0 ? Number.POSITIVE_INFINITY : 20_000;
const TEST_TIMEOUT_MS = OPERATIONS > 0 ? 2 ** 31 - 1 : 4 * TIME_LIMIT_MS;
/** The same requests each time, unless a number of them is asked for. */
const FIRST_SEED = OPERATIONS > 0 ? Date.now() : 0;
const DEFAULT_OPERATIONS = 3000;
const SEQUENCE_LENGTH = 25;
const RUNS_PER_ROUND = 20;

const endpoint = process.env[LOCAL_ENDPOINT];
const others: [string, () => RawBackend & { close?(): void }][] = [['another engine', engineBackend]];
if (endpoint) others.push(['DynamoDB Local', () => httpBackend(endpoint)]);

describe.each(others)('the engine beside %s', (name, backend) => {
  const other = backend();

  afterAll(() => other.close?.());

  it(
    'gives the same answers to random requests',
    async () => {
      const engine = engineBackend();
      const deadline = Date.now() + TIME_LIMIT_MS;
      let answered = 0;
      const property = fc.asyncProperty(sequences(SEQUENCE_LENGTH), async sequence => {
        expect(await firstDifference(other, engine, sequence, () => answered++)).toBeUndefined();
      });
      for (let round = 1; answered < (OPERATIONS || DEFAULT_OPERATIONS) && Date.now() < deadline; round++) {
        await fc.assert(property, { numRuns: RUNS_PER_ROUND, seed: FIRST_SEED + round });
      }
      expect(answered).toBeGreaterThan(0);
      if (OPERATIONS > 0) console.info(`${answered} answers compared with ${name}`);
    },
    TEST_TIMEOUT_MS,
  );
});
