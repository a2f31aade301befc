import type { HookChoice } from './hooks';

/** What every call takes. */
export interface CallOptions {
  /** Ends the request; the promise rejects with the SDK's AbortError. */
  signal?: AbortSignal;
}

export interface ReadOptions extends CallOptions, HookChoice {
  /** Read the latest write, at twice the read capacity. Default: the class's `consistentRead`, else false. */
  consistentRead?: boolean;
}

/** Of a query or scan; the rest is said by its methods. */
export interface QueryOptions extends CallOptions, HookChoice {}
