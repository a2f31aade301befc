import { observeBy } from './beginning';
import type { Observer, OperationEvent, Watch } from './events';
import { begun } from './operation';
import { addObserver } from './watching';

/**
 * Follows the operations of this process: one event for each `get`, `save`, query or transaction, however many requests it takes. Costs
 * nothing while nobody observes. What an observer throws is ignored.
 *
 * @returns a function that ends it
 * @example
 * const stop = observe(({ operation, entity, durationMs, capacity, error }) =>
 *   log.debug({ operation, entity, durationMs, capacity, error }));
 */
export function observe(observer: Observer | ((event: OperationEvent) => void)): () => void {
  const added: Observer =
    typeof observer === 'function' ? endsOnly({ end: observer }) : { begin: info => observer.begin(info) };
  observeBy(begun);
  return addObserver(added);
}

function endsOnly(watch: Watch): Observer {
  return { begin: () => watch };
}
