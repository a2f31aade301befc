import type { CallOptions } from '../client/target';
import type { HookChoice } from '../entity/hooks';
import type { Duration } from '../metadata/duration';
import type { Values } from '../metadata/entity-class';
import type { Flat } from '../metadata/flat';
import type { BlockChoice } from './outside-block';
import type { ExistenceChoice, GivenChoice, OldChoice, OutcomeChoice, TouchChoice, WriteChoices } from './write';

export type SaveOptions<T> = Flat<
  CallOptions & HookChoice & WriteChoices<T> & OutcomeChoice & BlockChoice & TouchChoice & OldChoice
>;

export type UpdateOptions<T> = Flat<
  CallOptions &
    HookChoice &
    WriteChoices<T> &
    ExistenceChoice &
    GivenChoice<T> &
    OutcomeChoice &
    BlockChoice &
    TouchChoice
>;

export type DeleteOptions<T> = Flat<
  CallOptions & HookChoice & WriteChoices<T> & ExistenceChoice & OutcomeChoice & BlockChoice & OldChoice
>;

/** By key there is no record: nothing that was loaded to compare with, and no hooks. */
export type ByKeyOptions<T> = Flat<
  CallOptions &
    Pick<WriteChoices<T>, 'condition' | 'validate'> &
    ExistenceChoice &
    OutcomeChoice &
    BlockChoice &
    TouchChoice
>;

export type UpdateByKeyOptions<T> = Flat<ByKeyOptions<T> & GivenChoice<T>>;

export type TouchOptions<T> = Flat<
  UpdateOptions<T> & {
    /** When it expires: so long from now. Default: as `@ExpiresAt({ after })` says. */
    expiresIn?: Duration | undefined;
  }
>;

export type SoftDeleteOptions<T> = Flat<
  UpdateOptions<T> & {
    /** Have DynamoDB delete the item so long from now: the class needs `@ExpiresAt`. */
    expiresIn?: Duration | undefined;
  }
>;

export type UpsertOptions<T> = Flat<
  Omit<ByKeyOptions<T>, 'mustExist' | 'idempotent'> & {
    /** Values for an item that is made, and left alone where there is one. */
    onCreate?: Values<T> | undefined;
  }
>;

/** A record, and whether it was made by this call. */
export interface Upserted<T> {
  record: T;
  created: boolean;
}

export type FindOrCreateOptions<T> = Flat<
  Omit<SaveOptions<T>, 'raiseOnConflict' | 'returnOld'> & {
    /** What is likely: `'new'` (the default) writes first, `'existing'` reads first. */
    expect?: 'new' | 'existing' | undefined;
  }
>;
