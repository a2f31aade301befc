import { engineWithTable, invalid, put, S } from '../../asking';
import { execute, malformed, rows } from '../statements';

const CASE = "CASE v WHEN 1 THEN 'one' ELSE 'many' END";
const SUPPORTED = '[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]';
const BAG = 'Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags';

describe('what PartiQL has and DynamoDB does not take', () => {
  it.each([
    [CASE, 'Unsupported operation: SimpleCase'],
    ['CASE WHEN v = 1 THEN 2 WHEN v = 2 THEN 3 END', 'Unsupported operation: SearchedCase'],
    ['CAST(v AS DECIMAL(10, 2))', 'Unsupported operation: Typed'],
    ["DATE '2024-02-29'", 'Unsupported operation: Date'],
    ["TIME (3) WITH TIME ZONE '10:20:30.5+01:00'", 'Unsupported operation: Time'],
    ["VALUES (1, 'a'), (2, 'b')", 'Unsupported operation: Seq'],
    ["EXEC archive 'a', 1", 'Unsupported operation: Exec'],
    ["EXEC 'archive'", 'Unsupported operation: Exec'],
    ['COUNT(*)', 'Unsupported operation: CallAgg'],
    ['TRIM(p)', 'EXISTS can only be used in ExecuteTransaction write requests.'],
    ['PIVOT v AT p FROM things', "Select projection doesn't support value or pivot keywords"],
  ])('is no statement: %s', (statement, problem) => {
    expect(execute(engineWithTable(), statement)).toEqual(invalid(problem));
  });

  it.each([
    [CASE, '1:8:4'],
    ['CAST(v AS INT)', '1:12:1'],
    ['CAST (v AS INT).part', '1:13:1'],
    ['v[CAST(w AS INT)]', '1:14:1'],
    ['SUBSTRING(p FROM 2 FOR 1)', '1:8:9'],
    ["TRIM(LEADING 'x' FROM p)", '1:8:4'],
    ['EXTRACT(YEAR FROM v)', '1:8:7'],
    ['DATE_ADD(DAY, 1, v)', '1:8:8'],
    ['COALESCE(v, 1)', '1:8:8'],
    ["TIME '10:20:30'", '1:13:10'],
    ['(PIVOT v AT p FROM things)', '1:9:5'],
    ['(VALUES (1))', '1:9:6'],
  ])('is no column: %s', (column, place) => {
    expect(execute(engineWithTable(), `SELECT ${column} FROM things`)).toEqual(
      invalid(`Unexpected path component at ${place}`),
    );
  });

  it.each(['(PIVOT v AT p FROM things)', '(VALUES (1))', `(${CASE})`, 'CAST(v AS INT)'])('is no table: %s', source => {
    expect(execute(engineWithTable(), `SELECT * FROM ${source}`)).toEqual(invalid('Unexpected from source'));
  });

  it.each([
    [`v = ${CASE}`, 'Unsupported token in expression: CASE at 1:32:4'],
    ['v = CAST(v AS INT)', 'Unsupported token in expression: cast at 1:36:1'],
    ['COUNT(v) > 1', 'Unsupported token in expression: count at 1:28:5'],
    ['v = SUM(DISTINCT v)', 'Unsupported token in expression: sum at 1:32:3'],
    ['count(v, w) = 1', 'Unsupported token in expression: count at 1:28:5'],
    ['"COUNT"(v) = 1', 'Unrecognized function: count'],
    ['v = [max(v)]', 'Unsupported data type: CallAgg under key root.0 at 1:33:3'],
    ["v = DATE '2024-02-29'", 'Unsupported token in expression: UNKNOWN at 1:37:12'],
    ['v = PIVOT v AT p FROM things', 'Unsupported token in expression: SELECT at 1:32:5'],
    ['v = SubString(p, 1)', 'Unrecognized function: substring'],
    ['TRIM(p)', 'Unrecognized function: trim'],
    ['v = NULLIF(v, 1)', 'Unrecognized function: nullif'],
    ['v = EXTRACT(YEAR FROM v)', 'Unsupported data type: SYMBOL under key root at 1:40:4'],
    ["v = TRIM(BOTH 'x' FROM p)", 'Unsupported data type: SYMBOL under key root at 1:37:4'],
    [`${CASE}`, 'Unsupported token in expression: CASE at 1:28:4'],
    ['NOT CAST(v AS INT)', 'Unsupported token in expression: cast at 1:36:1'],
    ['v = `10`', 'Ion Literals are not supported: INT under key root at 1:32:4'],
    ['v = `{a: 1}`', 'Ion Literals are not supported: STRUCT under key root at 1:32:8'],
    [
      'v IS VARCHAR(10)',
      `Unsupported data type for IS operator: CHARACTER_VARYING. Supported data types are ${SUPPORTED} at 1:30:2`,
    ],
    [
      'v IS TIME WITH TIME ZONE',
      `Unsupported data type for IS operator: TIME_WITH_TIME_ZONE. Supported data types are ${SUPPORTED} at 1:30:2`,
    ],
  ])('is no condition: %s', (condition, problem) => {
    expect(execute(engineWithTable(), `SELECT * FROM things WHERE ${condition}`)).toEqual(invalid(problem));
  });

  it.each([
    ["{'p': CAST(v AS INT)}", 'Unsupported data type: cast under key root at 1:36:1'],
    [`{'p': ['a', ${CASE}]}`, 'Unsupported data type: SimpleCase under key root.1 at 1:38:4'],
    ["{'p': COALESCE(v, 1)}", 'Unsupported data type: coalesce under key root at 1:32:8'],
    [
      'CAST(v AS STRUCT)',
      'Unsupported format in item expression. Please use struct format {...} to express item values for insert statement. at 1:30:1',
    ],
    ["{'p': <<CAST(v AS INT)>>}", `${BAG} at 1:38:1`],
  ])('is no value: %s', (value, problem) => {
    expect(execute(engineWithTable(), `INSERT INTO things VALUE ${value}`)).toEqual(invalid(problem));
  });

  it.each([
    'COUNT()',
    'MAX(v, w)',
    'SUM(*)',
    'CASE v END',
    'CASE WHEN v = 1 END',
    'CASE WHEN v = 1 THEN 2',
    'CAST(v)',
    'CAST(v AS THING)',
    'SUBSTRING(p)',
    'TRIM()',
    'EXTRACT(SOON FROM v)',
    'DATE_ADD(TIMEZONE_HOUR, v)',
    "DATE '2023-02-29'",
    "TIME '24:00:00'",
    "TIME (10) '10:20:30'",
    'PIVOT v FROM things',
    'VALUES 1',
    'EXEC',
    'EXEC archive (1)',
    'EXEC 1',
    'SELECT * FROM things WHERE v = EXEC archive',
    'SELECT * FROM things LET v',
    'SELECT * FROM things WHERE v IS STRING(1)',
  ])('is not well formed: %s', statement => {
    expect(execute(engineWithTable(), statement)).toMatchObject({
      error: 'ValidationException',
      message: expect.stringContaining(malformed('').message),
    });
  });

  it('may be left without an effect: LET, and the precision of a type', () => {
    const engine = engineWithTable();
    put(engine, { p: S('a') });
    expect(rows(engine, "SELECT * FROM things LET p AS q, CAST(p AS INT) AS r WHERE p = 'a'")).toHaveLength(1);
    expect(rows(engine, 'SELECT * FROM things WHERE NOT p IS NUMERIC(10, 2)')).toHaveLength(1);
  });

  it.each([
    ['list_append(v, CAST(v AS INT))', 'Unsupported token in expression: cast at 1:42:1'],
    ['set_add(v, CAST(v AS INT))', 'Unsupported token in expression: cast at 1:38:1'],
    ['archive(MISSING)', 'MISSING must be compared using IS operator'],
  ])('is not to be set: %s', (value, problem) => {
    expect(execute(engineWithTable(), `UPDATE things SET v = ${value} WHERE p = 'a'`)).toEqual(invalid(problem));
  });

  it('orders nothing', () => {
    const order = (name: string) => execute(engineWithTable(), `SELECT * FROM ${name} WHERE p = 'a' ORDER BY ${CASE}`);
    expect(order('things')).toEqual(invalid('Argument to ORDER BY must be of type VariableReference. Type: CASE'));
    expect(order('others')).toMatchObject({ error: 'ResourceNotFoundException' });
  });

  it('is refused as a clause', () => {
    const statement = 'SELECT p FROM things GROUP BY p GROUP AS g';
    expect(execute(engineWithTable(), statement)).toEqual(invalid('Unsupported clause: GROUP BY'));
  });
});
