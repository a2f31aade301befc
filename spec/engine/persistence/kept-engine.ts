import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine } from 'dynact/memory';

export const TABLE = {
  TableName: 'orders',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'status', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'local',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'status', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byStatus',
      KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  Tags: [{ Key: 'team', Value: 'a' }],
};

export const ITEM = {
  pk: { S: 'ä€😀' },
  sk: { N: '-1.5' },
  status: { S: 'open' },
  bytes: { B: 'AP8=' },
  nested: { M: { list: { L: [{ BOOL: true }, { NULL: true }, { NS: ['1', '2'] }] } } },
};

/** An engine on a folder of its own, for each test of a file. */
export class KeptEngine {
  readonly root = mkdtempSync(join(tmpdir(), 'dynact-data-'));
  readonly folder = join(this.root, 'data');
  private opened: Engine | undefined;

  get engine(): Engine {
    if (this.opened) return this.opened;
    throw new Error('The engine is not open');
  }

  /** The engine on the folder as a new process would have it. */
  async reopen(): Promise<void> {
    await this.close();
    this.opened = await openEngine({ data: this.folder });
  }

  async close(): Promise<void> {
    const closing = this.opened;
    this.opened = undefined;
    await closing?.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Runs an operation as a request, which waits for the disk. */
  async run(operation: string, input: object): Promise<Record<string, unknown>> {
    const { statusCode, body } = await this.engine.respond(operation, JSON.stringify(input));
    if (statusCode !== 200) throw new Error(body);
    return JSON.parse(body || '{}');
  }

  put(attributes: object = {}): Promise<unknown> {
    return this.run('PutItem', { TableName: 'orders', Item: { ...ITEM, ...attributes } });
  }

  async count(input: object = {}): Promise<unknown> {
    return (await this.run('Scan', { TableName: 'orders', Select: 'COUNT', ...input })).Count;
  }
}
