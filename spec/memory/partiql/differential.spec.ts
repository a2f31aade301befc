import fc from 'fast-check';
import { LOCAL_ENDPOINT } from '../../support/environment';
import { type Canonical, canonical } from '../differential/compare';
import { engineBackend, httpBackend, type RawBackend } from '../differential/raw-backend';
import { brokenStatements, CREATE_TABLE, statements } from './random-statements';

const SEQUENCES = 40;
const LENGTH = 25;
const TIMEOUT_MS = 120_000;
const PARAMETERS = [{ S: 'a' }, { N: '1' }, { S: 'x' }];

interface KnownDifference {
  readonly reason: string;
  explains(statement: string, local: Canonical, engine: Canonical): boolean;
}

/** Where DynamoDB Local is known to answer otherwise than the service. */
const KNOWN: readonly { reason: string; explains(statement: string, local: Canonical, engine: Canonical): boolean }[] =
  [
    {
      reason: 'Syntax errors: Local repeats the statement, the service says what is wrong with it.',
      explains: (_statement, local, engine) =>
        [local, engine].every(({ message }) => message?.startsWith("Statement wasn't well formed")),
    },
    {
      reason: 'Tables that are not there: other words.',
      explains: (_statement, local, engine) =>
        [local, engine].every(({ error }) => error === 'ResourceNotFoundException'),
    },
    {
      reason: 'Items that are there: the exception has a longer name.',
      explains: (_statement, local, engine) =>
        local.error === 'DuplicateItem' && engine.error === 'DuplicateItemException',
    },
    {
      reason: 'Comparisons with the value first: Local reads the range of the sort key the wrong way round.',
      explains: statement => /[\d)] *(<|<=|>|>=) *s\b/.test(statement),
    },
    {
      reason: 'Local fails.',
      explains: (_statement, local) => local.error === 'InternalFailure' || local.error === 'InternalServerError',
    },
    {
      reason: 'Index keys: Local names neither the index nor the types.',
      explains: (_statement, local, engine) =>
        [local, engine].every(({ message }) => /ndex [Kk]ey/.test(message ?? '')),
    },
    {
      reason: 'Keys of another type: whether a condition is one on the key.',
      explains: (_statement, local, engine) =>
        [local, engine].every(({ message }) => /Condition parameter type|data type should match/.test(message ?? '')),
    },
  ];

const SEVERAL_FAULTS: KnownDifference = {
  reason: 'Several faults in one statement: which of them is told.',
  explains: (_statement, local, engine) => [local, engine].every(({ error }) => error === 'ValidationException'),
};

const endpoint = process.env[LOCAL_ENDPOINT];
const others: [string, () => RawBackend & { close?(): void }][] = [['another engine', engineBackend]];
if (endpoint) others.push(['DynamoDB Local', () => httpBackend(endpoint)]);

describe.each(others)('PartiQL beside %s', (name, backend) => {
  const other = backend();

  afterAll(() => other.close?.());

  it.each<[what: string, arbitrary: fc.Arbitrary<string>, known: readonly KnownDifference[]]>([
    ['statements', statements, KNOWN],
    ['broken statements', fc.oneof(statements, brokenStatements), [...KNOWN, SEVERAL_FAULTS]],
  ])(
    'gives the same answers to random %s',
    async (_what, arbitrary, known) => {
      const seen = { answers: 0, same: 0 };
      const sequences = fc.array(arbitrary, { minLength: LENGTH, maxLength: LENGTH });
      const property = fc.asyncProperty(sequences, async sequence => {
        const engine = engineBackend();
        await other('DeleteTable', { TableName: CREATE_TABLE.TableName });
        for (const each of [other, engine]) await each('CreateTable', CREATE_TABLE);
        for (const statement of sequence) {
          const request = { Statement: statement, Parameters: PARAMETERS };
          const [theirs, ours] = [
            await other('ExecuteStatement', request),
            await engine('ExecuteStatement', request),
          ].map(answer => inAnyOrder(canonical(answer))) as [Canonical, Canonical];
          seen.answers++;
          if (JSON.stringify(theirs) === JSON.stringify(ours)) seen.same++;
          else if (!known.some(({ explains }) => explains(statement, theirs, ours)))
            expect({ statement, ...ours }).toEqual({ statement, ...theirs });
        }
      });
      await fc.assert(property, { numRuns: SEQUENCES, seed: 1 });
      expect(seen.answers).toBeGreaterThanOrEqual(SEQUENCES * LENGTH);
      expect(seen.same).toBeGreaterThan(seen.answers / 3);
      if (process.env.DYNACT_FUZZ_OPERATIONS)
        console.info(`${seen.same} of ${seen.answers} answers the same as ${name}`);
    },
    TIMEOUT_MS,
  );
});

/** Rows in an order of their own, as partitions have none. */
function inAnyOrder(answer: Canonical): Canonical {
  const { Items, ...rest } = answer.body as { Items?: object[] };
  if (!Items) return answer;
  return { ...answer, body: { ...rest, Items: Items.map(item => JSON.stringify(item)).sort() } };
}
