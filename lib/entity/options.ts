import { CALL_OPTIONS, type CallOptions } from '../client/target';
import { type Flat, namesOf, type OptionNames } from '../errors/known-options';
import type { UnknownItems } from '../metadata/shared-table';
import type { HookChoice } from './hooks';
import type { Visibility } from './visibility';

export interface UnknownChoice {
  /** What to do with an item whose discriminator no class has. Default: that of `@Table` or `defineTable`, otherwise an error. */
  readonly onUnknown?: UnknownItems | undefined;
  /** @internal Called for each item that a collection leaves out. */
  readonly onUnknownItem?: (() => void) | undefined;
}

export type ReadOptions = Flat<
  CallOptions &
    HookChoice &
    UnknownChoice &
    Visibility & {
      /** Read the latest write, at twice the read capacity. Default: the class's `consistentRead`, else false. */
      consistentRead?: boolean | undefined;
    }
>;

/** `findBy` always reads consistently. */
export type FindByOptions = Flat<Omit<ReadOptions, 'consistentRead'>>;

export const READ_OPTIONS: OptionNames<ReadOptions> = /* @__PURE__ */ namesOf(CALL_OPTIONS, {
  skipHooks: true,
  onUnknown: true,
  withExpired: true,
  withDeleted: true,
  consistentRead: true,
});
