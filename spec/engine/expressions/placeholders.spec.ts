import { ask, engineWithTable, get, invalid, put, S } from '../asking';

const KEY = { p: S('a') };
const MAX_SIZE = 2 * 1024 * 1024;

function remove(parameters: object): object {
  return ask(engineWithTable(), 'DeleteItem', { TableName: 'things', Key: KEY, ...parameters });
}

/** A condition on an attribute of each name, under placeholders of three bytes. */
function namesOf(...names: readonly string[]): object {
  const placeholders = names.map((_, at) => `#${String(at).padStart(2, '0')}`);
  return {
    ConditionExpression: placeholders.map(placeholder => `attribute_not_exists(${placeholder})`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(placeholders.map((placeholder, at) => [placeholder, names[at]])),
  };
}

const compared = (placeholder: string, bytes = 1) => ({
  ConditionExpression: `n <> ${placeholder}`,
  ExpressionAttributeValues: { [placeholder]: S('x'.repeat(bytes)) },
});

describe('placeholders', () => {
  const longest = 'n'.repeat(254);

  it('have up to 255 bytes', () => {
    expect(remove(compared(`:${longest}`))).toEqual({});
    const named = { ProjectionExpression: `#${longest}`, ExpressionAttributeNames: { [`#${longest}`]: 'p' } };
    const engine = engineWithTable();
    put(engine, KEY);
    expect(ask(engine, 'GetItem', { TableName: 'things', Key: KEY, ...named })).toEqual({ Item: get(engine, KEY) });
  });

  it.each<[string, object, string]>([
    [
      'a longer one for a name, whatever it is of',
      { ExpressionAttributeNames: { [`#${longest}-`]: 'n' } },
      'ExpressionAttributeNames contains invalid key: ' +
        'The expression attribute map contains a key that is too long; size of key: 256',
    ],
    [
      'a longer one for a value',
      { ExpressionAttributeValues: { [`:${longest}x`]: S('x') } },
      'ExpressionAttributeValues contains invalid key: The expression attribute map contains a key that is too long;',
    ],
    [
      'an empty one',
      { ExpressionAttributeNames: { '': 'n' } },
      'ExpressionAttributeNames contains invalid key: The expression attribute map contains an empty key;',
    ],
    [
      'one with other characters',
      { ExpressionAttributeNames: { '#n-m': 'n' } },
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "#n-m"',
    ],
    [
      'one for no name',
      { ExpressionAttributeNames: { '#n': '' } },
      'ExpressionAttributeNames contains invalid value: Empty attribute name for key #n',
    ],
  ])('are refused: %s', (_, parameters, message) => {
    expect(remove({ ConditionExpression: 'n = m', ...parameters })).toEqual(invalid(message));
  });

  it('stand for up to 2 MB of names and values', () => {
    const placeholder = ':v';
    const room = MAX_SIZE - placeholder.length;
    expect(remove(compared(placeholder, room))).toEqual({});
    expect(remove(compared(placeholder, room + 1))).toEqual(invalid('ExpressionAttributeValues exceeds max size'));

    const names = Array.from({ length: 64 }, (_, at) => String(at).padStart(MAX_SIZE / 64 - 3));
    expect(remove(namesOf(...names))).toEqual({});
    expect(remove(namesOf(...names, 'n'))).toEqual(invalid('ExpressionAttributeNames exceeds max size'));

    const both = { ExpressionAttributeNames: { '#n': 'n' }, ConditionExpression: `#n <> ${placeholder}` };
    expect(remove({ ...compared(placeholder, room - 3), ...both })).toEqual({});
    expect(remove({ ...compared(placeholder, room - 2), ...both })).toEqual(
      invalid('Combined size of ExpressionAttributeNames and ExpressionAttributeValues exceeds max size'),
    );
  });
});
