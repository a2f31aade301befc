import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { OptionNames } from '../errors/known-options';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Operation } from '../observe/operation';
import type { Rate } from '../observe/rate';
import { resolveClient, resolveTableName } from './configuration';
import { surroundings } from './surroundings';

/** What every call takes. */
export interface CallOptions {
  /** The client of this call, before those of the repository and the class. */
  client?: DynamoDBClient | undefined;
  /** The table of this call, in place of the class's. */
  tableName?: string | undefined;
  /** Ends the request; the promise rejects with the SDK's AbortError. */
  signal?: AbortSignal | undefined;
}

export const CALL_OPTIONS: OptionNames<CallOptions> = { client: true, tableName: true, signal: true };

/** What follows the requests of an operation: who observes it, and the rate that it is kept to. */
export interface Tracking {
  readonly operation?: Operation | undefined;
  readonly rate?: Rate | undefined;
  /** Is given the capacity units of each answer. */
  readonly onCapacity?: ((units: number) => void) | undefined;
}

/** Where items are: a record remembers it. */
export interface Home {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** The client was given to the call or the repository: nothing stands in for it. */
  readonly isNamed?: boolean | undefined;
}

/** Where a call goes, on behalf of which class, and how it may be ended. */
export interface Target extends Home {
  readonly metadata: EntityMetadata;
  readonly signal?: AbortSignal | undefined;
  readonly tracking?: Tracking | undefined;
}

/** Where one request for several classes goes: of a batch, a transaction or, with no class, of a statement. */
export interface SharedTarget {
  readonly client: DynamoDBClient;
  readonly signal?: AbortSignal | undefined;
  readonly tracking?: Tracking | undefined;
  readonly targets: readonly Pick<Target, 'metadata' | 'tableName'>[];
}

/** Where a call goes: what it names itself comes first, then where the record is from, then what the class names, then the default. */
export function targetOf(
  metadata: EntityMetadata,
  { client, tableName, signal, tracking }: CallOptions & { readonly tracking?: Tracking | undefined } = {},
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

/** The table of a class: as it is given, or as `within` and `configure` say. */
export function tableNameOf(metadata: EntityMetadata, given?: string): string {
  return resolveTableName(metadata.className, given, () => metadata.tableName);
}

/** The options of a call that is made now and sends later: the surroundings of now are part of them. */
export function surrounded<O extends CallOptions>(metadata: EntityMetadata, options: O): O {
  const around = surroundings();
  if (!around) return options;
  const { client = around.client, tableName } = options;
  return { ...options, client, tableName: tableNameOf(metadata, tableName) };
}

/** What a record remembers of a target: not the signal, which belongs to the call. */
export function homeOf({ client, tableName, isNamed }: Home): Home {
  return { client, tableName, isNamed };
}

/** The same, ended by another signal. */
export function endedBy(target: Target, signal: AbortSignal | undefined): Target {
  return { ...target, signal };
}
