import { ConfigurationError } from '../errors/usage-errors';
import { observeBy } from './beginning';
import type { Observer, OperationEvent, Watch } from './events';
import { begun } from './operation';
import { addObserver } from './watching';

/**
 * Observes the operations of this process: one event for each `get`, `save`, query or transaction, however many requests it takes. Without
 * observers, it costs nothing. Errors of an observer are ignored.
 *
 * @returns a function that removes the observer
 * @example
 * const stop = observe(({ operation, entity, durationMs, capacity, error }) =>
 *   log.debug({ operation, entity, durationMs, capacity, error }));
 */
export function observe(observer: Observer | ((event: OperationEvent) => void)): () => void {
  if (typeof observer !== 'function' && typeof observer?.begin !== 'function') {
    throw new ConfigurationError(
      'observe takes a function of each operation that has ended, or an object with begin(): observe(event => log.debug(event))',
    );
  }
  const added: Observer =
    typeof observer === 'function' ? endsOnly({ end: observer }) : { begin: info => observer.begin(info) };
  observeBy(begun);
  return addObserver(added);
}

function endsOnly(watch: Watch): Observer {
  return { begin: () => watch };
}
