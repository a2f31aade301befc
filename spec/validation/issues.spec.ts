import fc from 'fast-check';
import { issueOf, withoutValue } from '../../lib/validation/issues';

describe('a message without its value', () => {
  it.each<[string, unknown, string]>([
    ['must be an email (was "jane")', 'jane', 'must be an email (was <hidden>)'],
    ['Expected >=5 but received 4711', 4711, 'Expected >=5 but received <hidden>'],
    ['was {"pin":"1234"}', { pin: '1234' }, 'was <hidden>'],
    ['the pin 1234 is weak', { a: [{ pin: '1234' }] }, 'the pin <hidden> is weak'],
    ["got 'x'", 'x', 'got <hidden>'],
    ['must be a string', 'a', 'must be a string'],
    ['emailed', 'email', 'emailed'],
    ['since 2026-01-01T00:00:00.000Z', new Date('2026-01-01'), 'since <hidden>'],
    ['a.b*c is wrong', 'a.b*c', '<hidden> is wrong'],
    ['true is wrong', true, 'true is wrong'],
    ['nothing', undefined, 'nothing'],
    ['nothing', null, 'nothing'],
  ])('%s', (message, value, shown) => expect(withoutValue(message, value)).toBe(shown));

  it('takes values that go in circles, and large ones', () => {
    const circle: Record<string, unknown> = { name: 'secret' };
    circle.self = circle;
    expect(withoutValue('secret', circle)).toBe('<hidden>');
    expect(
      withoutValue(
        'fine',
        Array.from({ length: 10_000 }, (_, i) => i + 1000),
      ),
    ).toBe('fine');
  });

  it('leaves out what is too long to be searched, or is about what is too deep to be stored', () => {
    const text = 's'.repeat(5_000);
    expect(withoutValue(`got ${text}`, text)).toMatch(/^is not valid; what its schema says of it is left out/);
    let deep: unknown = 'secret';
    for (let i = 0; i < 40; i++) deep = [deep];
    expect(withoutValue('got secret', deep)).not.toContain('secret');
    let wide: unknown = 'secret';
    for (let i = 0; i < 20; i++) wide = [wide];
    expect(withoutValue('got secret', wide)).toBe('got <hidden>');
  });

  it('never quotes a text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), text => {
        expect(withoutValue(`got "${text}" here`, text)).not.toContain(`"${text}"`);
      }),
    );
  });
});

test('an issue is at its place in the record', () => {
  const issue = { message: 'got "x"', path: ['list', { key: 0 }, Symbol.for('s')] };
  expect(issueOf(issue, ['address'], { list: [{}] })).toEqual({
    path: ['address', 'list', 0, 'Symbol(s)'],
    message: 'got "x"',
  });
  expect(issueOf({ message: 'x' }, ['a'], 1)).toEqual({ path: ['a'], message: 'x' });
});
