import { inspect } from 'node:util';
import {
  ConditionalCheckFailedError,
  ConfigurationError,
  ConflictError,
  DynactError,
  InvalidStateError,
  ItemNotFoundError,
  ItemTooLargeError,
  MaxRetriesExceededError,
  OverwriteError,
  TableNotFoundError,
  ThrottledError,
  ValidationError,
} from 'dynact';

const SECRET = 'top-secret';
const key = { id: SECRET };
const conflict = { key, stored: { id: SECRET }, expected: { a: SECRET }, diff: { a: { expected: SECRET, stored: 1 } } };
const cause = new Error('from the SDK');

const errors: [string, DynactError, string][] = [
  ['ValidationError', new ValidationError('m', { cause }), 'VALIDATION'],
  ['ConfigurationError', new ConfigurationError('m', { cause }), 'CONFIGURATION'],
  ['InvalidStateError', new InvalidStateError('m', { cause }), 'INVALID_STATE'],
  ['ItemTooLargeError', new ItemTooLargeError('m', { size: 2, maxSize: 1, key }), 'ITEM_TOO_LARGE'],
  ['ItemNotFoundError', new ItemNotFoundError('m', { key }, { cause }), 'ITEM_NOT_FOUND'],
  [
    'ConditionalCheckFailedError',
    new ConditionalCheckFailedError('m', conflict, { cause }),
    'CONDITIONAL_CHECK_FAILED',
  ],
  ['ConflictError', new ConflictError('m', conflict, { cause }), 'CONFLICT'],
  ['OverwriteError', new OverwriteError('m', conflict, { cause }), 'OVERWRITE'],
  ['MaxRetriesExceededError', new MaxRetriesExceededError('m', { attempts: 3 }, { cause }), 'MAX_RETRIES_EXCEEDED'],
  ['TableNotFoundError', new TableNotFoundError('m', { cause }), 'TABLE_NOT_FOUND'],
  ['ThrottledError', new ThrottledError('m', { cause }), 'THROTTLED'],
];

describe('the message of an error', () => {
  it('escapes what would break a line, speak to a terminal or turn the text around', () => {
    const name = 'a\n\u001b[31mred\u0007\u202e\u2028\ud800\u200b';
    expect(new ValidationError(`no attribute "${name}"`).message).toBe(
      'no attribute "a\\u{a}\\u{1b}[31mred\\u{7}\\u{202e}\\u{2028}\\u{d800}\\u{200b}"',
    );
    expect(new ValidationError('größer: 👍 "日本"').message).toBe('größer: 👍 "日本"');
  });

  it('is cut where a name makes it too long', () => {
    expect(new ValidationError('x'.repeat(1e6)).message).toHaveLength(4_003);
  });
});

describe.each(errors)('%s', (name, error, code) => {
  it('has its name, its code, its message and its cause', () => {
    expect(error).toBeInstanceOf(DynactError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, code, message: 'm' });
    if (!(error instanceof ItemTooLargeError)) expect(error.cause).toBe(cause);
    expect(String(error)).toBe(`${name}: m`);
    expect(error.stack).toContain(`${name}: m`);
  });

  it('shows no values', () => {
    const shown = inspect(error, { depth: 10 }) + JSON.stringify(error) + JSON.stringify({ ...error });
    expect(shown).toContain(code);
    expect(shown).not.toContain(SECRET);
  });
});

it('what an error knows is there by name', () => {
  expect(new ItemTooLargeError('m', { size: 2, maxSize: 1, key })).toMatchObject({ size: 2, maxSize: 1, key });
  const { stored, expected, diff } = new OverwriteError('m', conflict);
  expect({ key, stored, expected, diff }).toEqual(conflict);
});

it('a conflict is the wider of the two: an OverwriteError is one, too', () => {
  expect(new OverwriteError('m', conflict)).toBeInstanceOf(ConflictError);
  expect(new ConflictError('m', conflict)).not.toBeInstanceOf(OverwriteError);
});
