import type { Engine } from '../../../lib/engine/engine';
import { ask, engineWithTable, get, invalid, N, put, S } from '../asking';

type Statement = string | { Statement: string; [member: string]: unknown };

function batch(engine: Engine, statements: readonly Statement[], options: object = {}): object {
  const Statements = statements.map(statement =>
    typeof statement === 'string' ? { Statement: statement } : statement,
  );
  return ask(engine, 'BatchExecuteStatement', { Statements, ...options });
}

function engineWithItems(): Engine {
  const engine = engineWithTable();
  put(engine, { p: S('a'), v: N(1) }, { p: S('b'), v: N(2) });
  return engine;
}

const failed = (Code: string, Message: string) => ({ Error: { Code, Message } });
const read = (condition: string) => `SELECT v FROM things WHERE ${condition}`;

describe('BatchExecuteStatement', () => {
  it('reads items by their keys', () => {
    const statements = [
      read("p = 'a'"),
      { Statement: read('p = ?'), Parameters: [S('b')] },
      read("p = 'none'"),
      read("'c' = p AND p = 'c'"),
    ];
    expect(batch(engineWithItems(), statements)).toEqual({
      Responses: [
        { TableName: 'things', Item: { v: N(1) } },
        { TableName: 'things', Item: { v: N(2) } },
        { TableName: 'things' },
        { TableName: 'things' },
      ],
    });
  });

  it('gives parts in their places', () => {
    const engine = engineWithTable();
    put(engine, { p: S('a'), m: { M: { k: N(1), x: N(2) } }, l: { L: [N(3), N(4)] } });
    expect(batch(engine, ["SELECT m.k, l[1] FROM things WHERE p = 'a'"])).toEqual({
      Responses: [{ TableName: 'things', Item: { m: { M: { k: N(1) } }, l: { L: [N(4)] } } }],
    });
  });

  it('counts what it reads', () => {
    const statements = [{ Statement: read("p = 'a'"), ConsistentRead: true }, read("p = 'b'"), read("p = 'none'")];
    expect(batch(engineWithItems(), statements, { ReturnConsumedCapacity: 'TOTAL' })).toMatchObject({
      ConsumedCapacity: [{ TableName: 'things', CapacityUnits: 2 }],
    });
  });

  it('writes what it can and says of each other statement what is wrong', () => {
    const engine = engineWithItems();
    const statements = [
      "INSERT INTO things VALUE {'p': 'new'}",
      "INSERT INTO things VALUE {'p': 'a'}",
      "UPDATE things SET v = 3 WHERE p = 'none'",
      "DELETE FROM things WHERE p = 'b' RETURNING ALL OLD *",
      "INSERT INTO others VALUE {'p': 'x'}",
      "INSERT INTO things VALUE {'v': 1}",
      'nonsense',
      'UPDATE things SET v = ? WHERE p = ?',
      "EXISTS(SELECT * FROM things WHERE p = 'a' AND v = 1)",
    ];
    expect(batch(engine, statements, { ReturnConsumedCapacity: 'TOTAL' })).toEqual({
      Responses: [
        { TableName: 'things' },
        { TableName: 'things', ...failed('DuplicateItem', 'Duplicate primary key exists in table') },
        { TableName: 'things', ...failed('ConditionalCheckFailed', 'The conditional request failed') },
        { TableName: 'things', Item: { p: S('b'), v: N(2) } },
        { TableName: 'others', ...failed('ResourceNotFound', 'Requested resource not found') },
        failed('ValidationError', 'Key attribute should be present in the item: Key p'),
        failed('ValidationError', 'Unsupported operation: VariableReference'),
        failed('ValidationError', "Number of parameters in request and statement don't match."),
        failed('ValidationError', 'EXISTS can only be used in ExecuteTransaction write requests.'),
      ],
      ConsumedCapacity: [{ TableName: 'things', CapacityUnits: 4 }],
    });
    expect(get(engine, { p: S('new') })).toEqual({ p: S('new') });
    expect(get(engine, { p: S('b') })).toBeUndefined();
  });

  it('shows no item of a failed condition, though asked to', () => {
    const Statement = "UPDATE things SET v = 3 WHERE p = 'a' AND v = 2";
    expect(batch(engineWithItems(), [{ Statement, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }])).toEqual({
      Responses: [{ TableName: 'things', ...failed('ConditionalCheckFailed', 'The conditional request failed') }],
    });
  });

  it('counts what is stopped in the total alone, by the larger of the item that is there and the one it brings', () => {
    const text = 'x'.repeat(3000);
    const engine = engineWithTable({ global: { byGroup: { keys: ['g'] } } });
    put(engine, { p: S('large'), text: S(text) }, { p: S('small') });
    const statements = [
      "UPDATE things SET v = 1 WHERE p = 'none'",
      `INSERT INTO things VALUE {'p': 'small', 'text': '${text}'}`,
      "INSERT INTO things VALUE {'p': 'large'}",
      "INSERT INTO things VALUE {'p': 'new', 'g': 'x'}",
      "INSERT INTO things VALUE {'p': 1}",
    ];
    expect(batch(engine, statements, { ReturnConsumedCapacity: 'INDEXES' })).toMatchObject({
      ConsumedCapacity: [
        {
          TableName: 'things',
          CapacityUnits: 9,
          Table: { CapacityUnits: 1 },
          GlobalSecondaryIndexes: { byGroup: { CapacityUnits: 1 } },
        },
      ],
    });
  });

  it('tells nothing of a table of which every statement is stopped', () => {
    const statements = ["INSERT INTO things VALUE {'p': 'a'}", "UPDATE things SET v = 1 WHERE p = 'none'"];
    expect(batch(engineWithItems(), statements, { ReturnConsumedCapacity: 'TOTAL' })).not.toHaveProperty(
      'ConsumedCapacity',
    );
  });

  it.each([['v = 1'], ["p = 'a' OR p = 'b'"], ["p IN ['a']"], ["p = 'a' AND v = 1"], ["p = 'a' AND p = 'b'"]])(
    'reads no item by %s',
    condition => {
      const message =
        'Select statements within BatchExecuteStatement must specify the primary key in the where clause.';
      expect(batch(engineWithItems(), [read(condition)])).toEqual({ Responses: [failed('ValidationError', message)] });
    },
  );

  it.each<[what: string, statements: readonly Statement[], message: string]>([
    [
      'reads beside writes',
      [read("p = 'a'"), "DELETE FROM things WHERE p = 'b'"],
      'Read and write requests together in the same batch is not supported.',
    ],
    [
      'reads beside writes, whatever else is wrong with them',
      ['SELECT v, v FROM things', 'nonsense', "DELETE FROM things WHERE p = 'b'"],
      'Read and write requests together in the same batch is not supported.',
    ],
    [
      'a parameter that is no value',
      ['nonsense', { Statement: read('p = ?'), Parameters: [N('x')] }],
      'The parameter cannot be converted to a numeric value: x',
    ],
    [
      'an item that is read twice',
      [read("p = 'a'"), read("'a' = p")],
      'Provided list of item keys contains duplicates',
    ],
    [
      'an item that is written twice',
      ["INSERT INTO things VALUE {'p': 'x'}", "DELETE FROM things WHERE p = 'x'"],
      'Provided list of item keys contains duplicates',
    ],
    [
      'no statements',
      [],
      "1 validation error detected: Value '[]' at 'statements' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'an empty statement',
      [''],
      "1 validation error detected: Value '' at 'statements.1.member.statement' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
  ])('refuses %s', (_what, statements, message) => {
    expect(batch(engineWithItems(), statements)).toEqual(invalid(message));
  });

  it('refuses more than 25 statements', () => {
    expect(batch(engineWithItems(), Array(26).fill(read("p = 'a'")))).toMatchObject({
      error: 'ValidationException',
      message: expect.stringContaining(
        "at 'statements' failed to satisfy constraint: Member must have length less than or equal to 25",
      ),
    });
  });
});
