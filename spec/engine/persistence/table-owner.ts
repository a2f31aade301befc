import { isDeepStrictEqual } from 'node:util';
import { AnswerError, send } from '../../support/raw-request';

/** What is there of a table: the keys of its items, and of those in its index where it has one. */
interface TableState {
  readonly items: readonly string[];
  readonly index?: readonly string[];
}

const INDEX = 'byKind';
const ALL = ['a', 'b', 'c', 'd', 'e'];
const LESS = ['a', 'b', 'c', 'd'];
/** What there is after each step of the owner, which goes round them. */
const STATES: readonly (TableState | undefined)[] = [
  { items: [] },
  { items: ALL },
  { items: ALL, index: ALL },
  { items: LESS, index: LESS },
  { items: LESS },
  undefined,
];

/** Makes and drops a table and its index again and again, and knows what must be there. */
export class TableOwner {
  /** The last step that was acknowledged. */
  private step = STATES.length - 1;

  constructor(private readonly name: string) {}

  /** Goes on until the server is gone; calls back for each step that was acknowledged. */
  async run(url: string, onAcknowledged: () => void): Promise<void> {
    for (;;) {
      const next = this.next();
      const [operation, input] = this.requests()[next]!;
      try {
        await send(url, operation, input);
      } catch (error) {
        if (error instanceof AnswerError) throw error;
        return;
      }
      this.step = next;
      onAcknowledged();
    }
  }

  /** Holds what is there against what must be; the step that was not acknowledged may have been made or not. */
  async check(url: string): Promise<void> {
    const state = await this.observe(url);
    if (isDeepStrictEqual(state, STATES[this.next()])) this.step = this.next();
    else expect(state).toEqual(STATES[this.step]);
  }

  private next(): number {
    return (this.step + 1) % STATES.length;
  }

  private requests(): [operation: string, input: object][] {
    const TableName = this.name;
    const puts = ALL.map(key => ({ PutRequest: { Item: { pk: { S: key }, kind: { S: 'k' } } } }));
    const AttributeDefinitions = [{ AttributeName: 'pk', AttributeType: 'S' }];
    const index = {
      IndexName: INDEX,
      KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    };
    return [
      [
        'CreateTable',
        {
          TableName,
          AttributeDefinitions,
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        },
      ],
      ['BatchWriteItem', { RequestItems: { [TableName]: puts } }],
      [
        'UpdateTable',
        {
          TableName,
          AttributeDefinitions: [...AttributeDefinitions, { AttributeName: 'kind', AttributeType: 'S' }],
          GlobalSecondaryIndexUpdates: [{ Create: index }],
        },
      ],
      ['DeleteItem', { TableName, Key: { pk: { S: 'e' } } }],
      ['UpdateTable', { TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: INDEX } }] }],
      ['DeleteTable', { TableName }],
    ];
  }

  private async observe(url: string): Promise<TableState | undefined> {
    const { TableNames } = await send(url, 'ListTables', {});
    if (!(TableNames as string[]).includes(this.name)) return undefined;
    const { Table } = await send(url, 'DescribeTable', { TableName: this.name });
    const items = await this.keys(url, {});
    const hasIndex = 'GlobalSecondaryIndexes' in (Table as object);
    return hasIndex ? { items, index: await this.keys(url, { IndexName: INDEX }) } : { items };
  }

  private async keys(url: string, input: object): Promise<string[]> {
    const { Items } = await send(url, 'Scan', { TableName: this.name, ...input });
    return (Items as { pk: { S: string } }[]).map(({ pk }) => pk.S).sort();
  }
}
