import { AsyncLocalStorage } from 'node:async_hooks';
import type { Observer, OperationEvent, OperationInfo, Watch } from './events';
import { unawaited } from './unawaited';

/** Capacity units. */
export interface Units {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Adds up what the operations of one `measure` cost. */
export interface Meter {
  add(event: OperationEvent, units: Units): void;
}

let observers: readonly Observer[] = [];
const meters = /* @__PURE__ */ new AsyncLocalStorage<Meter>();
let measuring = 0;

/** @returns a function that takes the observer away again */
export function addObserver(added: Observer): () => void {
  observers = [...observers, added];
  return () => {
    observers = observers.filter(other => other !== added);
  };
}

/** While a context is kept, every promise of the process costs more: so none is, but while something is measured. */
export async function metered<R>(meter: Meter, run: () => R | Promise<R>): Promise<R> {
  measuring++;
  try {
    return await meters.run(meter, async () => run());
  } finally {
    measuring--;
    if (measuring === 0) meters.disable();
  }
}

/** Whether anybody wants to know. */
export function isObserved(): boolean {
  return observers.length > 0 || measuring > 0;
}

/** The meter of the calls under way, where this call is one of them. */
export function currentMeter(): Meter | undefined {
  return measuring > 0 ? meters.getStore() : undefined;
}

/** What observers keep of an operation that begins. */
export function watchesOf(info: OperationInfo): readonly Watch[] {
  const watches: Watch[] = [];
  for (const observer of observers) {
    const watch = quietly(() => observer.begin(info));
    if (watch) watches.push(watch);
  }
  return watches;
}

/** An observer that throws, or whose promise rejects, breaks nothing. */
export function quietly<R>(call: () => R): R | undefined {
  return unawaited(call, () => {});
}
