import { type Target, type TrackedOptions, targetOf } from '../client/target';
import type { EntityMetadata } from '../metadata/entity-metadata';
import { stateOf } from './record-state';

/** Where a part of one call goes. */
export type TargetOfPart = (metadata: EntityMetadata, record: object | undefined) => Target;

/** Where the parts of one call go: a record goes to where it was read, and new records of one class share a target. */
export function sharedTargets(options: TrackedOptions): TargetOfPart {
  let last: Target | undefined;
  return (metadata, record) => {
    const home = record && stateOf(record)?.home;
    if (home) return targetOf(metadata, options, home);
    if (last?.metadata !== metadata) last = targetOf(metadata, options);
    return last;
  };
}
