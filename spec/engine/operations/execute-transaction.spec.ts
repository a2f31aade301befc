import { Engine } from '../../../lib/engine/engine';
import { ask, engineWithTable, get, invalid, N, put, S } from '../asking';

type Statement = string | { Statement: string; [member: string]: unknown };

function transact(engine: Engine, statements: readonly Statement[], options: object = {}): object {
  const TransactStatements = statements.map(statement =>
    typeof statement === 'string' ? { Statement: statement } : statement,
  );
  return ask(engine, 'ExecuteTransaction', { TransactStatements, ...options });
}

function engineWithItems(): Engine {
  const engine = engineWithTable({ global: { byGroup: { keys: ['g'] } } });
  put(engine, { p: S('a'), v: N(1) }, { p: S('b'), v: N(2) });
  return engine;
}

const cancelled = (...reasons: readonly { Code: string; Message?: string; Item?: object }[]) => ({
  error: 'TransactionCanceledException',
  message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
  CancellationReasons: reasons,
});
const NONE = { Code: 'None' };
const FAILED = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
const INSERT = "INSERT INTO things VALUE {'p': 'new'}";

describe('ExecuteTransaction', () => {
  it('reads items by their keys', () => {
    const statements = [
      "SELECT v FROM things WHERE p = 'a'",
      { Statement: 'SELECT * FROM things WHERE p = ?', Parameters: [S('b')] },
      "SELECT * FROM things WHERE p = 'none'",
    ];
    expect(transact(engineWithItems(), statements, { ReturnConsumedCapacity: 'TOTAL' })).toEqual({
      Responses: [{ Item: { v: N(1) } }, { Item: { p: S('b'), v: N(2) } }, {}],
      ConsumedCapacity: [{ TableName: 'things', CapacityUnits: 6, ReadCapacityUnits: 6 }],
    });
  });

  it('writes everything where every check holds', () => {
    const engine = engineWithItems();
    const statements = [
      INSERT,
      "UPDATE things SET v = v + 10 WHERE p = 'a' AND v = 1",
      "DELETE FROM things WHERE p = 'none'",
      "EXISTS(SELECT * FROM things WHERE p = 'b' AND v = 2)",
    ];
    expect(transact(engine, statements, { ReturnConsumedCapacity: 'TOTAL' })).toEqual({
      Responses: [],
      ConsumedCapacity: [{ TableName: 'things', CapacityUnits: 8, WriteCapacityUnits: 8 }],
    });
    expect(get(engine, { p: S('new') })).toBeDefined();
    expect(get(engine, { p: S('a') })).toEqual({ p: S('a'), v: N(11) });
    expect(get(engine, { p: S('b') })).toEqual({ p: S('b'), v: N(2) });
  });

  it.each<[what: string, statement: Statement, reason: object]>([
    ['a check that fails', "EXISTS(SELECT * FROM things WHERE p = 'b' AND v = 3)", FAILED],
    ['a check of an item that is not there', "exists(SELECT * FROM things WHERE p = 'x' AND v IS MISSING)", FAILED],
    ['a condition that fails', "UPDATE things SET v = 1 WHERE p = 'b' AND v = 3", FAILED],
    ['an update of an item that is not there', "UPDATE things SET v = 1 WHERE p = 'x'", FAILED],
    [
      'an item that is there',
      "INSERT INTO things VALUE {'p': 'a'}",
      { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' },
    ],
    [
      'an item without its key',
      "INSERT INTO things VALUE {'v': 1}",
      { Code: 'ValidationError', Message: 'Key attribute should be present in the item: Key p' },
    ],
    [
      'an update of no item',
      'UPDATE things SET v = 1',
      { Code: 'ValidationError', Message: 'Where clause does not contain a mandatory equality on all key attributes' },
    ],
    [
      'a check of a key of another type',
      'EXISTS(SELECT * FROM things WHERE p = 1 AND v = 1)',
      {
        Code: 'ValidationError',
        Message: "Key attribute's data type should match its data type in table's schema: Key p",
      },
    ],
    [
      'an update that does not fit',
      "UPDATE things SET v = p + 1 WHERE p = 'b'",
      { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
    ],
    [
      'a condition that fails, with the item',
      { Statement: "DELETE FROM things WHERE p = 'b' AND v = 3", ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      { ...FAILED, Item: { p: S('b'), v: N(2) } },
    ],
  ])('does nothing after %s', (_what, statement, reason) => {
    const engine = engineWithItems();
    expect(transact(engine, [INSERT, statement])).toEqual(cancelled(NONE, reason as { Code: string }));
    expect(get(engine, { p: S('new') })).toBeUndefined();
  });

  it('asks for no columns in a check', () => {
    const statement = "EXISTS(SELECT DISTINCT v, v FROM things WHERE p = 'a' AND v = 1)";
    expect(transact(engineWithItems(), [statement])).toEqual({ Responses: [] });
  });

  it('says of each read what is wrong with its key', () => {
    const statements = ["SELECT * FROM things WHERE p = 'a'", 'SELECT * FROM things WHERE p = 1'];
    const Message = "Key attribute's data type should match its data type in table's schema: Key p";
    expect(transact(engineWithItems(), statements)).toEqual(cancelled(NONE, { Code: 'ValidationError', Message }));
  });

  it('does the same request with a token once', () => {
    const engine = engineWithItems();
    const add = (amount: number, ClientRequestToken: string) =>
      transact(engine, [`UPDATE things SET v = v + ${amount} WHERE p = 'a'`], {
        ClientRequestToken,
        ReturnConsumedCapacity: 'TOTAL',
      });
    expect(add(1, 'one')).toMatchObject({ ConsumedCapacity: [{ WriteCapacityUnits: 2 }] });
    expect(add(1, 'one')).toEqual({
      Responses: [],
      ConsumedCapacity: [{ TableName: 'things', CapacityUnits: 2, ReadCapacityUnits: 2 }],
    });
    expect(add(2, 'one')).toMatchObject({ error: 'IdempotentParameterMismatchException' });
    expect(get(engine, { p: S('a') })).toEqual({ p: S('a'), v: N(2) });
    add(2, 'two');
    expect(get(engine, { p: S('a') })).toEqual({ p: S('a'), v: N(4) });
  });

  it('holds reads to their token, too', () => {
    const engine = engineWithItems();
    const options = { ClientRequestToken: 'one' };
    const answer = { Responses: [{ Item: { v: N(1) } }] };
    expect(transact(engine, ["SELECT v FROM things WHERE p = 'a'"], options)).toEqual(answer);
    expect(transact(engine, ["SELECT v FROM things WHERE p = 'a'"], options)).toEqual(answer);
    expect(transact(engine, ["SELECT v FROM things WHERE p = 'b'"], options)).toMatchObject({
      error: 'IdempotentParameterMismatchException',
    });
  });

  it.each<[what: string, statements: readonly Statement[], message: string]>([
    [
      'reads beside writes',
      ["SELECT * FROM things WHERE p = 'a'", INSERT],
      'ExecuteTransaction API does not support both read and write operations in the same request.',
    ],
    [
      'an item that is read twice',
      ["SELECT p FROM things WHERE p = 'a'", "SELECT v FROM things WHERE p = 'a'"],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'an item that is written twice',
      [INSERT, "DELETE FROM things WHERE p = 'new'"],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'an item that is written and checked',
      ["DELETE FROM things WHERE p = 'a'", "EXISTS(SELECT * FROM things WHERE p = 'a' AND v = 1)"],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'a read of many items',
      ['SELECT * FROM things'],
      'Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must specify the primary key in the where clause.',
    ],
    [
      'a read with another condition than the key',
      ["SELECT * FROM things WHERE p = 'a' AND v = 1"],
      'Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must specify the primary key in the where clause.',
    ],
    [
      'a read of an index',
      ["SELECT * FROM things.byGroup WHERE g = 'x'"],
      'Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.',
    ],
    [
      'RETURNING',
      [INSERT, "DELETE FROM things WHERE p = 'a' RETURNING ALL OLD *"],
      'Validation failed in TransactStatements[1]: RETURNING clause is not supported in ExecuteTransaction.',
    ],
    [
      'a check without a condition',
      [INSERT, "EXISTS(SELECT * FROM things WHERE p = 'a')"],
      'Validation failed in TransactStatements[1]: EXISTS() must contain a single item read with additional condition',
    ],
    [
      'a check of many items',
      [INSERT, 'EXISTS(SELECT * FROM things WHERE v = 1)'],
      'Validation failed in TransactStatements[1]: EXISTS() must contain a single item read with additional condition',
    ],
    [
      'a check of an index',
      ["EXISTS(SELECT * FROM things.byGroup WHERE p = 'a' AND v = 1)"],
      'Validation failed in TransactStatements[0]: Operations on indices are not supported in transactions',
    ],
    [
      'a read of two items',
      ["SELECT * FROM things WHERE p = 'a' AND p = 'b'"],
      'Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must specify the primary key in the where clause.',
    ],
    [
      'what is wrong with a statement by itself',
      [INSERT, "UPDATE things SET v = 1, v = 2 WHERE p = 'a'"],
      'Validation failed in TransactStatements[1]: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [v], path two: [v]',
    ],
    [
      'fewer parameters than question marks',
      [{ Statement: 'SELECT * FROM things WHERE p = ?' }],
      "Validation failed in TransactStatements[0]: Number of parameters in request and statement don't match.",
    ],
    [
      'what an INSERT cannot return',
      [`${INSERT} RETURNING ALL OLD *`],
      'Validation failed in TransactStatements[0]: RETURNING is not supported in INSERT',
    ],
    [
      'the first of two faults',
      ['SELECT * FROM things.byGroup', 'SELECT v, v FROM things'],
      'Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.',
    ],
    [
      'reads beside writes, whatever else is wrong with them',
      ['SELECT v, v FROM things', "DELETE FROM things WHERE p = 'a'", 'more nonsense'],
      'ExecuteTransaction API does not support both read and write operations in the same request.',
    ],
    [
      'a parameter that is no value, before all else',
      ['more nonsense', { Statement: 'SELECT * FROM things WHERE p = ?', Parameters: [{}] }],
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    ['what is no check', ['EXISTS(1)'], 'Unsupported operation in transaction.'],
    [
      'the opposite of a check',
      ["NOT EXISTS(SELECT * FROM things WHERE p = 'a' AND v = 1)"],
      'Unsupported operation in transaction.',
    ],
    [
      'what is no statement',
      [INSERT, 'more nonsense'],
      "Statement wasn't well formed, can't be processed: Unexpected token after expression",
    ],
    [
      'no statements',
      [],
      "1 validation error detected: Value '[]' at 'transactStatements' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    ['more than 100 statements', Array(101).fill(INSERT), 'Member must have length less than or equal to 100'],
  ])('refuses %s', (_what, statements, message) => {
    expect(transact(engineWithItems(), statements)).toEqual(invalid(message));
  });

  it.each([["SELECT * FROM others WHERE p = 'a'"], ["INSERT INTO others VALUE {'p': 'a'}"]])(
    'needs the table of %s',
    statement => {
      expect(transact(new Engine(), [statement])).toEqual({
        error: 'ResourceNotFoundException',
        message: 'Requested resource not found',
      });
    },
  );
});
