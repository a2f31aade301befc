import type { HookChoice } from '../entity/hooks';
import type { ExistenceChoice, WriteChoices } from '../entity/plan';

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

export interface SaveOptions<T> extends CallOptions, HookChoice, WriteChoices<T> {}

export interface UpdateOptions<T> extends CallOptions, HookChoice, WriteChoices<T>, ExistenceChoice {}

export interface DeleteOptions<T> extends CallOptions, HookChoice, WriteChoices<T>, ExistenceChoice {}

/** By key there is no record: nothing that was loaded to compare with, and no hooks. */
export interface ByKeyOptions<T> extends CallOptions, Pick<WriteChoices<T>, 'condition'>, ExistenceChoice {}
