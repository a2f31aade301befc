import { invalid } from '../../asking';
import { engineWithThings, execute, rows } from '../statements';

describe('ORDER BY', () => {
  it.each([
    "p = 'a'",
    "'a' = p",
    "begins_with(p, 'a')",
    "p BETWEEN v AND 'a'",
    "p IN [v, 'a']",
    "'x' IN ['a', p]",
    'p IS STRING AND v = 10',
  ])('is taken beside %s, which compares the partition key with something', condition => {
    expect(rows(engineWithThings(), `SELECT s FROM things WHERE ${condition} ORDER BY s`)).toBeDefined();
  });

  it.each([
    'v = 1',
    'p = v',
    'begins_with(v, p)',
    "v IN [p, 'a']",
    "'x' IN [v, p]",
    "'x' BETWEEN v AND p",
    "v BETWEEN p AND 'a'",
    'size(p) = 1',
    'attribute_exists(p)',
    'p IS MISSING',
    "p = 'a' OR v = 1",
  ])('is refused beside %s, which does not', condition => {
    expect(execute(engineWithThings(), `SELECT s FROM things WHERE ${condition} ORDER BY s`)).toEqual(
      invalid('Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.'),
    );
  });
});
