import { ValidationError } from 'dynact';
import type { ActionNode, ConditionNode, OperandNode, Path } from '../../lib/expressions/nodes';
import { Placeholders, renderCondition, renderProjection, renderUpdate } from '../../lib/expressions/render';

const path = (...parts: Path): OperandNode => ({ kind: 'path', path: parts });
const value = (text: string): OperandNode => ({ kind: 'value', value: { S: text } });
const is = (name: string): ConditionNode => ({ kind: 'exists', path: [name], exists: true });
const and = (...parts: ConditionNode[]): ConditionNode => ({ kind: 'and', parts });
const or = (...parts: ConditionNode[]): ConditionNode => ({ kind: 'or', parts });
const not = (part: ConditionNode): ConditionNode => ({ kind: 'not', part });
const [a, b, c] = [is('a'), is('b'), is('c')];

function parametersOf(placeholders: Placeholders): { ExpressionAttributeNames?: Record<string, string> } {
  const input = {};
  placeholders.addTo(input);
  return input;
}

/** With names in place of placeholders, and `x` for `attribute_exists(x)`. */
function text(node: ConditionNode): string | undefined {
  const placeholders = new Placeholders();
  const rendered = renderCondition(node, placeholders);
  const names = parametersOf(placeholders).ExpressionAttributeNames ?? {};
  return rendered?.replace(/attribute_exists\((#\d+)\)/g, (_, name: string) => names[name]!);
}

describe('renderCondition', () => {
  it.each<[ConditionNode, string]>([
    [and(a, b, c), 'a AND b AND c'],
    [and(a, and(b, c)), 'a AND b AND c'],
    [or(a, or(b, c)), 'a OR b OR c'],
    [or(a, and(b, c)), 'a OR b AND c'],
    [or(and(a, b), c), 'a AND b OR c'],
    [and(a, or(b, c)), 'a AND (b OR c)'],
    [and(or(a, b), or(b, c)), '(a OR b) AND (b OR c)'],
    [not(a), 'NOT a'],
    [not(not(a)), 'NOT NOT a'],
    [not(and(a, b)), 'NOT (a AND b)'],
    [not(or(a, b)), 'NOT (a OR b)'],
    [and(not(a), b), 'NOT a AND b'],
    [or(not(and(a, b)), c), 'NOT (a AND b) OR c'],
    [and(a, not(or(b, not(c)))), 'a AND NOT (b OR NOT c)'],
  ])('puts parentheses only where they are needed: %#', (node, expected) => {
    expect(text(node)).toBe(expected);
  });

  it('sends nothing for what is always true', () => {
    expect(text(and())).toBeUndefined();
    expect(parametersOf(new Placeholders())).toEqual({});
  });

  it('binds each name once, and each value', () => {
    const placeholders = new Placeholders();
    const equal = (left: OperandNode, right: OperandNode): ConditionNode => ({
      kind: 'comparison',
      comparator: '=',
      left,
      right,
    });
    const node = and(equal(path('a', 'b', 0, 'a'), value(':0')), equal(path('b'), value('#0')));
    expect(renderCondition(node, placeholders)).toBe('#0.#1[0].#0 = :0 AND #1 = :1');
    expect(parametersOf(placeholders)).toEqual({
      ExpressionAttributeNames: { '#0': 'a', '#1': 'b' },
      ExpressionAttributeValues: { ':0': { S: ':0' }, ':1': { S: '#0' } },
    });
  });
});

describe('renderUpdate', () => {
  const set = (...parts: Path): ActionNode => ({ kind: 'set', path: parts, value: value('x') });
  const remove = (...parts: Path): ActionNode => ({ kind: 'remove', path: parts });

  it('groups actions by clause', () => {
    const actions: ActionNode[] = [
      remove('a'),
      { kind: 'add', path: ['b'], value: { N: '1' } },
      set('c'),
      { kind: 'delete', path: ['d'], value: { SS: ['x'] } },
      set('e', 0),
    ];
    expect(renderUpdate(actions, new Placeholders())).toBe('SET #2 = :1, #4[0] = :3 REMOVE #0 ADD #1 :0 DELETE #3 :2');
  });

  it.each<[string, ActionNode[]]>([
    ['one path twice', [set('a'), remove('a')]],
    ['a path and its parent', [set('a'), set('a', 'b')]],
    ['a path and its parent, the other way round', [set('a', 'b', 1), set('a')]],
    ['one element twice', [set('a', 0), remove('a', 0)]],
  ])('refuses %s', (_, actions) => {
    expect(() => renderUpdate(actions, new Placeholders())).toThrow(ValidationError);
  });

  it.each<[string, ActionNode[]]>([
    ['siblings', [set('a', 'b'), set('a', 'c')]],
    ['elements', [set('a', 0), set('a', 1)]],
    ['names that begin alike', [set('a'), set('ab')]],
    ['a name with a dot, and a path', [set('a.b'), set('a', 'b')]],
  ])('takes %s', (_, actions) => {
    expect(renderUpdate(actions, new Placeholders())).toMatch(/^SET/);
  });
});

it('renderProjection lists paths', () => {
  expect(renderProjection([['a'], ['b', 0, 'a']], new Placeholders())).toBe('#0, #1[0].#0');
});
