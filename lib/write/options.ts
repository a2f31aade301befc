import type { CallOptions } from '../client/target';
import type { HookChoice } from '../entity/hooks';
import type { ExistenceChoice, GivenChoice, WriteChoices } from './write';

export interface SaveOptions<T> extends CallOptions, HookChoice, WriteChoices<T> {}

export interface UpdateOptions<T> extends CallOptions, HookChoice, WriteChoices<T>, ExistenceChoice, GivenChoice<T> {}

export interface DeleteOptions<T> extends CallOptions, HookChoice, WriteChoices<T>, ExistenceChoice {}

/** By key there is no record: nothing that was loaded to compare with, and no hooks. */
export interface ByKeyOptions<T>
  extends CallOptions,
    Pick<WriteChoices<T>, 'condition' | 'validate'>,
    ExistenceChoice {}

export interface UpdateByKeyOptions<T> extends ByKeyOptions<T>, GivenChoice<T> {}
