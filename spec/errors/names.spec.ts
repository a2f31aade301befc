import * as dynact from 'dynact';

type ErrorType = new (...args: never) => Error;

const types = Object.entries<unknown>({ ...dynact }).filter(
  (entry): entry is [string, ErrorType] => typeof entry[1] === 'function' && entry[1].prototype instanceof Error,
);

/** dynact, loaded once more. */
function secondCopy(): typeof dynact {
  let copy: typeof dynact | undefined;
  jest.isolateModules(() => {
    copy = require('dynact');
  });
  return copy!;
}

const make = (type: ErrorType): Error =>
  Reflect.construct(type, ['message', { key: {}, reasons: [], entries: [] }, {}]);

describe('the name of an error', () => {
  it.each(types)('%s is text, not the name of a class that may be minified', (name, type) => {
    const minified = { [name]: type }[name]!;
    Object.defineProperty(minified, 'name', { value: 'e', configurable: true });
    const error = make(minified);
    Object.defineProperty(minified, 'name', { value: name, configurable: true });
    expect(error.name).toBe(name);
    expect(String(error)).toMatch(new RegExp(`^${name}: `));
  });

  it("is that of the class where a user's class extends one", () => {
    class Mine extends dynact.ValidationError {}
    const error = new Mine('message');
    expect(error.name).toBe('Mine');
    expect(error).toBeInstanceOf(dynact.ValidationError);
    expect(new dynact.ValidationError('message')).not.toBeInstanceOf(Mine);
  });
});

describe('instanceof', () => {
  it.each(types)('agrees across copies of the package: %s', (name, type) => {
    const copy = secondCopy() as unknown as Record<string, ErrorType>;
    const error = make(copy[name]!);
    expect(Object.getPrototypeOf(error)).not.toBe(type.prototype);
    expect(error).toBeInstanceOf(type);
    expect(error).toBeInstanceOf(dynact.DynactError);
    const others = types.filter(([, other]) => error instanceof other).map(([other]) => other);
    const own = types.filter(([, other]) => make(type) instanceof other).map(([other]) => other);
    expect(others).toEqual(own);
  });

  it.each([undefined, null, 'text', {}, new Error('x'), Object.create(null), { kind: 'DynactError' }])(
    'is false for %p',
    value => {
      expect(value instanceof dynact.DynactError).toBe(false);
      expect(value instanceof dynact.ConflictError).toBe(false);
    },
  );
});

it('a class of another copy is refused with a hint to look for two', () => {
  const copy = secondCopy();
  class User {
    id = '';
  }
  copy.PartitionKey()(User.prototype, 'id');
  copy.Table('users')(User);
  expect(() => dynact.tableDefinition(User)).toThrow(/^User has no table: .*two copies of dynact.*npm ls dynact/);
});
