import { engineWithTable, invalid } from '../asking';
import { execute } from './statements';

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
