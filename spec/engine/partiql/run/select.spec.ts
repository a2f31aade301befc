import type { Engine } from '../../../../lib/engine/engine';
import type { Item } from '../../../../lib/wire/attribute-value';
import { ask, engineWithTable, invalid, N, put, S } from '../../asking';
import { engineWithThings, execute, rows } from '../statements';

const DOCUMENT: Item = {
  p: S('doc'),
  v: N(1),
  text: S('hello'),
  flag: { BOOL: true },
  nil: { NULL: true },
  parts: { L: [N(1), S('b'), { M: { deep: N(3) } }] },
  map: { M: { x: N(1), y: { L: [S('p'), S('q')] } } },
  words: { SS: ['a', 'b'] },
};

function engineWithDocuments(): Engine {
  const engine = engineWithTable();
  put(engine, DOCUMENT, { p: S('other'), v: N(2), text: S('help') }, { p: S('bare') });
  return engine;
}

/** The partition keys of what a condition lets through, in order. */
function matching(condition: string): string[] {
  const found = rows(engineWithDocuments(), `SELECT p FROM things WHERE ${condition}`);
  return found.map(({ p }) => (p as { S: string }).S).sort();
}

describe('SELECT', () => {
  it('reads whole items', () => {
    expect(rows(engineWithDocuments(), "SELECT * FROM things WHERE p = 'doc'")).toEqual([DOCUMENT]);
  });

  it.each<[projection: string, row: Item]>([
    ['p, v', { p: S('doc'), v: N(1) }],
    ['v, missing_attribute', { v: N(1) }],
    ['missing_attribute', {}],
    ['map.x', { x: N(1) }],
    ["map['x']", { x: N(1) }],
    ['parts[0], parts[1]', { 'parts[0]': N(1), 'parts[1]': S('b') }],
    ['map.y[1]', { 'y[1]': S('q') }],
    ['parts[2].deep', { deep: N(3) }],
    ['(v), @p', { p: S('doc'), v: N(1) }],
  ])('names the columns of %s', (projection, row) => {
    expect(rows(engineWithDocuments(), `SELECT ${projection} FROM things WHERE p = 'doc'`)).toEqual([row]);
  });

  it.each([
    ['v = 1', ['doc']],
    ['v <> 1', ['bare', 'other']],
    ['v != 1', ['bare', 'other']],
    ['v >= 1.0 AND v < 2e0', ['doc']],
    ['v = +1', ['doc']],
    ['v = -1', []],
    ['1 < v', ['other']],
    ["v = 1 OR v = 2 AND text = 'none'", ['doc']],
    ["(v = 1 OR v = 2) AND text = 'help'", ['other']],
    ['NOT v = 1', ['bare', 'other']],
    ['v BETWEEN 2 AND 3', ['other']],
    ['v NOT BETWEEN 2 AND 3', ['bare', 'doc']],
    ['v IN [1, 2]', ['doc', 'other']],
    ['v IN (2, 3)', ['other']],
    ['v NOT IN <<1>>', ['bare', 'other']],
    ['text IS MISSING', ['bare']],
    ['text IS NOT MISSING', ['doc', 'other']],
    ['nil IS NULL', ['doc']],
    ['nil = NULL', ['doc']],
    ['text IS NULL', []],
    ['text IS STRING', ['doc', 'other']],
    ['v IS NUMERIC AND flag IS BOOLEAN AND parts IS LIST AND map IS STRUCT', ['doc']],
    ['flag = TRUE', ['doc']],
    ["parts[1] = 'b'", ['doc']],
    ["map.y[0] = 'p'", ['doc']],
    ["map = {'x': 1, 'y': ['p', 'q']}", ['doc']],
    ["words = <<'b', 'a'>>", ['doc']],
    ["begins_with(text, 'hel')", ['doc', 'other']],
    ["begins_with(text, 'hell') = TRUE", ['doc']],
    ["begins_with(text, 'hell') = FALSE", ['bare', 'other']],
    ["(v = 1) = (text = 'help')", ['bare']],
    ['flag = (v = 1)', ['doc']],
    ["contains(words, 'a')", ['doc']],
    ["NOT contains(text, 'lo')", ['bare', 'other']],
    ["attribute_type(text, 'S')", ['doc', 'other']],
    ['size(parts) = 3', ['doc']],
    ['map.x = v', ['doc']],
  ])('finds what meets %s', (condition, expected) => {
    expect(matching(condition)).toEqual(expected);
  });

  it('takes parameters in their order', () => {
    const engine = engineWithDocuments();
    const statement = 'SELECT p FROM things WHERE v IN (?, ?) AND begins_with(text, ?) AND words = ?';
    expect(rows(engine, statement, N(1), N(2), S('h'), { SS: ['b', 'a'] })).toEqual([{ p: S('doc') }]);
  });

  it('reads with names of what objects inherit', () => {
    const engine = engineWithTable();
    execute(engine, `INSERT INTO things VALUE {'p': 'a', '__proto__': {'constructor': 1}}`);
    const [row] = rows(engine, 'SELECT __proto__ FROM things WHERE __proto__.constructor = 1');
    expect(JSON.stringify(row)).toBe('{"__proto__":{"M":{"constructor":{"N":"1"}}}}');
  });
});

describe('what a SELECT reads', () => {
  const numbers = (engine: Engine, statement: string) =>
    rows(engine, statement).map(({ p, s }) => [p, s].map(v => Object.values(v ?? {})[0]).join(''));

  it.each([
    ["p = 'a'", ['a1', 'a2', 'a3', 'a4']],
    ["'a' = p AND s > 2", ['a3', 'a4']],
    ["p = 'a' AND 2 >= s", ['a1', 'a2']],
    ["p = 'a' AND s > 1 AND s < 4", ['a2', 'a3']],
    ["p = 'a' AND s > 3 AND s < 2", []],
    ["p = 'a' AND s BETWEEN 2 AND 3", ['a2', 'a3']],
    ["p = 'a' AND s IN [3, 1, 3]", ['a1', 'a3']],
    ["p = 'a' AND (s = 3 OR s = 1)", ['a1', 'a3']],
    ["p IN ['b', 'a'] AND s = 1", ['a1', 'b1']],
    ["p = 'b' AND s = 1 OR p = 'a' AND s = 2", ['b1', 'a2']],
    ["(p = 'a' AND s > 1) OR (p = 'a' AND s < 3)", ['a1', 'a2', 'a3', 'a4']],
    ["p = 'a' AND p = 'b'", []],
    ["p = 'a' AND v > 20", ['a3', 'a4']],
    ["p = 'a' ORDER BY s DESC", ['a4', 'a3', 'a2', 'a1']],
    ["p IN ['a', 'b'] AND s < 3 ORDER BY p DESC, s", ['b1', 'b2', 'a1', 'a2']],
    ["p IN ['a', 'b'] AND s IN [1, 3] ORDER BY s DESC", ['a3', 'a1', 'b3', 'b1']],
  ])('is in order for %s', (condition, expected) => {
    expect(numbers(engineWithThings(), `SELECT p, s FROM things WHERE ${condition}`)).toEqual(expected);
  });

  it('comes from an index', () => {
    const engine = engineWithThings();
    expect(numbers(engine, `SELECT p, s FROM "things"."byGroup" WHERE g = 'odd' AND s = 3 ORDER BY s`).sort()).toEqual([
      'a3',
      'b3',
    ]);
    expect(numbers(engine, `SELECT p, s FROM things.byLabel WHERE p = 'a' AND begins_with(l, 'l')`)).toEqual([
      'a4',
      'a3',
      'a2',
      'a1',
    ]);
    expect(rows(engine, "SELECT v FROM things.byLabel WHERE p = 'a' AND l = 'l1'")).toEqual([{ v: N(40) }]);
    expect(rows(engine, "SELECT * FROM things.byLabel WHERE p = 'a' AND l = 'l1'")).toEqual([
      { p: S('a'), s: N(4), l: S('l1') },
    ]);
    expect(numbers(engine, "SELECT p, s FROM things.byGroup WHERE p = 'a'").sort()).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it.each([
    ["SELECT v FROM things WHERE p = 'a'", { CapacityUnits: 1, Table: { CapacityUnits: 1 } }],
    ["SELECT v FROM things WHERE p = 'none'", { CapacityUnits: 1, Table: { CapacityUnits: 1 } }],
    [
      "SELECT v FROM things.byLabel WHERE p = 'a'",
      { CapacityUnits: 5, Table: { CapacityUnits: 4 }, LocalSecondaryIndexes: { byLabel: { CapacityUnits: 1 } } },
    ],
  ])('is counted for %s', (Statement, capacity) => {
    const request = { Statement, ConsistentRead: true, ReturnConsumedCapacity: 'INDEXES' };
    expect(ask(engineWithThings(), 'ExecuteStatement', request)).toMatchObject({
      ConsumedCapacity: { TableName: 'things', ...capacity },
    });
  });

  it('is charged for what the key conditions leave, not for the partition', () => {
    const engine = engineWithTable({ keys: ['p', 's'] });
    for (let s = 0; s < 8; s++) put(engine, { p: S('a'), s: N(s), text: S('x'.repeat(4000)) });
    const unitsOf = (condition: string) => {
      const request = { Statement: `SELECT s FROM things WHERE ${condition}`, ReturnConsumedCapacity: 'TOTAL' };
      return (ask(engine, 'ExecuteStatement', request) as { ConsumedCapacity: { CapacityUnits: number } })
        .ConsumedCapacity.CapacityUnits;
    };
    expect(unitsOf("p = 'a'")).toBe(4);
    expect(unitsOf("p = 'a' AND s = 1")).toBe(0.5);
    expect(unitsOf("p = 'a' AND (s = 1 OR s = 2)")).toBe(1);
  });
});

describe('the pages of a SELECT', () => {
  function pages(engine: Engine, statement: string, Limit: number): string[] {
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const answer = ask(engine, 'ExecuteStatement', { Statement: statement, Limit, ...(NextToken && { NextToken }) });
      const page = answer as { Items: Item[]; NextToken?: string };
      found.push(page.Items.map(({ p, s }) => Object.values(p ?? {})[0] + Object.values(s ?? {})[0]).join(' '));
      ({ NextToken } = page);
    } while (NextToken);
    return found;
  }

  it.each([
    ["SELECT p, s FROM things WHERE p = 'a'", 3, ['a1 a2 a3', 'a4']],
    ["SELECT p, s FROM things WHERE p = 'a'", 4, ['a1 a2 a3 a4', '']],
    ["SELECT p, s FROM things WHERE p = 'a' ORDER BY s DESC", 3, ['a4 a3 a2', 'a1']],
    ["SELECT p, s FROM things WHERE p IN ['a', 'b'] AND s IN [1, 2, 4]", 2, ['a1 a2', 'a4 b1', 'b2 b4', '']],
    ["SELECT p, s FROM things WHERE p = 'a' AND v > 20", 2, ['', 'a3 a4', '']],
    ["SELECT p, s FROM things.byLabel WHERE p = 'a'", 3, ['a4 a3 a2', 'a1']],
  ])('of %s, %i at a time', (statement, limit, expected) => {
    expect(pages(engineWithThings(), statement, limit)).toEqual(expected);
  });

  it('of a scan have every item once', () => {
    const all = pages(engineWithThings(), 'SELECT p, s FROM things', 3).join(' ').trim().split(' ').sort();
    expect(all).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3', 'b4']);
  });

  it('end after 1 MB', () => {
    const engine = engineWithTable({ keys: ['p', 's'] });
    for (const p of ['a', 'b', 'c'])
      put(
        engine,
        { p: S(p), s: N(1), text: S('x'.repeat(399_000)) },
        { p: S(p), s: N(2), text: S('x'.repeat(399_000)) },
      );
    const statement = "SELECT p, s FROM things WHERE p IN ['a', 'b', 'c']";
    expect(pages(engine, statement, 100)).toEqual(['a1 a2 b1', 'b2 c1 c2', '']);
  });

  it('have tokens that fit no other statement', () => {
    const engine = engineWithThings();
    const first = ask(engine, 'ExecuteStatement', { Statement: "SELECT s FROM things WHERE p = 'a'", Limit: 2 });
    const { NextToken } = first as { NextToken: string };
    const next = (Statement: string, token = NextToken) =>
      ask(engine, 'ExecuteStatement', { Statement, NextToken: token });
    expect(next("SELECT v FROM things WHERE 'a' = p")).toEqual(invalid('NextToken does not match request'));
    expect(next("SELECT v FROM things WHERE p = 'b'")).toEqual(invalid('NextToken does not match request'));
    expect(next("SELECT v FROM things WHERE p = 'a'")).toEqual({ Items: [{ v: N(30) }, { v: N(40) }] });
    expect(next("SELECT v FROM things WHERE p = 'a'", 'garbage')).toEqual(invalid('Invalid NextToken'));
    expect(next("SELECT v FROM things.byGroup WHERE g = 'odd'")).toEqual(invalid('NextToken does not match request'));
    expect(next("DELETE FROM things WHERE p = 'a' AND s = 1")).toEqual(
      invalid('NextToken is only valid on a SELECT statement'),
    );
  });
});

describe('a SELECT that is refused', () => {
  const NOT_READ = { error: 'ResourceNotFoundException', message: 'Requested resource not found' };

  it('names a table that is not there', () => {
    expect(execute(engineWithThings(), 'SELECT * FROM others')).toEqual(NOT_READ);
  });

  it.each([
    ['SELECT DISTINCT p FROM things', 'Unsupported token in expression: DISTINCT'],
    ['SELECT VALUE p FROM things', "Select projection doesn't support value or pivot keywords"],
    ['SELECT p AS q FROM things t', 'Aliasing is not supported'],
    ['SELECT p FROM things t', 'Aliasing is not supported'],
    ['SELECT p FROM things, things', 'Only select from a single table or index is supported.'],
    ['SELECT p FROM things JOIN others ON 1 = 1', 'Only select from a single table or index is supported.'],
    ['SELECT p FROM things LIMIT 1', 'Unsupported clause: LIMIT at 1:28:1'],
    ['SELECT p FROM things GROUP BY p', 'Unsupported clause: GROUP BY'],
    ["SELECT p FROM 'things'", 'Unexpected from source'],
    ['SELECT p FROM things.byGroup.more', 'A path may contain at most 2 components in the FROM clause'],
    ['SELECT p FROM ""', 'Path component cannot be an empty string'],
    [
      'SELECT p FROM t',
      "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'.",
    ],
    ['SELECT p FROM things.others', 'The table does not have the specified index'],
    ['SELECT count(*) FROM things', 'Unexpected path component at 1:8:5'],
    ['SELECT v + 1 FROM things', 'Unexpected path component at 1:10:1'],
    ['SELECT p,\n  1 FROM things', 'Unexpected path component at 2:3:1'],
    ['SELECT things.* FROM things', "Changing item's hierarchy while reading isn't supported"],
    [`SELECT v${'.v'.repeat(32)} FROM things`, 'The document path has too many nesting levels; nesting levels: 33'],
    ['SELECT m.x, x FROM things', 'Duplicate identifiers in select clause: x'],
    [
      'SELECT m, m.x FROM things',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, x], path two: [m]',
    ],
    [
      'SELECT p.x FROM things',
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: p",
    ],
    [
      'SELECT v FROM things.keysByGroup',
      'One or more parameter values were invalid: Global secondary index keysByGroup does not project [v]',
    ],
    [
      "SELECT p FROM things.keysByGroup WHERE g = 'odd' AND v = 1",
      'One or more parameter values were invalid: Secondary index keysByGroup does not project one or more filter attributes: [v]',
    ],
    ['SELECT * FROM things ORDER BY s', 'Must have WHERE clause in the statement when using ORDER BY clause.'],
    [
      'SELECT * FROM things WHERE v = 1 ORDER BY s',
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    ],
    [
      "SELECT * FROM things WHERE p = 'a' OR v = 1 ORDER BY s",
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    ],
    [
      "SELECT * FROM things WHERE p = 'a' ORDER BY v",
      'Variable reference v in ORDER BY clause must be part of the primary key',
    ],
    [
      "SELECT * FROM things WHERE p = 'a' ORDER BY a.b",
      'Argument to ORDER BY must be of type VariableReference. Type: PATH',
    ],
    [
      'SELECT * FROM things WHERE p = 1',
      "Key attribute's data type should match its data type in table's schema: Key p",
    ],
    [
      "SELECT * FROM things WHERE p = 'a' AND s > 'x'",
      "Key attribute's data type should match its data type in table's schema: Key s",
    ],
    [
      "SELECT * FROM things WHERE s = 'x'",
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      "SELECT * FROM things WHERE p = ''",
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p',
    ],
    ['SELECT * FROM things WHERE v', 'WHERE clause must contain an expression that resolves to a boolean'],
    ['SELECT * FROM things WHERE v = 1 AND w', 'The arguments to AND/OR must be Expressions'],
    ['SELECT * FROM things WHERE NOT v', 'The argument to NOT must be a Type or Expression'],
    ["SELECT * FROM things WHERE v LIKE 'a%'", 'Unsupported operator in Condition Expression. Operator: like'],
    ['SELECT * FROM things WHERE v = 1 + 1', 'Unsupported operator in Condition Expression. Operator: +'],
    ['SELECT * FROM things WHERE v = MISSING', 'MISSING must be compared using IS operator'],
    [
      'SELECT * FROM things WHERE v IS BAG',
      'Unsupported data type for IS operator: BAG. Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:30:2',
    ],
    [
      'SELECT * FROM things WHERE v IN []',
      'IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with at least one member',
    ],
    ['SELECT * FROM things WHERE lower(v) = 1', 'Unrecognized function: lower'],
    ['SELECT * FROM things WHERE ToLower(v) = 1', 'Unrecognized function: tolower'],
    [
      'SELECT * FROM things WHERE list_append(v, v) = 1',
      'The function is not allowed in a condition expression; function: list_append',
    ],
    [
      'SELECT * FROM things WHERE begins_with(v)',
      'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ],
    [
      'SELECT * FROM things WHERE begins_with(v, 1)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [
      'SELECT * FROM things WHERE v < TRUE',
      'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    ],
    [
      'SELECT * FROM things WHERE v = v',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [v]',
    ],
    ['SELECT * FROM things WHERE v[-1] = 1', 'List index is not within the allowable range; index: [-1] at 1:31:1'],
    ['SELECT * FROM things WHERE v = <<>>', 'Empty bags are not supported at 1:32:2'],
    ['SELECT * FROM things WHERE v = <<1, 1.0>>', 'Input collection contains duplicates'],
    ['SELECT * FROM things WHERE v = [w]', 'Unsupported data type: VariableReference under key root.0 at 1:33:1'],
    [
      "SELECT * FROM things WHERE v = {'a': {'b': 1, 'b': 2}}",
      'Duplicate keys in tuple. Key: b under root.a at 1:38:1',
    ],
    [
      'SELECT * FROM things WHERE v = 123456789012345678901234567890123456789',
      'DynamoDB only supports precision up to 38 digits',
    ],
    ['SELECT * FROM things WHERE v = `x`', 'Ion Literals are not supported: SYMBOL under key root at 1:32:3'],
    ['CREATE TABLE others', 'Unsupported operation: CreateTable'],
    ['things', 'Unsupported operation: VariableReference'],
    ["EXISTS(SELECT * FROM things WHERE p = 'a')", 'EXISTS can only be used in ExecuteTransaction write requests.'],
  ])('%s', (statement, message) => {
    expect(execute(engineWithThings(), statement)).toEqual(invalid(message));
  });

  it('is consistent on a global index', () => {
    const request = { Statement: 'SELECT * FROM things.byGroup', ConsistentRead: true };
    expect(ask(engineWithThings(), 'ExecuteStatement', request)).toEqual(
      invalid('Strongly consistent read is not supported on Global Secondary Indexes'),
    );
  });
});
