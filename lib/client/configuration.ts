import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { checkChoices, type OptionNames } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import type { RecordValidator } from '../validation/record-validator';
import { surroundings } from './surroundings';

/** Settings of the whole process. */
export interface Configuration {
  /** The name of a table in DynamoDB, from the name that its class gives: `name => `${stage}-${name}``. */
  tableName?: ((name: string) => string) | undefined;
  /** The client of every class and repository without a client of its own. */
  client?: DynamoDBClient | undefined;
  /** Refuse every scan, as each reads a whole table. Default false. */
  errorOnScan?: boolean | undefined;
  /** Write requests and read answers without the SDK's serializers, with the same results. Default true; false for comparison. */
  fastLane?: boolean | undefined;
  /**
   * Encrypts and authenticates cursors (AES-256-GCM), so that they show no key values and cannot be forged. At least 16 characters, the same
   * in every process. To change it, give an array: the first one encrypts, all of them decrypt.
   */
  cursorSecret?: string | readonly string[] | undefined;
  /**
   * How much of each request's consumed capacity observers see: `'TOTAL'`, or `'INDEXES'` to include that of each index. Default: only what a
   * call asks for.
   */
  capacity?: 'TOTAL' | 'INDEXES' | undefined;
  /** Checks every record before it is written, besides the schemas of its class: `classValidator()` from `dynact/class-validator`. */
  validate?: RecordValidator | undefined;
}

const CHOICES: OptionNames<Configuration> = {
  tableName: true,
  client: true,
  errorOnScan: true,
  fastLane: true,
  cursorSecret: true,
  capacity: true,
  validate: true,
};

const MIN_SECRET_LENGTH = 16;

let current: Configuration = {};

/**
 * Sets process-wide settings. Settings that are not named stay as they are. Takes effect at once, also for classes in use.
 *
 * @example
 * configure({ client: new DynamoDBClient({ region: 'eu-west-1' }) });
 */
export function configure(choices: Configuration): void {
  checkChoices('configure()', choices, CHOICES);
  for (const secret of secretsOf(choices)) {
    if (typeof secret === 'string' && secret.length >= MIN_SECRET_LENGTH) continue;
    throw new ConfigurationError(`configure: a cursorSecret needs at least ${MIN_SECRET_LENGTH} characters`);
  }
  checkClient(choices.client);
  current = { ...current, ...choices };
}

/** `configure({ client })`: any AWS SDK v3 DynamoDBClient, used as it is; undefined removes the default client. */
export function setDefaultClient(client: DynamoDBClient | undefined): void {
  configure({ client });
}

function checkClient(client: DynamoDBClient | undefined): void {
  if (client === undefined || typeof client?.send === 'function') return;
  throw new ConfigurationError('The client must be one of the AWS SDK v3: new DynamoDBClient({ ... })');
}

let overrides: readonly DynamoDBClient[] = [];

/**
 * Makes a client replace all others, except one that a call names itself, so that a test never reaches the client of a class. The last
 * override counts.
 *
 * @returns a function that removes the override
 */
export function overrideClient(client: DynamoDBClient): () => void {
  overrides = [...overrides, client];
  return () => {
    overrides = overrides.filter(other => other !== client);
  };
}

/** The clients that a call may use, the first one that is given. */
export interface ClientChoices {
  /** Given to the call or the repository, or to the one that read the record. */
  readonly named?: DynamoDBClient | undefined;
  /** The client that the record was read with. */
  readonly ofRecord?: DynamoDBClient | undefined;
  readonly ofClass?: DynamoDBClient | undefined;
}

/** The client to use: a named one, that of `within`, an override, that of the record, of the class, or the default. */
export function resolveClient(className: string, { named, ofRecord, ofClass }: ClientChoices): DynamoDBClient {
  const around = ofRecord ? undefined : surroundings()?.client;
  const client = named ?? around ?? overrides.at(-1) ?? ofRecord ?? ofClass ?? current.client;
  if (client) return client;
  throw new ConfigurationError(
    `${className} has no client: call setDefaultClient(new DynamoDBClient({ ... })), or give @Table or the repository a \`client\``,
  );
}

/** The table to use: one that is given (to a call, a repository or `within`), or that of the class under its name in DynamoDB. */
export function resolveTableName(className: string, explicit: string | undefined, ofClass: () => string): string {
  if (explicit !== undefined) return explicit;
  const name = surroundings()?.tableName ?? current.tableName;
  if (name === undefined) return ofClass();
  const tableName = typeof name === 'function' ? name(ofClass()) : name;
  if (tableName && typeof tableName === 'string') return tableName;
  throw new ConfigurationError(`${className}: \`tableName\` of configure() or within() gave no text`);
}

/** Refuses a scan under `errorOnScan`. */
export function refuseScan(className: string): void {
  if (!current.errorOnScan) return;
  throw new ConfigurationError(
    `${className}.scan() would read the whole table, which configure({ errorOnScan: true }) forbids: query a key or an index`,
  );
}

/** The secrets of cursors: the first one encrypts, all of them decrypt. Without secrets, cursors are not encrypted. */
export function cursorSecrets(): readonly string[] {
  return secretsOf(current);
}

function secretsOf({ cursorSecret }: Configuration): readonly string[] {
  return [cursorSecret ?? []].flat();
}

export function usesFastLane(): boolean {
  return current.fastLane ?? true;
}

export function recordValidator(): RecordValidator | undefined {
  return current.validate;
}

export function capacityDetail(): Configuration['capacity'] {
  return current.capacity;
}
