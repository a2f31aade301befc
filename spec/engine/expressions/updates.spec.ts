import type { Engine } from '../../../lib/engine/engine';
import type { Item } from '../../../lib/wire/attribute-value';
import { ask, engineWithTable, get, invalid, N, put, S } from '../asking';

const KEY = { p: S('a') };
const ITEM: Item = {
  ...KEY,
  n: N(5),
  t: S('tent'),
  ss: { SS: ['x', 'y'] },
  l: { L: [N(0), N(1), N(2)] },
  m: { M: { x: N(1), inside: { M: { y: N(2) } } } },
};
const NAMES: Readonly<Record<string, string>> = { '#n': 'n', '#size': 'size' };
const VALUES: Item = {
  ':1': N(1),
  ':half': N('0.5'),
  ':big': N('9e125'),
  ':tiny': N('1e-130'),
  ':t': S('text'),
  ':list': { L: [N(8), N(9)] },
  ':none': { L: [] },
  ':x': { SS: ['x'] },
  ':xy': { SS: ['x', 'y'] },
  ':z': { SS: ['z'] },
  ':7': { NS: ['7'] },
  ':map': { M: {} },
};

function update(engine: Engine, expression: string, parameters: object = {}): object {
  const used = <T>(all: Readonly<Record<string, T>>) => {
    const found = Object.entries(all).filter(([name]) => new RegExp(`${name}(?!\\w)`).test(expression));
    return found.length > 0 ? Object.fromEntries(found) : undefined;
  };
  return ask(engine, 'UpdateItem', {
    TableName: 'things',
    Key: KEY,
    UpdateExpression: expression,
    ExpressionAttributeNames: used(NAMES),
    ExpressionAttributeValues: used(VALUES),
    ...parameters,
  });
}

function engineWithItem(): Engine {
  const engine = engineWithTable();
  put(engine, ITEM);
  return engine;
}

describe('UpdateItem', () => {
  it.each<[string, Item]>([
    ['SET n = :1', { n: N(1) }],
    ['SET n = n + :1, q = n - :half', { n: N(6), q: N('4.5') }],
    ['SET n = l[1], l[1] = n', { n: N(1), l: { L: [N(0), N(5), N(2)] } }],
    ['SET n = if_not_exists(n, :1), q = if_not_exists(q, :1)', { q: N(1) }],
    ['SET q = if_not_exists(q, n) + :1', { q: N(6) }],
    ['SET n = ((n) + (:1))', { n: N(6) }],
    ['SET l = list_append(l, :list)', { l: { L: [N(0), N(1), N(2), N(8), N(9)] } }],
    ['SET l = list_append(:list, l)', { l: { L: [N(8), N(9), N(0), N(1), N(2)] } }],
    ['SET q = list_append(if_not_exists(q, :none), :list)', { q: { L: [N(8), N(9)] } }],
    ['SET m.z = :t, m.inside.y = m.x', { m: { M: { x: N(1), z: S('text'), inside: { M: { y: N(1) } } } } }],
    ['SET l[9] = :t, l[7] = :1', { l: { L: [N(0), N(1), N(2), N(1), S('text')] } }],
    ['SET #size = :1', { size: N(1) }],
    ['REMOVE l[0], l[2]', { l: { L: [N(1)] } }],
    ['REMOVE l[0] SET l[1] = :1', { l: { L: [N(1), N(2)] } }],
    ['REMOVE m.inside, absent', { m: { M: { x: N(1) } } }],
    ['ADD n :1, q :half', { n: N(6), q: N('0.5') }],
    [
      'ADD ss :z, m.s :7',
      { ss: { SS: ['x', 'y', 'z'] }, m: { M: { ...(ITEM.m as { M: Item }).M, s: { NS: ['7'] } } } },
    ],
    ['DELETE ss :x', { ss: { SS: ['y'] } }],
    ['DELETE absent :x', {}],
  ])('%s', (expression, changes) => {
    const engine = engineWithItem();
    expect(update(engine, expression)).toEqual({});
    expect(get(engine, KEY)).toEqual({ ...ITEM, ...changes });
  });

  it('takes away a set that runs empty, and attributes', () => {
    const engine = engineWithItem();
    update(engine, 'DELETE ss :xy REMOVE n, t, l, m');
    expect(get(engine, KEY)).toEqual(KEY);
  });

  it('makes an item that is not there, even without an action', () => {
    const engine = engineWithTable();
    expect(ask(engine, 'UpdateItem', { TableName: 'things', Key: KEY })).toEqual({});
    expect(get(engine, KEY)).toEqual(KEY);
    update(engine, 'ADD n :1');
    expect(get(engine, KEY)).toEqual({ ...KEY, n: N(1) });
  });

  it.each(['REMOVE n', 'REMOVE n, m.x, l[0]', 'DELETE ss :x', 'DELETE m.s :x REMOVE n'])(
    'leaves an item that is not there as it is when all that is asked is %s',
    expression => {
      const engine = engineWithTable();
      expect(update(engine, expression, { ReturnValues: 'ALL_NEW' })).toEqual({});
      expect(get(engine, KEY)).toBeUndefined();
    },
  );

  it.each<[string, Item]>([
    ['SET n = :1 REMOVE t', { n: N(1) }],
    ['ADD n :1 DELETE ss :x', { n: N(1) }],
  ])('makes an item that is not there for %s', (expression, attributes) => {
    const engine = engineWithTable();
    expect(update(engine, expression)).toEqual({});
    expect(get(engine, KEY)).toEqual({ ...KEY, ...attributes });
  });

  it.each<[string, object]>([
    ['NONE', {}],
    ['ALL_OLD', { Attributes: ITEM }],
    [
      'ALL_NEW',
      {
        Attributes: {
          ...ITEM,
          n: N(6),
          l: { L: [N(0), N(1), N(1)] },
          q: N(1),
          m: { M: { inside: { M: { y: N(2) } } } },
        },
      },
    ],
    ['UPDATED_OLD', { Attributes: { n: N(5), l: { L: [N(2)] }, m: { M: { x: N(1) } } } }],
    ['UPDATED_NEW', { Attributes: { n: N(6), l: { L: [N(1)] }, q: N(1) } }],
  ])('returns %s', (ReturnValues, answer) => {
    expect(update(engineWithItem(), 'SET n = n + :1, l[2] = :1, q = :1 REMOVE m.x', { ReturnValues })).toEqual(answer);
  });

  it('returns no old attributes of an item that is not there', () => {
    expect(update(engineWithTable(), 'SET n = :1', { ReturnValues: 'ALL_OLD' })).toEqual({});
    expect(update(engineWithTable(), 'SET n = :1', { ReturnValues: 'UPDATED_OLD' })).toEqual({});
  });
});

describe('updates that meet an item they do not suit', () => {
  const operand = 'An operand in the update expression has an incorrect data type';
  const path = 'The document path provided in the update expression is invalid for update';
  const absent = 'The provided expression refers to an attribute that does not exist in the item';

  it.each([
    ['SET n = t + :1', operand],
    ['SET l = list_append(t, :list)', operand],
    ['ADD t :1', operand],
    ['ADD ss :7', operand],
    ['DELETE n :x', operand],
    ['SET absent.x = :1', path],
    ['SET t[0] = :1', path],
    ['SET m[0] = :1', path],
    ['SET l.x = :1', path],
    ['REMOVE absent.x', path],
    ['SET q = absent', absent],
    ['SET n = absent + :1', absent],
  ])('%s', (expression, message) => {
    const engine = engineWithItem();
    expect(update(engine, expression)).toEqual(invalid(message));
    expect(get(engine, KEY)).toEqual(ITEM);
  });

  it.each([
    ['9.9e125', 'SET n = n + :big'],
    ['9.9e125', 'ADD n :big'],
    ['1e50', 'SET n = n - :1'],
    ['1e50', 'ADD n :half'],
    ['1.1e-130', 'SET n = n - :tiny'],
  ])('%s by %s, which is out of range or has too many digits', (number, expression) => {
    const engine = engineWithTable();
    put(engine, { ...KEY, n: N(number) });
    expect(update(engine, expression)).toEqual(
      invalid('Number overflow. Attempting to store a number with magnitude larger than supported range'),
    );
  });
});

describe('updates that are refused', () => {
  const wrong = (message: string) => invalid(`1 validation error detected: Invalid UpdateExpression: ${message}`);

  it('without anything in them', () => {
    expect(update(engineWithTable(), ' ')).toEqual(wrong('The expression can not be empty;'));
  });

  it.each([
    ['n = :1', 'Syntax error; token: "n", near: "n ="'],
    ['SET', 'Syntax error; token: "<EOF>", near: "SET"'],
    ['SET n = :1 SET t = :t', 'The "SET" section can only be used once in an update expression;'],
    [
      'SET n = :1, n = :t',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ],
    [
      'SET m = :map REMOVE m.x',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, x]',
    ],
    [
      'SET l[0] = :1 REMOVE l.x',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [l, [0]], path two: [l, x]',
    ],
    ['SET n = (n + :1', 'Syntax error; token: "<EOF>", near: ":1"'],
    ['SET n = (((n) + :1))', 'The expression has redundant parentheses;'],
    [`SET n = ${'('.repeat(4088)}`, 'Syntax error; token: "<EOF>", near: "("'],
    ['SET n = contains(t, :t)', 'The function is not allowed in an update expression; function: contains'],
    ['SET n = n + :t', 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
    [
      'SET l = list_append(l, :1)',
      'Incorrect operand type for operator or function; operator or function: list_append, operand type: N',
    ],
    [
      'ADD n :t',
      'Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ],
    [
      'DELETE ss :1',
      'Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND',
    ],
    [
      'SET q = if_not_exists(n, n)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: if_not_exists, first operand: [n]',
    ],
    ['SET name = :1', 'Attribute name is a reserved keyword; reserved keyword: name'],
  ])('%p', (expression, message) => {
    const engine = engineWithItem();
    expect(update(engine, expression)).toEqual(wrong(message));
    expect(get(engine, KEY)).toEqual(ITEM);
  });

  it('of a key', () => {
    expect(update(engineWithItem(), 'SET p = :t')).toEqual(
      invalid(
        'One or more parameter values were invalid: Cannot update attribute p. This attribute is part of the key',
      ),
    );
  });

  // The item counts without its key, which is 2 bytes here, and the update counts as well.
  it.each([
    ['an assignment', 'SET q = :v', 22],
    ['two assignments', 'SET q = :v, n = :1', 41],
    ['a sum', 'SET q = :v, n = n + :1', 91],
    ['an assignment to an element', 'SET q = :v, l[0] = :1', 42],
    ['an assignment and a removal', 'SET q = :v REMOVE ss', 24],
  ])('to an item that is too large with %s', (_, expression, more) => {
    const engine = engineWithTable();
    put(engine, { ...KEY, n: N(1), l: { L: [N(1)] } });
    const room = 400 * 1024 - 'n'.length - 2 - 'l'.length - 6 - 'q'.length;
    const one = expression.includes(':1') && { ':1': N(1) };
    const assign = (bytes: number) =>
      update(engine, expression, { ExpressionAttributeValues: { ...one, ':v': S('x'.repeat(bytes)) } });
    const fits = room - more;
    expect(assign(fits)).toEqual({});
    expect(assign(fits + 1)).toEqual(invalid('Item size to update has exceeded the maximum allowed size'));
  });

  it('to an item that is too large', () => {
    const engine = engineWithItem();
    const large = { ExpressionAttributeValues: { ':v': S('x'.repeat(400 * 1024)) } };
    expect(update(engine, 'SET q = :v', large)).toEqual(
      invalid('Item size to update has exceeded the maximum allowed size'),
    );
    expect(get(engine, KEY)).toEqual(ITEM);
  });
});
