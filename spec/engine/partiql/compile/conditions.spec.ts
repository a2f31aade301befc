import { engineWithTable, invalid, N, put, S } from '../../asking';
import { execute, rows } from '../statements';

describe('a comparison inside of another', () => {
  const misplaced = (outer: string) =>
    `Incorrect operand type for operator or function; operator or function: ${outer}, operand type: BOOL`;

  it.each([
    ['contains(v, w = 1)', misplaced('contains')],
    ['v < (w IS MISSING)', misplaced('<')],
    ['contains(v, w = MISSING)', 'MISSING must be compared using IS operator'],
    ['begins_with(v, w - 2 AND 1)', 'Unsupported operator in Condition Expression. Operator: -'],
    ['begins_with(v, 1 AND w)', 'The arguments to AND/OR must be Expressions'],
    ['v IN [archive(w)]', 'Unrecognized function: archive'],
    [
      'contains(v, begins_with(w))',
      'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ],
  ])('is refused, by what is wrong with itself first: %s', (condition, problem) => {
    expect(execute(engineWithTable(), `SELECT * FROM things WHERE ${condition}`)).toEqual(invalid(problem));
  });
});

describe('what is no condition', () => {
  it.each([
    ['v', 'WHERE clause must contain an expression that resolves to a boolean'],
    ['MISSING', 'MISSING must be compared using IS operator'],
    ['v = 1 AND v', 'The arguments to AND/OR must be Expressions'],
    ['v = 1 AND v[-2]', 'List index is not within the allowable range; index: [-2] at 1:41:1'],
    ['[w] OR v = 1', 'Unsupported data type: VariableReference under key root.0 at 1:29:1'],
    [
      'v = 1 AND size(v)',
      'Incorrect operand type for operator or function; operator or function: AND, operand type: N',
    ],
    ['v AND lower(v) = 1', 'Unrecognized function: lower'],
    ['v = 1 AND size(v) AND 0', 'The arguments to AND/OR must be Expressions'],
    ['NOT v', 'The argument to NOT must be a Type or Expression'],
    ['NOT <<>>', 'Empty bags are not supported at 1:32:2'],
    ['NOT size(v)', 'Incorrect operand type for operator or function; operator or function: NOT, operand type: N'],
  ])('is refused, by what is wrong with it by itself first: %s', (condition, problem) => {
    expect(execute(engineWithTable(), `SELECT * FROM things WHERE ${condition}`)).toEqual(invalid(problem));
  });
});

describe('comparisons of comparisons', () => {
  const engine = engineWithTable();
  put(engine, { p: S('a'), v: N(1), yes: { BOOL: true } }, { p: S('b'), v: N(2) });
  const found = (condition: string) =>
    rows(engine, `SELECT p FROM things WHERE ${condition}`)
      .map(({ p }) => (p as { S: string }).S)
      .sort();

  it.each([
    ['(v = 1) = (v = 2)', []],
    ['(v = 1) <> (v = 2)', ['a', 'b']],
    ['(v = 1) = yes', ['a']],
    ['yes <> (v = 1)', ['b']],
    ['(v = 1) = none', []],
    ['(v = 1) <> none', ['a', 'b']],
    ["(v = 1) = 'x'", []],
    ['v = 1 = TRUE', ['a']],
    ['v = 1 = FALSE = FALSE', ['a']],
    ['(NOT v = 1) = FALSE', ['a']],
    ['(v IS NUMERIC) = (yes IS BOOLEAN)', ['a']],
  ])('compare what comes of each: %s', (condition, expected) => {
    expect(found(condition)).toEqual(expected);
  });

  it('count each operator once, up to 300', () => {
    const chain = (operators: number) => `n = 1${' = TRUE'.repeat(operators - 1)}`;
    const tooMany = invalid('The expression contains too many operators; operator count: 301');
    expect(found(chain(300))).toEqual([]);
    for (const operators of [301, 302, 1000]) {
      expect(execute(engine, `SELECT * FROM things WHERE ${chain(operators)}`)).toEqual(tooMany);
    }
  });

  it.each([
    [
      'A='.repeat(49),
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [A]',
    ],
    ['A='.repeat(2000), 'The expression contains too many operators; operator count: 301'],
    ['NOT '.repeat(2000), 'The expression contains too many operators; operator count: 301'],
    ['NOT '.repeat(301), 'The expression contains too many operators; operator count: 301'],
    [`${'- '.repeat(4000)}A = `, 'The expression contains too many operators; operator count: 301'],
  ])('are answered at once, however many', (prefix, problem) => {
    expect(execute(engine, `SELECT * FROM things WHERE ${prefix}A='x'`)).toEqual(invalid(problem));
  });

  it('let signs and negations stand in any number', () => {
    expect(found(`v = ${'- '.repeat(1000)}1`)).toEqual(['a']);
    expect(found(`${'NOT '.repeat(298)}v = 1`)).toEqual(['a']);
    expect(found('NOT - 1 = v')).toEqual(['a', 'b']);
  });
});
