import fc from 'fast-check';

type Text = fc.Arbitrary<string>;

const joined = (separator: string, parts: Text, maxLength: number): Text =>
  fc.array(parts, { minLength: 1, maxLength }).map(texts => texts.join(separator));
const template = (strings: TemplateStringsArray, ...parts: readonly Text[]): Text =>
  fc.tuple(...parts).map(texts => strings.map((string, at) => string + (texts[at] ?? '')).join(''));
const oneOf = (...texts: readonly string[]): Text => fc.constantFrom(...texts);

const partition = oneOf("'a'", "'b'");
const sort = oneOf('1', '2', '3');
const text = oneOf("'x'", "'xy'", "'it''s'", "''");
const group = oneOf("'x'", "'xy'");
const number = oneOf('0', '1', '-2', '2.5', '1e2');
const scalar = fc.oneof(text, number, oneOf('TRUE', 'FALSE', 'NULL'));
const set = oneOf("<<'x'>>", "<<'x', 'xy'>>", '<<1, 2>>');
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  set,
  oneOf('[]', "[1, 'x']", '{}', "{'k': 1}", "{'k': {'k': 'x'}, 'l': [1]}"),
);
const name = oneOf('v', 'w', 'm', 'l', '"v"');
const path = fc.oneof({ weight: 4, arbitrary: name }, oneOf('m.k', 'm.k.k', 'l[0]', 'l[1]', "m['l']"));
const comparator = oneOf('=', '<>', '<', '<=', '>', '>=');

const test = fc.oneof(
  template`${path} ${comparator} ${value}`,
  template`${value} ${oneOf('=', '<>')} ${path}`,
  template`${path} BETWEEN ${number} AND ${number}`,
  template`${path} ${oneOf('IN', 'NOT IN')} [${joined(', ', scalar, 3)}]`,
  template`${path} IS ${oneOf('', 'NOT ')}${oneOf('MISSING', 'NULL', 'STRING', 'NUMERIC', 'LIST', 'STRUCT')}`,
  template`${oneOf('begins_with', 'contains')}(${path}, ${scalar})`,
  template`attribute_type(${path}, ${oneOf("'S'", "'N'", "'M'")})`,
  template`size(${path}) ${comparator} ${number}`,
);
const filter = fc.oneof(
  { weight: 3, arbitrary: test },
  template`NOT ${test}`,
  template`(${test} ${oneOf('AND', 'OR')} ${test})`,
);
const sortTest = fc.oneof(
  template`s ${comparator} ${sort}`,
  template`s BETWEEN 1 AND ${sort}`,
  template`s IN (${joined(', ', sort, 3)})`,
);
const where = fc.oneof(
  template`p = ${partition}`,
  template`p = ${partition} AND ${sortTest}`,
  template`p = ${partition} AND ${sortTest} AND ${filter}`,
  template`p IN [${joined(', ', partition, 2)}] AND ${filter}`,
  template`(p = ${partition} OR p = ${partition}) AND ${sortTest}`,
  filter,
);
const projection = oneOf('*', 'p, s', 'v, m.k', 'l[0], s', 'w, "g"');
export const selectStatements = fc.oneof(
  template`SELECT ${projection} FROM things WHERE ${where}`,
  template`SELECT ${projection} FROM "things"."global" WHERE g = ${group} AND ${filter}`,
  template`SELECT ${projection} FROM things WHERE p = ${partition} AND ${filter} ORDER BY s`,
);

export const insertStatements = template`INSERT INTO things VALUE {'p': ${partition}, 's': ${sort}, 'v': ${value}, 'g': ${group}, 'm': {'k': ${value}, 'l': [${value}]}, 'l': [${number}, ${text}]}`;
const assigned = fc.oneof(
  { weight: 2, arbitrary: value },
  template`${path} ${oneOf('+', '-')} ${number}`,
  template`list_append(${path}, [${scalar}])`,
  template`if_not_exists(${path}, ${scalar})`,
  path,
);
const action = fc.oneof(
  { weight: 3, arbitrary: template`SET ${path} = ${assigned}` },
  template`SET v = ${assigned}, w = ${assigned}`,
  template`SET w = ${oneOf('set_add', 'set_delete')}(w, ${set})`,
  template`REMOVE ${path}`,
  template`SET v = ${number} REMOVE w`,
);
const guard = fc.oneof({ weight: 2, arbitrary: oneOf('') }, template` AND ${filter}`);
const updateStatements = template`UPDATE things ${action} WHERE p = ${partition} AND s = ${sort}${guard}${oneOf('', ' RETURNING ALL OLD *', ' RETURNING ALL NEW *')}`;
const deleteStatements = template`DELETE FROM things WHERE p = ${partition} AND s = ${sort}${guard}${oneOf('', ' RETURNING ALL OLD *')}`;

/** Statements that write, most of the time. */
export const writeStatements = fc.oneof(insertStatements, updateStatements, deleteStatements);

/** Statements about the table of `statementTable` that mean something, most of the time. */
export const statements: Text = fc.oneof(
  { weight: 3, arbitrary: insertStatements },
  { weight: 3, arbitrary: updateStatements },
  { weight: 4, arbitrary: selectStatements },
  deleteStatements,
);

const TOKENS = /'(?:[^']|'')*'|"[^"]*"|[A-Za-z_]\w*|[\d.]+|<<|>>|<>|<=|>=|\S/g;
const WORDS =
  'SELECT FROM WHERE AND OR NOT IN IS MISSING BETWEEN ORDER BY SET REMOVE VALUE RETURNING * ( ) [ ] , . = + - ? 1 v';

/** Statements with one token too many, too few, or in the wrong place. */
export const brokenStatements: Text = fc
  .tuple(statements, fc.nat(), fc.nat(), fc.constantFrom(...WORDS.split(' ')), fc.constantFrom('drop', 'add', 'swap'))
  .map(([statement, first, second, word, how]) => {
    const tokens = statement.match(TOKENS) ?? [];
    const at = first % tokens.length;
    const other = second % tokens.length;
    if (how === 'drop') tokens.splice(at, 1);
    else if (how === 'add') tokens.splice(at, 0, word);
    else [tokens[at], tokens[other]] = [tokens[other] as string, tokens[at] as string];
    return tokens.join(' ');
  });
