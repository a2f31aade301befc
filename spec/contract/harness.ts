import { inspect } from 'node:util';
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type ServiceInputTypes,
} from '@aws-sdk/client-dynamodb';
import { createTable, DynactError, type EntityClass, setDefaultClient, tableDefinition } from 'dynact';
import type { Backend } from '../support/backends';

export type Item = Record<string, AttributeValue>;

/** One request as the SDK was given it. */
export interface Sent {
  command: string;
  input: Record<string, unknown>;
}

export interface Database {
  readonly client: DynamoDBClient;
  /** What was sent since the spec began, but for the harness's own requests. */
  readonly sent: Sent[];
  /** The item as it is stored. */
  stored(type: EntityClass, key: Item): Promise<Item | undefined>;
  /** Puts an item as another program would. */
  write(type: EntityClass, item: Item): Promise<void>;
}

/** A database of the backend with the tables of these classes; its client is the default one while the group runs. */
export function useTables(backend: Backend, ...types: EntityClass[]): Database {
  const sent: Sent[] = [];
  let client: DynamoDBClient;
  let unobserved = 0;

  const quietly = async <T>(request: () => Promise<T>): Promise<T> => {
    unobserved++;
    try {
      return await request();
    } finally {
      unobserved--;
    }
  };

  beforeAll(async () => {
    client = backend.client();
    client.middlewareStack.add(
      (next, context) => args => {
        if (unobserved === 0) sent.push({ command: String(context.commandName), input: { ...args.input } });
        return next(args);
      },
      { step: 'initialize', name: 'observe' },
    );
    setDefaultClient(client);
    await quietly(() => Promise.all(types.map(type => createTable(type))));
  });
  beforeEach(() => {
    setDefaultClient(client);
    sent.length = 0;
  });
  afterAll(() => setDefaultClient(undefined));

  return {
    get client() {
      return client;
    },
    sent,
    async stored(type, key) {
      const input = { TableName: tableDefinition(type).TableName, Key: key, ConsistentRead: true };
      return (await quietly(() => client.send(new GetItemCommand(input)))).Item;
    },
    async write(type, item) {
      const input = { TableName: tableDefinition(type).TableName, Item: item };
      await quietly(() => client.send(new PutItemCommand(input)));
    },
  };
}

/** The input of the only request that was sent. */
export function onlyInput<I extends ServiceInputTypes>({ sent }: Database): I {
  expect(sent).toHaveLength(1);
  return sent[0]!.input as unknown as I;
}

type ErrorClass<E> = abstract new (...args: never) => E;

/** The error that a call or promise ends with, which must be of this class. */
export async function failure<E extends Error>(
  outcome: Promise<unknown> | (() => unknown),
  type: ErrorClass<E>,
): Promise<E> {
  const error = await settled(outcome);
  expect(error).toBeInstanceOf(type);
  return error as E;
}

async function settled(outcome: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof outcome === 'function' ? outcome() : outcome);
  } catch (error) {
    return error;
  }
  throw new Error('Nothing failed');
}

/** Printed and serialized, the error and its causes show none of these values. */
export function expectHidden(error: unknown, ...secrets: string[]): void {
  expect(error).toBeInstanceOf(DynactError);
  const shown = [
    String(error),
    JSON.stringify(error),
    inspect(error, { depth: 20 }),
    JSON.stringify((error as Error).cause ?? null),
  ].join('\n');
  for (const secret of secrets) expect(shown).not.toContain(secret);
}
