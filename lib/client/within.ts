import { AsyncLocalStorage } from 'node:async_hooks';
import { checkChoices, type OptionNames } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import { lookUpSurroundings, type Surroundings } from './surroundings';

const SURROUNDINGS: OptionNames<Surroundings> = { client: true, tableName: true, tenant: true };

const storage = /* @__PURE__ */ new AsyncLocalStorage<Surroundings>();

/**
 * Runs a function. Its calls, and all that they start, share a client, a table or a tenant. A call with its own `client` or `tableName` keeps
 * it, and so does a record that was read elsewhere. Inside another `within`, what is not named stays as it was.
 *
 * @example
 * await within({ client: tenantClient, tableName: name => `${tenant}-${name}`, tenant }, () => handle(request));
 * @returns what the function returns
 */
export function within<R>(surroundings: Surroundings, run: () => R): R {
  if (typeof surroundings !== 'object' || surroundings === null || typeof run !== 'function') {
    throw new ConfigurationError(
      'within takes a client, a tableName or a tenant, and the function to run: within({ client }, () => ...)',
    );
  }
  checkChoices('within()', surroundings, SURROUNDINGS);
  lookUpSurroundings(() => storage.getStore());
  const given = Object.fromEntries(Object.entries(surroundings).filter(([, value]) => value !== undefined));
  return storage.run({ ...storage.getStore(), ...given }, run);
}
