import type { Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, invalid, N, put, S } from '../asking';

const ITEM: Item = {
  p: S('a'),
  n: N(5),
  t: S('tent'),
  b: { B: 'AQID' },
  yes: { BOOL: true },
  nothing: { NULL: true },
  ss: { SS: ['x', 'y'] },
  ns: { NS: ['1', '2'] },
  l: { L: [N(1), S('two'), { M: { deep: N(3) } }] },
  m: { M: { x: N(1), 'dotted.name': S('d') } },
};
const NAMES: Readonly<Record<string, string>> = { '#d': 'dotted.name', '#n': 'n', '#size': 'size' };
const VALUES: Item = {
  ':1': N(1),
  ':5': N('5.0'),
  ':9': N(9),
  ':t': S('t'),
  ':te': S('te'),
  ':ent': S('ent'),
  ':x': S('x'),
  ':y': S('y'),
  ':two': S('two'),
  ':d': S('d'),
  ':true': { BOOL: true },
  ':null': { NULL: true },
  ':SS': S('SS'),
  ':N': S('N'),
  ':M': S('M'),
  ':yx': { SS: ['y', 'x'] },
  ':b': { B: 'AQ==' },
  ':list': { L: [N(1)] },
  ':wrong': S('WRONG'),
};

const engine = engineWithTable();
put(engine, ITEM);

/** Asks for a deletion, which a condition that fails and a wrong one hold back. */
function check(expression: string): object {
  const used = <T>(all: Readonly<Record<string, T>>) => {
    const found = Object.entries(all).filter(([name]) => new RegExp(`${name}(?!\\w)`).test(expression));
    return found.length > 0 ? Object.fromEntries(found) : undefined;
  };
  return ask(engine, 'Scan', {
    TableName: 'things',
    FilterExpression: expression,
    ExpressionAttributeNames: used(NAMES),
    ExpressionAttributeValues: used(VALUES),
  });
}

const holds = (expression: string) => (check(expression) as { Count: number }).Count === 1;

describe('conditions that hold', () => {
  it.each([
    'n = :5',
    ':5 = n',
    'n <> :1',
    'n <> :t',
    'absent <> :1',
    'n > :1 AND n < :9',
    'n >= :5 and n <= :5',
    't > :t',
    'b > :b',
    'ss = :yx',
    'l[0] = m.x',
    'n BETWEEN :1 AND :9',
    ':5 BETWEEN m.x AND n',
    'n IN (:1, :5)',
    '#n IN (t, :5) OR yes = :true',
    'NOT n = :1',
    'NOT (n = :1 OR n = :9)',
    '((n = :5 OR n = :9) AND (n) < :9)',
    '(((n) < :9 OR n = :9) AND n = (:5))',
    'n = :9 OR n = :1 OR n = :5',
    'n = :5 OR n = :9 AND n = :1',
    'yes = :true AND nothing = :null',
    'attribute_exists(m.x)',
    'attribute_exists(l[2].deep)',
    'attribute_not_exists(l[3])',
    'attribute_not_exists(t.x)',
    'attribute_type(ss, :SS)',
    'attribute_type(m, :M)',
    'begins_with(t, :te)',
    'begins_with(b, :b)',
    'contains(t, :ent)',
    'contains(ss, :x)',
    'contains(ns, :1)',
    'contains(l, :two)',
    'contains(:yx, l[9]) OR n = :5',
    'size(t) > m.x',
    'size(ss) < n',
    'size(l) = l[2].deep',
    'size(m) < :5',
    'size(b) <> :9',
    'm.#d = :d',
  ])('%s', expression => {
    expect(check(expression)).toMatchObject({ Count: 1, ScannedCount: 1 });
  });
});

describe('conditions that do not hold', () => {
  it.each([
    'n = :t',
    'n > :t',
    'absent = :1',
    'absent < :1',
    'NOT absent <> :1',
    'n < t',
    't BETWEEN :1 AND :9',
    'absent IN (:1, :5)',
    'attribute_exists(absent)',
    'attribute_type(n, :SS)',
    'begins_with(n, :te)',
    'begins_with(absent, :te)',
    'contains(n, :1)',
    'contains(absent, :1)',
    'contains(ss, :te)',
    'size(absent) = :1',
    'size(n) = :1',
    'size(yes) = :1',
  ])('%s', expression => {
    expect(check(expression)).toMatchObject({ Count: 0, ScannedCount: 1 });
  });
});

describe('conditions that are refused', () => {
  const wrong = (message: string) => invalid(`Invalid FilterExpression: ${message}`);

  it.each([
    ['', 'The expression can not be empty;'],
    ['n = ', 'Syntax error; token: "<EOF>", near: "= "'],
    ['n == :1', 'Syntax error; token: "=", near: "== :1"'],
    ['n = :1 AND', 'Syntax error; token: "<EOF>", near: "AND"'],
    ['(n = :1', 'Syntax error; token: "<EOF>", near: ":1"'],
    ['((n = :1))', 'The expression has redundant parentheses;'],
    ['((n = :1)) AND', 'The expression has redundant parentheses;'],
    ['(((n) = :1))', 'The expression has redundant parentheses;'],
    ['n = ((:1))', 'The expression has redundant parentheses;'],
    ['n', 'Syntax error; token: "<EOF>", near: "n"'],
    ['size(t)', 'The function is not allowed to be used this way in an expression; function: size'],
    ['name = :1', 'Attribute name is a reserved keyword; reserved keyword: name'],
    [
      '#missing = :1',
      'An expression attribute name used in the document path is not defined; attribute name: #missing',
    ],
    ['n = :missing', 'An expression attribute value used in expression is not defined; attribute value: :missing'],
    ['frobnicate(n)', 'Invalid function name; function: frobnicate'],
    [
      'contains(t)',
      'Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1',
    ],
    [
      'begins_with(t, :1)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    ['n > :true', 'Incorrect operand type for operator or function; operator or function: >, operand type: BOOL'],
    ['attribute_exists(:1)', 'Operator or function requires a document path; operator or function: attribute_exists'],
    [
      'n = n',
      'The first operand must be distinct from the remaining operands for this operator or function; ' +
        'operator: =, first operand: [n]',
    ],
    [
      'n BETWEEN :9 AND :1',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ' +
        'lower bound operand: AttributeValue: {N:9}, upper bound operand: AttributeValue: {N:1}',
    ],
    [
      'n BETWEEN :1 AND :t',
      'The BETWEEN operator requires same data type for lower and upper bounds; ' +
        'lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:t}',
    ],
  ])('%p', (expression, message) => {
    expect(check(expression)).toEqual(wrong(message));
  });

  it('attribute_type of no type', () => {
    expect(check('attribute_type(n, :wrong)')).toEqual({
      error: 'ValidationException',
      message: expect.stringMatching(
        /^Invalid FilterExpression: Invalid attribute type name found; type: WRONG, valid types: \{/,
      ),
    });
  });

  it('values that nothing uses', () => {
    const unused = { FilterExpression: 'n = :1', ExpressionAttributeValues: { ':1': N(1), ':2': N(2) } };
    expect(ask(engine, 'Scan', { TableName: 'things', ...unused })).toEqual(
      invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:2}'),
    );
  });

  it('more than 300 operators, and more than 4096 bytes', () => {
    const many = (count: number) => Array.from({ length: count }, () => 'n = :1').join(' OR ');
    expect(holds(many(100))).toBe(false);
    expect(check(many(151))).toEqual(wrong('The expression contains too many operators; operator count: 301'));
    expect(check(`n = :1 AND ${'t'.repeat(4096)} = :1`)).toEqual(
      wrong('Expression size has exceeded the maximum allowed size; expression size: 4112'),
    );
  });

  it.each([
    ['open parentheses', '('.repeat(4096), 'Syntax error; token: "<EOF>", near: "("'],
    [
      'pairs of parentheses',
      `${'('.repeat(2045)}n = :1${')'.repeat(2045)}`,
      'The expression has redundant parentheses;',
    ],
    [
      'parentheses around an operand',
      `n = ${'('.repeat(2045)}:1${')'.repeat(2045)}`,
      'The expression has redundant parentheses;',
    ],
    ['calls', `n = ${'f('.repeat(2040)}:1`, 'Syntax error; token: "<EOF>", near: ":1"'],
  ])('as many %s as fit', (_, expression, message) => {
    expect(check(expression)).toEqual(wrong(message));
  });

  it('more than 100 operands of IN', () => {
    const list = Array.from({ length: 101 }, () => ':1').join(', ');
    expect(check(`n IN (${list})`)).toMatchObject({ error: 'ValidationException' });
  });
});
