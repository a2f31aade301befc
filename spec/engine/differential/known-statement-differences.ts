import type { Canonical } from './compare';
import type { Difference, KnownDifference } from './known-differences';

/** Where DynamoDB Local is known to answer PartiQL otherwise than the service. */
export const knownStatementDifferences: readonly KnownDifference[] = [
  {
    reason: 'Syntax errors: DynamoDB Local repeats the statement, or looks at its kind or its parameters first.',
    explains: ({ local, engine }) =>
      [local, engine].every(({ error }) => error === 'ValidationException') &&
      [local, engine].some(({ message }) => message?.startsWith("Statement wasn't well formed")),
  },
  {
    reason: 'Items that are there: a reason of DynamoDB Local has the code of another fault.',
    explains: both(({ body }) => JSON.stringify(body).includes('Duplicate primary key exists in table')),
  },
  {
    reason: 'Statements with several faults, or keys of other types: which fault is told.',
    explains: ({ local, engine }) =>
      /^(Unsupported data type|The second argument to SET_ADD must be|Must have at least one non-optional hash key|Key value must be of type)/.test(
        local.message ?? '',
      ) && engine.error === 'ValidationException',
  },
  {
    reason: 'Too few parameters: DynamoDB Local looks at aliases and tokens that it does not support first.',
    explains: ({ local, engine }) =>
      local.error === 'ValidationException' && /^Number of parameters in request/.test(engine.message ?? ''),
  },
  {
    reason: 'DynamoDB Local finds only at the item that a comparison is assigned.',
    explains: ({ engine }) => /Unsupported operator in Update Expression. Operator: [=<>]/.test(engine.message ?? ''),
  },
  {
    reason: 'Items that are there: the exception has a longer name.',
    explains: ({ local, engine }) => local.error === 'DuplicateItem' && engine.error === 'DuplicateItemException',
  },
  {
    reason: 'Comparisons with the value first: DynamoDB Local reads the range of the sort key the wrong way round.',
    explains: ({ request }) => /[\d)] *((<|<=|>|>=) *|BETWEEN .* AND *)s\b/.test(JSON.stringify(request.input)),
  },
  {
    reason: 'Index keys: DynamoDB Local names neither the index nor the types.',
    explains: both(({ message = '' }) => /ndex [Kk]ey/.test(message)),
  },
  {
    reason: 'Keys of another type: whether a condition is one on the key.',
    explains: both(({ message = '' }) => /Condition parameter type|data type should match/.test(message)),
  },
];

function both(isSo: (answer: Canonical) => boolean | undefined): (difference: Difference) => boolean {
  return ({ local, engine }) => [local, engine].every(isSo);
}
