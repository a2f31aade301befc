import fc from 'fast-check';
import { brokenStatements, insertStatements, selectStatements, statements, writeStatements } from '../statements';
import type { TableShape } from '../tables';
import { capacity, onFailure, type Request, seldom } from './request';

/** The table that the statements are about. */
export const statementTable: TableShape = {
  types: { p: 'S', s: 'N' },
  global: { keys: ['g'], projection: { ProjectionType: 'ALL' } },
};

const VALUES = [{ S: 'a' }, { N: '1' }, { S: 'x' }];

/** Some of the literals of a statement as parameters. */
const parameterized = fc.tuple(statements, fc.nat(2)).map(([Statement, at]) => {
  const literals = ["'a'", '1', "'x'"];
  const [before, ...after] = Statement.split(` ${literals[at]}`);
  if (after.length === 0) return { Statement };
  return { Statement: [before, ...after].join(' ?'), Parameters: after.map(() => VALUES[at]) };
});

const plain = (statement: fc.Arbitrary<string>) => statement.map(Statement => ({ Statement }));
const conditional = (statement: fc.Arbitrary<object>) =>
  fc
    .tuple(statement, onFailure)
    .map(([each, ReturnValuesOnConditionCheckFailure]) => ({ ...each, ReturnValuesOnConditionCheckFailure }));

/** ExecuteStatement, BatchExecuteStatement and ExecuteTransaction. */
export const statementRequest: fc.Arbitrary<Request> = fc.oneof(
  { weight: 3, arbitrary: execute(plain(insertStatements)) },
  { weight: 10, arbitrary: execute(conditional(fc.oneof(plain(statements), parameterized))) },
  { weight: 2, arbitrary: execute(plain(brokenStatements)) },
  { weight: 2, arbitrary: several('BatchExecuteStatement', 'Statements') },
  { weight: 3, arbitrary: several('ExecuteTransaction', 'TransactStatements') },
);

function execute(statement: fc.Arbitrary<object>): fc.Arbitrary<Request> {
  const options = fc.record({
    ReturnConsumedCapacity: capacity,
    ConsistentRead: fc.constantFrom(undefined, undefined, true),
    Limit: seldom(fc.integer({ min: 1, max: 3 })),
  });
  return fc
    .tuple(statement, options)
    .map(([one, more]) => ({ operation: 'ExecuteStatement', input: { ...one, ...more } }));
}

/** Reads or writes, as one request cannot have both. */
function several(operation: string, member: string): fc.Arbitrary<Request> {
  const list = (statement: fc.Arbitrary<string>) =>
    fc.array(conditional(plain(statement)), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(fc.oneof(list(selectStatements), list(writeStatements)), capacity)
    .map(([each, ReturnConsumedCapacity]) => ({ operation, input: { [member]: each, ReturnConsumedCapacity } }));
}
