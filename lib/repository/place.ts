import { surroundings } from '../client/surroundings';
import { type CallOptions, surrounded, type Target, targetOf } from '../client/target';
import { stateOf } from '../entity/record-state';
import { checkOptions } from '../errors/known-options';
import type { EntityClass } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import type { QueryOptions, ReadingContext } from '../query/context';
import { type Call, OPTIONS_OF, type RepositoryOptions } from './options';

/** What the calls of a repository have in common: the class, and where they go. */
export interface Place<T extends object> {
  readonly type: EntityClass<T>;
  readonly options: RepositoryOptions;
}

/** The options of a call, with what the repository says. Throws ValidationError for one that the call does not have. */
export function optionsAt<T extends object, O extends CallOptions>(place: Place<T>, call: Call, options: O): O {
  checkOptions(place.type.name, call, options, OPTIONS_OF[call]);
  const { client = place.options.client, tableName = place.options.tableName } = options;
  return { ...options, client, tableName };
}

/** Where a call goes. A call on a record goes to where the record was read. */
export function targetAt<T extends object>(place: Place<T>, call: Call, options: CallOptions, record?: object): Target {
  return targetOf(metadataOf(place.type), optionsAt(place, call, options), record && stateOf(record)?.home);
}

/** What a query or scan reads. */
export function contextAt<T extends object>(place: Place<T>, call: Call, options: QueryOptions): ReadingContext {
  const metadata = metadataOf(place.type);
  return { metadata, options: surrounded(metadata, optionsAt(place, call, options)), tenant: surroundings()?.tenant };
}
