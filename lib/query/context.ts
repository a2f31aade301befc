import { type CallOptions, type Target, targetOf } from '../client/target';
import type { LoadOptions } from '../load/load';
import type { EntityMetadata } from '../metadata/entity-metadata';

/** What a query or scan reads, and how: its client is asked for when it sends, so a builder can be made before there is a client. */
export interface ReadingContext {
  readonly metadata: EntityMetadata;
  readonly options: CallOptions & LoadOptions;
}

export function tableNameOf({ metadata, options }: ReadingContext): string {
  return options.tableName ?? metadata.tableName;
}

export function targetOfReading({ metadata, options }: ReadingContext): Target {
  return targetOf(metadata, options);
}
