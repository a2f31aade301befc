import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable, type EntityClass, setDefaultClient, tableExists } from 'dynact';
import { memoryClient } from 'dynact/memory';

type Request = readonly [operation: string, parameters: object];

/** One run of a page's program against the embedded engine: what the checks of the generated code call. */
export class PageRun {
  private readonly client: DynamoDBClient = memoryClient({ ttlInterval: 60_000 });
  private requests: Request[] = [];

  constructor(private readonly path: string) {
    this.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        args => {
          this.requests.push([commandName.replace(/Command$/, ''), args.input]);
          return next(args);
        },
      { step: 'initialize' },
    );
  }

  /** A snippet begins: whatever the one before did to the default client, the engine answers. */
  async at(_line: number): Promise<void> {
    setDefaultClient(this.client);
  }

  /** Makes the table of a class, unless it is there or the class has none. */
  async table(type: unknown): Promise<void> {
    const entity = type as EntityClass;
    if (!(await tableExists(entity, { client: this.client }))) await createTable(entity, { client: this.client });
  }

  listen(): void {
    this.requests = [];
  }

  /** `// => value`. Of objects, what is shown; of all else, everything. */
  equal(line: number, actual: unknown, expected: unknown): void {
    this.check(line, () => {
      const isObject = typeof expected === 'object' && expected !== null && Object.keys(expected).length > 0;
      if (isObject && !Array.isArray(expected)) expect(actual).toMatchObject(expected as object);
      else expect(actual).toEqual(expected);
    });
  }

  /** `// throws Name`. */
  async throws(line: number, run: () => Promise<unknown>, name: string): Promise<void> {
    const error = await run().then(
      () => 'nothing',
      (reason: Error) => reason.name,
    );
    this.check(line, () => expect(error).toBe(name));
  }

  /** `// sends Operation { ... }`, once for each request. */
  sent(line: number, expected: readonly Request[]): void {
    this.check(line, () => {
      expect(this.requests.map(([operation]) => operation)).toEqual(expected.map(([operation]) => operation));
      expect(this.requests).toMatchObject(expected);
    });
  }

  close(): void {
    setDefaultClient(undefined);
    this.client.destroy();
  }

  private check(line: number, assertion: () => void): void {
    try {
      assertion();
    } catch (error) {
      if (error instanceof Error) error.message = `${this.path}:${line}\n${error.message}`;
      throw error;
    }
  }
}
