import { mayResend } from '../../lib/client/retry';
import { ThrottledError } from '../../lib/errors/service-errors';
import { ValidationError } from '../../lib/errors/usage-errors';

const sdkError = (name: string, fault: string) => Object.assign(new Error(name), { name, $fault: fault });

describe('mayResend', () => {
  it.each<[string, unknown]>([
    ['a throttle', new ThrottledError('x')],
    ['a fault of the service', sdkError('InternalServerError', 'server')],
    ['a transaction in progress', sdkError('TransactionInProgressException', 'client')],
    ['a broken connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
    ['a timeout', Object.assign(new Error('x'), { name: 'TimeoutError' })],
    // Node's own errors are no Errors in a sandbox such as jest's.
    ['an error of another realm', { name: 'Error', code: 'ECONNRESET' }],
  ])('is true for %s', (_, error) => expect(mayResend(error)).toBe(true));

  it.each<[string, unknown]>([
    ['what we refuse', new ValidationError('x')],
    ['what the service refuses', sdkError('ValidationException', 'client')],
    ['missing credentials', Object.assign(new Error('x'), { name: 'CredentialsProviderError' })],
    ['an abort', Object.assign(new Error('x'), { name: 'AbortError' })],
    ['an abort of another realm', { name: 'AbortError', code: 'ABORT_ERR' }],
    ['what is no error', 'x'],
    ['nothing', undefined],
  ])('is false for %s', (_, error) => expect(mayResend(error)).toBe(false));
});
