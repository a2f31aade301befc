import type { CallOptions } from '../client/target';
import type { HookChoice } from '../entity/hooks';
import type { Flat } from '../errors/known-options';
import type { Duration } from '../metadata/duration';
import type { Values } from '../metadata/entity-class';
import type { BlockChoice } from './outside-block';
import type { ExistenceChoice, GivenChoice, OldChoice, OutcomeChoice, TouchChoice, WriteChoices } from './write';

export type SaveOptions<T> = Flat<
  CallOptions & HookChoice & WriteChoices<T> & OutcomeChoice & BlockChoice & TouchChoice & OldChoice
>;

export type CreateOptions<T> = Flat<Omit<SaveOptions<T>, 'raiseOnConflict'>>;

export type SaveChangesOptions<T> = Flat<Omit<SaveOptions<T>, 'returnOld'>>;

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

export type SetInOptions<T> = Flat<Omit<UpdateOptions<T>, 'condition'>>;

export type DeleteOptions<T> = Flat<
  CallOptions & HookChoice & WriteChoices<T> & ExistenceChoice & OutcomeChoice & BlockChoice & OldChoice
>;

/** A write by key has no record: there is nothing loaded to compare with, and no hooks run. */
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
    /** Time from now until the record expires. Default: that of `@ExpiresAt({ after })`. */
    expiresIn?: Duration | undefined;
  }
>;

export type SoftDeleteOptions<T> = Flat<
  UpdateOptions<T> & {
    /** Time from now until DynamoDB deletes the item. The class needs `@ExpiresAt`. */
    expiresIn?: Duration | undefined;
  }
>;

export type UpsertOptions<T> = Flat<
  Omit<ByKeyOptions<T>, 'mustExist' | 'idempotent'> & {
    /** Values that are only set if the item is created. */
    onCreate?: Values<T> | undefined;
  }
>;

/** A record, and whether this call created it. */
export interface Upserted<T> {
  record: T;
  created: boolean;
}

export type FindOrCreateOptions<T> = Flat<
  Omit<SaveOptions<T>, 'raiseOnConflict' | 'returnOld'> & {
    /** Which case is likely: `'new'` (the default) writes first, `'existing'` reads first. */
    expect?: 'new' | 'existing' | undefined;
  }
>;
