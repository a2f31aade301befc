import { engineWithTable, invalid } from '../../asking';
import { execute } from '../statements';

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
