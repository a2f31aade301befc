import { ask, engineWithTable, get, invalid, N, put, S } from '../../asking';
import { execute, rows } from '../statements';

const KEY = { p: S('a') };
const DONE = { Items: [] };
const FAILED = { error: 'ConditionalCheckFailedException', message: 'The conditional request failed' };
const NO_KEY = invalid('Where clause does not contain a mandatory equality on all key attributes');

describe('INSERT', () => {
  it('stores an item of literals and of parameters', () => {
    const engine = engineWithTable();
    const statement = `INSERT INTO things VALUE {'p': ?, 'n': -1.50, 'e': 1e2, 'text': 'it''s', 'yes': TRUE, 'nil': NULL,
      'parts': [1, ['a'], {'deep': (2, 3)}], 'map': {'empty': {}}, 'words': <<'b', 'a'>>, 'numbers': <<1, -2>>, 'bytes': ?}`;
    expect(execute(engine, statement, S('a'), { B: 'AQI=' })).toEqual(DONE);
    expect(get(engine, KEY)).toEqual({
      p: S('a'),
      n: N('-1.5'),
      e: N(100),
      text: S("it's"),
      yes: { BOOL: true },
      nil: { NULL: true },
      parts: { L: [N(1), { L: [S('a')] }, { M: { deep: { L: [N(2), N(3)] } } }] },
      map: { M: { empty: { M: {} } } },
      words: { SS: ['a', 'b'] },
      numbers: { NS: ['-2', '1'] },
      bytes: { B: 'AQI=' },
    });
  });

  it('never replaces an item', () => {
    const engine = engineWithTable();
    put(engine, { ...KEY, v: N(1) });
    expect(execute(engine, "INSERT INTO things VALUE {'p': 'a', 'v': 2}")).toEqual({
      error: 'DuplicateItemException',
      message: 'Duplicate primary key exists in table',
    });
    expect(get(engine, KEY)).toEqual({ ...KEY, v: N(1) });
  });

  it('is charged for what it writes', () => {
    const engine = engineWithTable({ global: { byGroup: { keys: ['g'] } } });
    const request = { Statement: "INSERT INTO things VALUE {'p': 'a', 'g': 'x'}", ReturnConsumedCapacity: 'INDEXES' };
    expect(ask(engine, 'ExecuteStatement', request)).toEqual({
      Items: [],
      ConsumedCapacity: {
        TableName: 'things',
        CapacityUnits: 2,
        Table: { CapacityUnits: 1 },
        GlobalSecondaryIndexes: { byGroup: { CapacityUnits: 1 } },
      },
    });
  });

  it.each([
    ["INSERT INTO things VALUE {'v': 1}", 'Key attribute should be present in the item: Key p'],
    [
      "INSERT INTO things VALUE {'p': 1}",
      "Key attribute's data type should match its data type in table's schema: Key p",
    ],
    [
      "INSERT INTO things VALUE {'p': ''}",
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p',
    ],
    [
      "INSERT INTO things VALUE {'p': 'a', 'g': 1}",
      'One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: byGroup',
    ],
    ["INSERT INTO things VALUE {'p': 'a', '': 1}", 'Path component cannot be an empty string'],
    [
      "INSERT INTO things VALUE {p: 'a'}",
      'Tuple keys must be of type String. Actual type: VariableReference under root at 1:27:1',
    ],
    ["INSERT INTO things VALUE {'p': 'a', 'p': 'b'}", 'Duplicate keys in tuple. Key: p under root at 1:37:3'],
    ["INSERT INTO things VALUE {'p': 'a', 'v': w}", 'Unsupported data type: w under key root at 1:42:1'],
    ["INSERT INTO things VALUE {'p': 'a', 'v': 1 + 1}", 'Unsupported data type: + under key root at 1:44:1'],
    ["INSERT INTO things VALUE {'p': 'a', 'v': MISSING}", 'Unsupported data type: MISSING under key root at 1:42:7'],
    [
      "INSERT INTO things VALUE {'p': 'a', 'v': <<TRUE>>}",
      'Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags at 1:44:4',
    ],
    [
      "INSERT INTO things VALUE [{'p': 'a'}]",
      'Unsupported format in item expression. Please use struct format {...} to express item values for insert statement. at 1:26:1',
    ],
    ["INSERT INTO things <<{'p': 'a'}>>", 'Unsupported operation: InsertOp'],
    [
      "INSERT INTO things.byGroup VALUE {'p': 'a'}",
      'FROM clause may only contain a single table name in data manipulation statements at 1:13:6',
    ],
    ["INSERT INTO things VALUE {'p': 'a'} RETURNING ALL OLD *", 'RETURNING is not supported in INSERT'],
    ["INSERT INTO things VALUE {'p': 'a'} ON CONFLICT WHERE p = 'a' DO NOTHING", 'Unsupported clause: ON CONFLICT'],
    ["INSERT INTO things VALUE {'p': 'a'} AT 1", 'AT is not supported in insert statements. at 1:1:6'],
  ])('refuses %s', (statement, message) => {
    const engine = engineWithTable({ global: { byGroup: { keys: ['g'] } } });
    expect(execute(engine, statement)).toEqual(invalid(message));
    expect(get(engine, KEY)).toBeUndefined();
  });

  it('refuses parameters inside of lists, maps and sets', () => {
    expect(execute(engineWithTable(), "INSERT INTO things VALUE {'p': 'a', 'v': [?]}", N(1))).toEqual(
      invalid('Unsupported data type: Parameter under key root.0 at 1:43:1'),
    );
  });

  it('refuses an item of over 400 KB', () => {
    expect(
      execute(engineWithTable(), "INSERT INTO things VALUE {'p': 'a', 'v': ?}", S('x'.repeat(400 * 1024))),
    ).toEqual(invalid('Item size has exceeded the maximum allowed size'));
  });
});

describe('UPDATE', () => {
  const ITEM = {
    ...KEY,
    n: N(5),
    parts: { L: [S('x'), S('y')] },
    map: { M: { x: N(1), y: N(2) } },
    words: { SS: ['a', 'b'] },
  };

  it.each<[actions: string, change: object]>([
    ['SET n = 6', { n: N(6) }],
    ['SET n = n + 1', { n: N(6) }],
    ['SET n = 1 - n', { n: N(-4) }],
    ['SET n = (n + 1) - (n + 3)', { n: N(-2) }],
    ["SET v = n, w = 'x'", { v: N(5), w: S('x') }],
    ["SET v = 1 SET w = [1, {'a': 2}]", { v: N(1), w: { L: [N(1), { M: { a: N(2) } }] } }],
    ['SET n = 6 REMOVE map', { n: N(6), map: undefined }],
    ['REMOVE n REMOVE parts[0]', { n: undefined, parts: { L: [S('y')] } }],
    ["SET map.x = map.y + 1, parts[1] = 'z'", { map: { M: { x: N(3), y: N(2) } }, parts: { L: [S('x'), S('z')] } }],
    ["SET parts[9] = 'z'", { parts: { L: [S('x'), S('y'), S('z')] } }],
    ['SET parts = list_append(parts, [1])', { parts: { L: [S('x'), S('y'), N(1)] } }],
    ['SET parts = LIST_APPEND(list_append([1], parts), [2])', { parts: { L: [N(1), S('x'), S('y'), N(2)] } }],
    ['SET n = if_not_exists(n, 0), v = if_not_exists(v, 7)', { n: N(5), v: N(7) }],
    ["SET words = set_add(words, <<'c'>>)", { words: { SS: ['a', 'b', 'c'] } }],
    ['SET v = set_add(v, <<1>>)', { v: { NS: ['1'] } }],
    ["SET words = set_delete(words, <<'a'>>)", { words: { SS: ['b'] } }],
    ["SET words = set_delete(words, <<'a', 'b'>>)", { words: undefined }],
    ['SET n = NULL', { n: { NULL: true } }],
  ])('does %s', (actions, change) => {
    const engine = engineWithTable();
    put(engine, ITEM);
    expect(execute(engine, `UPDATE things ${actions} WHERE p = 'a'`)).toEqual(DONE);
    expect(get(engine, KEY)).toEqual(JSON.parse(JSON.stringify({ ...ITEM, ...change })));
  });

  it('has another form', () => {
    const engine = engineWithTable();
    put(engine, ITEM);
    expect(execute(engine, "FROM things WHERE p = 'a' SET n = ? REMOVE words", N(1))).toEqual(DONE);
    expect(get(engine, KEY)).toMatchObject({ n: N(1) });
  });

  it('takes parameters for sets', () => {
    const engine = engineWithTable();
    put(engine, ITEM);
    execute(engine, "UPDATE things SET words = set_add(words, ?) WHERE p = 'a'", { SS: ['z'] });
    expect(get(engine, KEY)).toMatchObject({ words: { SS: ['a', 'b', 'z'] } });
  });

  it.each([
    ["p = 'none'"],
    ["p = 'none' AND n IS MISSING"],
    ["p = 'a' AND n = 6"],
    ["p = 'a' AND (n = 6 OR size(parts) = 3)"],
  ])('fails where nothing meets %s', condition => {
    const engine = engineWithTable();
    put(engine, ITEM);
    expect(execute(engine, `UPDATE things SET n = 7 WHERE ${condition}`)).toEqual(FAILED);
    expect(get(engine, KEY)).toEqual(ITEM);
    expect(get(engine, { p: S('none') })).toBeUndefined();
  });

  it('shows the item of a failed condition on request', () => {
    const engine = engineWithTable();
    put(engine, ITEM);
    const request = {
      Statement: "UPDATE things SET n = 7 WHERE p = 'a' AND n = 6",
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    expect(ask(engine, 'ExecuteStatement', request)).toEqual({ ...FAILED, Item: ITEM });
  });

  it.each<[clause: string, item: object | undefined]>([
    ['ALL OLD', ITEM],
    ['ALL NEW', { ...ITEM, map: { M: { x: N(9), y: N(2) } }, parts: { L: [S('x'), S('z')] }, v: N(1) }],
    ['MODIFIED OLD', { map: { M: { x: N(1) } }, parts: { L: [S('y')] } }],
    ['MODIFIED NEW', { map: { M: { x: N(9) } }, parts: { L: [S('z')] }, v: N(1) }],
  ])('returns %s', (clause, item) => {
    const engine = engineWithTable();
    put(engine, ITEM);
    const statement = `UPDATE things SET map.x = 9, parts[1] = 'z', v = 1 WHERE p = 'a' RETURNING ${clause} *`;
    expect(rows(engine, statement)).toEqual([item]);
  });

  it('returns no row where nothing of the item was modified', () => {
    const engine = engineWithTable();
    put(engine, ITEM);
    expect(rows(engine, "UPDATE things SET v = 1 WHERE p = 'a' RETURNING MODIFIED OLD *")).toEqual([]);
    expect(rows(engine, "UPDATE things REMOVE v WHERE p = 'a' RETURNING modified new *")).toEqual([]);
  });

  it.each([
    ['UPDATE things SET n = 1'],
    ['UPDATE things SET n = 1 WHERE n = 5'],
    ["UPDATE things SET n = 1 WHERE p = 'a' OR p = 'b'"],
    ["UPDATE things SET n = 1 WHERE p IN ['a']"],
    ["UPDATE things SET n = 1 WHERE NOT p = 'a'"],
    ["UPDATE things SET n = 1 WHERE p > 'a'"],
  ])('has to name the item: %s', statement => {
    const engine = engineWithTable();
    put(engine, ITEM);
    expect(execute(engine, statement)).toEqual(NO_KEY);
  });

  it('has to name the sort key, too', () => {
    const engine = engineWithTable({ keys: ['p', 's'] });
    put(engine, { ...KEY, s: N(1) });
    expect(execute(engine, "UPDATE things SET n = 1 WHERE p = 'a'")).toEqual(NO_KEY);
    expect(execute(engine, "UPDATE things SET n = 1 WHERE p = 'a' AND s > 0")).toEqual(NO_KEY);
    expect(execute(engine, "UPDATE things SET n = 1 WHERE (1 = s AND 'a' = p) AND n IS MISSING")).toEqual(DONE);
    expect(get(engine, { ...KEY, s: N(1) })).toEqual({ ...KEY, s: N(1), n: N(1) });
  });

  it.each([
    ['SET n = 1 WHERE p = 1', "Key attribute's data type should match its data type in table's schema: Key p"],
    [
      "SET n = 1 WHERE p = 'a' AND p = 'b'",
      'Multiple conditions on same key p. Only single item Update/Insert/Delete are supported',
    ],
    [
      "SET p = 'b' WHERE p = 'a'",
      'One or more parameter values were invalid: Cannot update attribute p. This attribute is part of the key',
    ],
    ["SET n = v WHERE p = 'a'", 'The provided expression refers to an attribute that does not exist in the item'],
    [
      "SET v = list_append(v, [1]) WHERE p = 'a'",
      'The provided expression refers to an attribute that does not exist in the item',
    ],
    ["SET map.z.z = 1 WHERE p = 'a'", 'The document path provided in the update expression is invalid for update'],
    [
      "SET n = n + 'x' WHERE p = 'a'",
      'Incorrect operand type for operator or function; operator or function: +, operand type: S',
    ],
    ["SET n = words + 1 WHERE p = 'a'", 'An operand in the update expression has an incorrect data type'],
    [
      "SET n = -n WHERE p = 'a'",
      'Incorrect number of operands for operator or function; operator or function: -, number of operands: 1',
    ],
    [`SET n${'.n'.repeat(32)} = 1 WHERE p = 'a'`, 'The document path has too many nesting levels; nesting levels: 33'],
    [
      `SET n = if_not_exists(n${'[0]'.repeat(32)}, 1) WHERE p = 'a'`,
      'The document path has too many nesting levels; nesting levels: 33',
    ],
    ["SET n = n * 2 WHERE p = 'a'", 'Unsupported operator in Update Expression. Operator: *'],
    ["SET n = MISSING WHERE p = 'a'", 'MISSING must be compared using IS operator'],
    ["SET n = n IS NULL WHERE p = 'a'", 'IS operator is not supported in update expressions'],
    ["SET n = size(words) WHERE p = 'a'", 'The function is not allowed in an update expression; function: size'],
    ["SET n = twice(n) WHERE p = 'a'", 'Unrecognized function: twice'],
    [
      "SET n = if_not_exists(1, 1) WHERE p = 'a'",
      'Operator or function requires a document path; operator or function: if_not_exists',
    ],
    [
      "SET words = set_add(parts, <<'c'>>) WHERE p = 'a'",
      'The first argument to SET_ADD must equal the assignment value',
    ],
    ["SET words = set_delete(words) WHERE p = 'a'", 'SET_DELETE must have exactly two arguments at 1:27:10'],
    [
      "SET words = set_add(words, 'c') WHERE p = 'a'",
      'The second argument to SET_ADD must be a value with type SET at 1:35:5',
    ],
    [
      "SET words = set_add(words, <<1>>) WHERE p = 'a'",
      'An operand in the update expression has an incorrect data type',
    ],
    [
      "SET n = 1, n = 2 WHERE p = 'a'",
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ],
    [
      "SET n = 1 WHERE p = 'a' RETURNING ALL OLD n",
      "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause",
    ],
    [
      "SET n = 1 WHERE p = 'a' RETURNING ALL OLD *, ALL NEW *",
      'Invalid syntax with multiple returning elements in RETURNING clause',
    ],
  ])('refuses %s', (actions, message) => {
    const engine = engineWithTable();
    put(engine, ITEM);
    expect(execute(engine, `UPDATE things ${actions}`)).toEqual(invalid(message));
    expect(get(engine, KEY)).toEqual(ITEM);
  });

  it.each([
    ["UPDATE things.byGroup SET n = 1 WHERE p = 'a'", 'This operation is not supported on an index'],
    ["UPDATE things t SET n = 1 WHERE p = 'a'", 'Aliasing is not supported'],
    ['SET n = 1', 'Only select from a single table or index is supported.'],
  ])('refuses %s', (statement, message) => {
    expect(execute(engineWithTable({ global: { byGroup: { keys: ['g'] } } }), statement)).toEqual(invalid(message));
  });
});

describe('DELETE', () => {
  it('deletes the one item that it names, and returns it on request', () => {
    const engine = engineWithTable();
    put(engine, { ...KEY, v: N(1) }, { p: S('b') });
    expect(execute(engine, "DELETE FROM things WHERE p = 'b'")).toEqual(DONE);
    expect(get(engine, { p: S('b') })).toBeUndefined();
    expect(rows(engine, "DELETE FROM things WHERE p = 'a' AND v = 1 RETURNING ALL OLD *")).toEqual([
      { ...KEY, v: N(1) },
    ]);
    expect(get(engine, KEY)).toBeUndefined();
  });

  it('fails where the item does not meet its condition', () => {
    const engine = engineWithTable();
    put(engine, { ...KEY, v: N(1) });
    expect(execute(engine, "DELETE FROM things WHERE p = 'a' AND v = 2")).toEqual(FAILED);
    expect(get(engine, KEY)).toBeDefined();
  });

  it('is content where there is no item', () => {
    const engine = engineWithTable();
    expect(execute(engine, "DELETE FROM things WHERE p = 'a' AND v = 2")).toEqual(DONE);
    expect(execute(engine, "DELETE FROM things WHERE p = 'a' RETURNING ALL OLD *")).toEqual(DONE);
  });

  it.each([
    ['DELETE FROM things', NO_KEY],
    ['DELETE FROM things WHERE v = 1', NO_KEY],
    [
      "DELETE FROM things WHERE p = 'a' RETURNING ALL NEW *",
      invalid(
        'Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
      ),
    ],
    [
      "DELETE FROM others WHERE p = 'a'",
      { error: 'ResourceNotFoundException', message: 'Requested resource not found' },
    ],
  ])('refuses %s', (statement, failure) => {
    expect(execute(engineWithTable(), statement)).toEqual(failure);
  });
});
