import type { CallOptions } from '../client/target';
import type { HookChoice } from './hooks';

export interface ReadOptions extends CallOptions, HookChoice {
  /** Read the latest write, at twice the read capacity. Default: the class's `consistentRead`, else false. */
  consistentRead?: boolean | undefined;
}
