import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { checkChoices, type OptionNames } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import type { RecordValidator } from '../validation/record-validator';
import { surroundings } from './surroundings';

/** Process-wide choices. */
export interface Configuration {
  /** What a table is called in DynamoDB, from the name that a class gives it: `name => `${stage}-${name}``. */
  tableName?: ((name: string) => string) | undefined;
  /** The client of every class and repository that names none. */
  client?: DynamoDBClient | undefined;
  /** Refuse every scan, as each reads a whole table. Default false. */
  errorOnScan?: boolean | undefined;
  /** Write requests and read answers without the SDK's serializers, with the same results. Default true; false for comparison. */
  fastLane?: boolean | undefined;
  /**
   * Encrypts and authenticates cursors (AES-256-GCM), so that they show no key values and nobody else can make one: at least 16
   * characters, the same in every process. To change it, give an array: the first seals, all of them open.
   */
  cursorSecret?: string | readonly string[] | undefined;
  /**
   * What DynamoDB says of the capacity units that each request took, to observers: `'TOTAL'`, or `'INDEXES'` for those of each index, too.
   * Default: nothing but what a call asks for.
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
 * Sets process-wide choices; what is not named stays as it is. Takes effect at once, for classes in use too.
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

/** `configure({ client })`: any AWS SDK v3 DynamoDBClient, used as it is; undefined takes the default away. */
export function setDefaultClient(client: DynamoDBClient | undefined): void {
  configure({ client });
}

function checkClient(client: DynamoDBClient | undefined): void {
  if (client === undefined || typeof client?.send === 'function') return;
  throw new ConfigurationError('The client must be one of the AWS SDK v3: new DynamoDBClient({ ... })');
}

let overrides: readonly DynamoDBClient[] = [];

/**
 * Makes a client stand in for every one but that which a call names itself, so that a test never reaches the client that a class names.
 * Of several the last one counts.
 *
 * @returns what ends that
 */
export function overrideClient(client: DynamoDBClient): () => void {
  overrides = [...overrides, client];
  return () => {
    overrides = overrides.filter(other => other !== client);
  };
}

/** What may say which client to use, the first one that does. */
export interface ClientChoices {
  /** Given to a call or a repository; or, of a record, the one that it was read through when that was given so. */
  readonly named?: DynamoDBClient | undefined;
  /** Of a record: the one that it was read through. */
  readonly ofRecord?: DynamoDBClient | undefined;
  readonly ofClass?: DynamoDBClient | undefined;
}

/** The client to use: named, or of the record, or of `within`, or of the class, or the default one. */
export function resolveClient(className: string, { named, ofRecord, ofClass }: ClientChoices): DynamoDBClient {
  const around = ofRecord ? undefined : surroundings()?.client;
  const client = named ?? around ?? overrides.at(-1) ?? ofRecord ?? ofClass ?? current.client;
  if (client) return client;
  throw new ConfigurationError(
    `${className} has no client: call setDefaultClient(new DynamoDBClient({ ... })), or give @Table or the repository a \`client\``,
  );
}

/** The table to use: given explicitly (to a call, a repository, or `within`), or that of the class under its name in DynamoDB. */
export function resolveTableName(className: string, explicit: string | undefined, ofClass: () => string): string {
  if (explicit !== undefined) return explicit;
  const name = surroundings()?.tableName ?? current.tableName;
  if (name === undefined) return ofClass();
  const tableName = typeof name === 'function' ? name(ofClass()) : name;
  if (tableName && typeof tableName === 'string') return tableName;
  throw new ConfigurationError(`${className}: \`tableName\` of configure() or within() gave no text`);
}

/** Stops a scan where the process wants none. */
export function refuseScan(className: string): void {
  if (!current.errorOnScan) return;
  throw new ConfigurationError(
    `${className}.scan() would read the whole table, which configure({ errorOnScan: true }) forbids: query a key or an index`,
  );
}

/** The secrets of cursors: the first seals, all of them open. Without any, cursors are not encrypted. */
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
