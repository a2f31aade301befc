import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Flat, OptionNames } from '../errors/known-options';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Operation } from '../observe/operation';
import type { Rate } from '../observe/rate';
import { resolveClient, resolveTableName } from './configuration';
import { surroundings } from './surroundings';

/** The options of every call. */
export interface CallOptions {
  /** The client of this call, before those of the repository and the class. */
  client?: DynamoDBClient | undefined;
  /** The table of this call, in place of the class's. */
  tableName?: string | undefined;
  /** Ends the request; the promise rejects with the SDK's AbortError. */
  signal?: AbortSignal | undefined;
}

export const CALL_OPTIONS: OptionNames<CallOptions> = { client: true, tableName: true, signal: true };

/** What watches the requests of an operation: observers, and the rate limit. */
export interface Tracking {
  readonly operation?: Operation | undefined;
  readonly rate?: Rate | undefined;
  /** Called with the capacity units of each answer. */
  readonly onCapacity?: ((units: number) => void) | undefined;
}

/** The client and table of an item. A record remembers them. */
export interface Home {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** The client was given to the call or the repository, so nothing overrides it. */
  readonly isNamed?: boolean | undefined;
}

/** Where a call goes: client, table, class and abort signal. */
export interface Target extends Home {
  readonly metadata: EntityMetadata;
  readonly signal?: AbortSignal | undefined;
  readonly tracking?: Tracking | undefined;
}

/** Where a request for several classes goes: a batch, a transaction, or a statement (without a class). */
export interface SharedTarget {
  readonly client: DynamoDBClient;
  readonly signal?: AbortSignal | undefined;
  readonly tracking?: Tracking | undefined;
  readonly targets: readonly Pick<Target, 'metadata' | 'tableName'>[];
}

/** The options of a call that watches its requests. */
export type TrackedOptions = Flat<CallOptions & { readonly tracking?: Tracking | undefined }>;

/** Where a call goes. Its own options come first, then the home of the record, then the class, then the defaults. */
export function targetOf(
  metadata: EntityMetadata,
  { client, tableName, signal, tracking }: TrackedOptions = {},
  home?: Home | undefined,
): Target {
  return {
    metadata,
    client: clientOfCall(metadata, client, home),
    tableName: tableName ?? home?.tableName ?? tableNameOf(metadata),
    isNamed: client !== undefined || home?.isNamed === true,
    signal,
    tracking,
  };
}

/** Only the client of a call: see {@link targetOf}. */
export function clientOfCall(
  { className, client: ofClass }: EntityMetadata,
  given: DynamoDBClient | undefined,
  home: Home | undefined,
): DynamoDBClient {
  const named = given ?? (home?.isNamed ? home.client : undefined);
  return resolveClient(className, { named, ofRecord: home?.client, ofClass });
}

/** The table of a class: the given one, or that of `within` or `configure`. */
export function tableNameOf(metadata: EntityMetadata, given?: string): string {
  return resolveTableName(metadata.className, given, () => metadata.tableName);
}

/** The options of a call that sends later, with the surroundings of now. */
export function surrounded<O extends CallOptions>(metadata: EntityMetadata, options: O): O {
  const around = surroundings();
  if (!around) return options;
  const { client = around.client, tableName } = options;
  return { ...options, client, tableName: tableNameOf(metadata, tableName) };
}

/** The part of a target that a record remembers. The signal belongs to the call alone. */
export function homeOf({ client, tableName, isNamed }: Home): Home {
  return { client, tableName, isNamed };
}

/** The same target with another signal. */
export function endedBy(target: Target, signal: AbortSignal | undefined): Target {
  return { ...target, signal };
}
