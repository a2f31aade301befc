import type { CallOptions } from '../client/target';
import type { HookChoice } from '../entity/hooks';
import type { BlockChoice } from './outside-block';
import type { ExistenceChoice, GivenChoice, OutcomeChoice, WriteChoices } from './write';

export interface SaveOptions<T> extends CallOptions, HookChoice, WriteChoices<T>, OutcomeChoice, BlockChoice {}

export interface UpdateOptions<T>
  extends CallOptions,
    HookChoice,
    WriteChoices<T>,
    ExistenceChoice,
    GivenChoice<T>,
    OutcomeChoice,
    BlockChoice {}

export interface DeleteOptions<T>
  extends CallOptions,
    HookChoice,
    WriteChoices<T>,
    ExistenceChoice,
    OutcomeChoice,
    BlockChoice {}

/** By key there is no record: nothing that was loaded to compare with, and no hooks. */
export interface ByKeyOptions<T>
  extends CallOptions,
    Pick<WriteChoices<T>, 'condition' | 'validate'>,
    ExistenceChoice,
    OutcomeChoice,
    BlockChoice {}

export interface UpdateByKeyOptions<T> extends ByKeyOptions<T>, GivenChoice<T> {}
