import { ValidationError } from 'dynact';
import { anyCodec } from '../../lib/codec/any';
import { describe as describeValue, inWordsOf, ValueFault, within } from '../../lib/codec/codec';

describe('a fault', () => {
  it('names the path where it was found', () => {
    const fail = () =>
      inWordsOf('Account', () =>
        within('tags', () =>
          within(2, () =>
            within('city', () => {
              throw new ValueFault('is odd');
            }),
          ),
        ),
      );
    expect(fail).toThrow(new ValidationError('Account.tags[2].city: is odd'));
  });

  it('keeps its cause, and leaves other errors alone', () => {
    const cause = new Error('why');
    expect(() =>
      inWordsOf('Account', () => {
        throw new ValueFault('is odd', { cause });
      }),
    ).toThrow(expect.objectContaining({ cause }));
    expect(() =>
      inWordsOf('Account', () => {
        throw cause;
      }),
    ).toThrow(cause);
  });
});

class Money {}

it.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [Number.NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [5, 'a number'],
  ['secret', 'a string'],
  [5n, 'a bigint'],
  [Symbol('secret'), 'a symbol'],
  [() => 'secret', 'a function'],
  [['secret'], 'an array'],
  [{ secret: 1 }, 'an object'],
  [Object.create(null), 'an object'],
  [new Money(), 'a Money'],
  [new (class extends Money {})(), 'an object'],
  [{ constructor: { name: 'secret' } }, 'an object'],
])('%p is described without its value', (value, words) => {
  expect(describeValue(value)).toBe(words);
});

describe('a value whose stored form would not show what it was', () => {
  const message = (value: unknown) => {
    try {
      anyCodec.encode(value);
    } catch (error) {
      return (error as ValueFault).problem;
    }
    return undefined;
  };

  it('is refused, with advice on what to declare or to do', () => {
    expect(message(new Date(0))).toBe('is a Date, which would come back as a string: declare `type: Date`');
    expect(message({ at: new Date(0) })).toBe(
      'is a Date, which would come back as a string: declare what the members are, as in `type: { map: Date }` or `[Date]`, or a nested class ' +
        'that has it with `type: Date`; or store text or a number in its place',
    );
    expect(message([5n])).toMatch(
      /^is a bigint.*`type: \{ map: 'bigint' \}` or `\['bigint'\]`.*or a number in its place$/,
    );
    expect(message([new Money()])).toMatch(
      /^is a Money, which is not a plain object.*`\[Money\]`.*; or give the attribute a `codec`$/,
    );
    expect(message(new Money())).toBe(
      'is a Money, which is not a plain object: declare `type: Money`; or give the attribute a `codec`',
    );
    expect(message({ rates: new Map() })).toBe(
      'is a Map, which is not a plain object: store one, such as Object.fromEntries(map), or give the attribute a `codec`',
    );
  });
});
