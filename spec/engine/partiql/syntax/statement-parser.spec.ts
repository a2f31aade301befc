import { ask, engineWithTable, invalid, N, S } from '../../asking';
import { execute, malformed } from '../statements';

describe('the syntax of statements', () => {
  it.each([
    ['a statement that does not begin like one', 'SELEC * FROM things', 'Expected data manipulation'],
    ['words behind a name', 'things please', 'Unexpected token after expression'],
    [
      'two statements',
      'SELECT * FROM things; SELECT * FROM things',
      'Unexpected token after semicolon. (Only one query is allowed.)',
    ],
    ['no projection', 'SELECT', 'Unexpected term'],
    ['no FROM', 'SELECT * things', 'Expected FROM after SELECT list'],
    [
      '* beside a name',
      'SELECT *, p FROM things',
      "Other expressions may not be present in the select list when '*' is used without dot notation.",
    ],
    ['* in brackets', 'SELECT p[*] FROM things', 'Invalid use of * in select list'],
    ['* behind an index', 'SELECT p[0].* FROM things', 'Cannot use [] and * together in SELECT list expression'],
    ['no table', 'SELECT * FROM', 'Unexpected term'],
    ['no condition', 'SELECT * FROM things WHERE', 'Unexpected term'],
    ['an open parenthesis', 'SELECT * FROM things WHERE (p = 1', 'Expected RIGHT_PAREN'],
    ['an open list', 'SELECT * FROM things WHERE p IN [1', 'Expected RIGHT_BRACKET'],
    ['an open set', 'SELECT * FROM things WHERE p = <<1', 'Expected RIGHT_DOUBLE_ANGLE_BRACKET'],
    ['an open map', "SELECT * FROM things WHERE p = {'a': 1", 'Expected RIGHT_CURLY'],
    ['a member without a value', "SELECT * FROM things WHERE p = {'a'}", 'Expected COLON'],
    ['a parenthesis too many', 'SELECT * FROM things WHERE p = 1)', 'Unexpected token after expression'],
    [
      'nothing to compare with',
      'SELECT * FROM things WHERE p =',
      'Missing right-hand side expression of infix operator',
    ],
    ['two operators', 'SELECT * FROM things WHERE p == 1', 'Unexpected operator'],
    ['half a BETWEEN', 'SELECT * FROM things WHERE p BETWEEN 1', 'Expected AND keyword'],
    ['a BETWEEN without its end', 'SELECT * FROM things WHERE p BETWEEN 1 AND', 'Expected expression after AND'],
    ['no type', 'SELECT * FROM things WHERE p IS thing', 'Expected type name'],
    ['a dot too many', 'SELECT p. FROM things', 'Invalid path dot component'],
    ['half an ORDER BY', 'SELECT * FROM things ORDER s', 'Expected BY'],
    ['a keyword as a name', 'SELECT user FROM things', 'Unexpected keyword'],
    ['DATE as a name', 'SELECT date FROM things', 'Expected date string followed by the keyword DATE, found SYMBOL'],
    [
      'TIME as a name',
      'SELECT * FROM things WHERE time = 1',
      'Expected time string followed by the keyword TIME OR TIME WITH TIME ZONE, found SYMBOL',
    ],
    ['CAST as a name', 'SELECT cast, p FROM things', 'Missing left parenthesis after CAST'],
    ['TRIM as a name', 'SELECT trim FROM things', 'Expected LEFT_PAREN'],
    ['INSERT with columns', 'INSERT INTO things (key) VALUES (1)', 'Unexpected keyword'],
    ['INSERT without a target', 'INSERT INTO', 'Expected identifier for simple path'],
    ['UPDATE of a name with a hyphen', 'UPDATE my-things SET v = 1', 'Expected data manipulation'],
    ['SET without =', "UPDATE things SET v WHERE p = 'a'", "Expected '='"],
    ['two paths in one REMOVE', "UPDATE things REMOVE v, w WHERE p = 'a'", 'Unexpected token after expression'],
    ['a wildcard to be set', 'UPDATE things SET v[*] = 1', 'Invalid path component for simple path'],
    ['DELETE without FROM', "DELETE things WHERE p = 'a'", 'Expected FROM after DELETE'],
    [
      'RETURNING without what',
      'DELETE FROM things RETURNING v',
      'Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.',
    ],
    [
      'a statement inside another',
      'SELECT * FROM things WHERE p = (DELETE FROM things)',
      'Keyword delete only expected at the top level in the query',
    ],
    ['a character that means nothing', 'SELECT # FROM things', ''],
    ['a string without an end', "SELECT * FROM things WHERE p = 'a", ''],
    ['a comment without an end', 'SELECT * FROM things /* all', ''],
    ['a number without its exponent', 'SELECT * FROM things WHERE p = 1e', ''],
    [
      'parentheses beyond reason',
      `SELECT * FROM things WHERE ${'('.repeat(4000)}`,
      'Expressions are nested too deeply',
    ],
  ])('refuses %s', (_what, statement, problem) => {
    expect(execute(engineWithTable(), statement)).toEqual(malformed(problem));
  });

  it.each([
    ['no statement', {}, "Value null at 'statement' failed to satisfy constraint: Member must not be null"],
    [
      'an empty one',
      { Statement: '' },
      "Value '' at 'statement' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'an empty list of parameters',
      { Statement: 'SELECT * FROM things', Parameters: [] },
      "Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'a limit of nothing',
      { Statement: 'SELECT * FROM things', Limit: 0 },
      "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'an empty token',
      { Statement: 'SELECT * FROM things', NextToken: '' },
      "Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
  ])('refuses %s', (_what, request, problem) => {
    expect(ask(engineWithTable(), 'ExecuteStatement', request)).toEqual(
      invalid(`1 validation error detected: ${problem}`),
    );
  });

  it('takes keywords and functions in any case, comments, semicolons and quoted names', () => {
    const engine = engineWithTable();
    execute(engine, `insert into "things" value {'p': 'it''s', 'na"me': 'x', 'size': 1}`);
    const statement = `
      -- all of it
      select "na""me", "size" /* but the key */ from "things"
      where "p" = 'it''s' and Begins_With("na""me", 'x');`;
    expect(execute(engine, statement)).toEqual({ Items: [{ 'na"me': S('x'), size: N(1) }] });
  });

  it.each([
    ['fewer parameters than question marks', [S('a')]],
    ['no parameters', []],
  ])('refuses %s', (_what, parameters) => {
    expect(execute(engineWithTable(), 'SELECT * FROM things WHERE p = ? AND v = ?', ...parameters)).toEqual(
      invalid("Number of parameters in request and statement don't match."),
    );
  });

  it('checks parameters like other values', () => {
    expect(execute(engineWithTable(), 'SELECT * FROM things WHERE p = ?', N('x'))).toEqual(
      invalid('The parameter cannot be converted to a numeric value: x'),
    );
  });
});
