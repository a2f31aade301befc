import { Engine } from '../../lib/engine/engine';
import { ServiceError } from '../../lib/engine/protocol/service-error';
import type { Item } from '../../lib/wire/attribute-value';

/** An error as a spec expects it: its name, its message, and what else is in the body. */
export interface Failure {
  readonly error: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Asks an engine and returns its answer, or the error that it answers with. */
export function ask(engine: Engine, operation: string, input: object): object {
  try {
    return JSON.parse(JSON.stringify(engine.execute(operation, JSON.parse(JSON.stringify(input)))));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { error: error.code, message: error.message, ...error.fields } satisfies Failure;
  }
}

export const invalid = (message: string): Failure => ({ error: 'ValidationException', message });

const TYPES = { p: 'S', s: 'N', g: 'S', h: 'N', l: 'S' } as const;

/** Key attributes of these names are of these types: `p`, `g` and `l` strings, `s` and `h` numbers. */
export function definitionsOf(names: readonly string[]): object[] {
  return [...new Set(names)].map(AttributeName => ({
    AttributeName,
    AttributeType: TYPES[AttributeName as keyof typeof TYPES],
  }));
}

export function keySchema(names: readonly string[]): object[] {
  return names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));
}

export interface IndexOptions {
  readonly keys: readonly string[];
  readonly projection?: object;
}

/** An engine with the table `things`, keyed by `p`, and perhaps `s`. */
export function engineWithTable({
  keys = ['p'],
  global = {},
  local = {},
  ...rest
}: {
  keys?: readonly string[];
  global?: Readonly<Record<string, IndexOptions>>;
  local?: Readonly<Record<string, IndexOptions>>;
  [parameter: string]: unknown;
} = {}): Engine {
  const engine = new Engine();
  const indexes = [...Object.values(global), ...Object.values(local)];
  engine.execute('CreateTable', {
    TableName: 'things',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: definitionsOf([...keys, ...indexes.flatMap(index => index.keys)]),
    KeySchema: keySchema(keys),
    ...(Object.keys(global).length > 0 && { GlobalSecondaryIndexes: indexesOf(global) }),
    ...(Object.keys(local).length > 0 && { LocalSecondaryIndexes: indexesOf(local) }),
    ...rest,
  });
  return engine;
}

function indexesOf(indexes: Readonly<Record<string, IndexOptions>>): object[] {
  return Object.entries(indexes).map(([IndexName, { keys, projection = { ProjectionType: 'ALL' } }]) => ({
    IndexName,
    KeySchema: keySchema(keys),
    Projection: projection,
  }));
}

/** Puts items into `things`. */
export function put(engine: Engine, ...items: readonly Item[]): void {
  for (const Item of items) engine.execute('PutItem', { TableName: 'things', Item: structuredClone(Item) });
}

/** What stands under a key of `things`, or undefined. */
export function get(engine: Engine, Key: Item): unknown {
  return (ask(engine, 'GetItem', { TableName: 'things', Key }) as { Item?: Item }).Item;
}

export const S = (text: string) => ({ S: text });
export const N = (number: number | string) => ({ N: String(number) });
