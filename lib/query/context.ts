import type { Surroundings } from '../client/surroundings';
import { type Target, type Tracking, tableNameOf, targetOf } from '../client/target';
import { READ_OPTIONS, type ReadOptions } from '../entity/options';
import { type Flat, namesOf, type OptionNames } from '../errors/known-options';
import type { DecodeChoice } from '../load/undecodable';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Operation } from '../observe/operation';

/** Of a query or scan; the rest is said by its methods. */
export type QueryOptions = Flat<ReadOptions & DecodeChoice>;

export const QUERY_OPTIONS: OptionNames<QueryOptions> = /* @__PURE__ */ namesOf(READ_OPTIONS, { onDecodeError: true });

/** What a query or scan reads, and how: its client is asked for when it sends, so a builder can be made before there is a client. */
export interface ReadingContext {
  readonly metadata: EntityMetadata;
  readonly options: QueryOptions;
  /** That of `within` when it was made; undefined: that of when it is read. */
  readonly tenant?: Surroundings['tenant'];
  /** Of a collection, the names of its classes. */
  readonly classNames?: string | undefined;
  /** The operation that reading is a part of. */
  readonly whole?: Operation | undefined;
}

export function readTableName({ metadata, options }: ReadingContext): string {
  return tableNameOf(metadata, options.tableName);
}

export function targetOfReading({ metadata, options }: ReadingContext, tracking?: Tracking | undefined): Target {
  const { client, tableName, signal } = options;
  return targetOf(metadata, { client, tableName, signal, tracking });
}
