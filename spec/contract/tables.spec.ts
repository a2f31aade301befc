import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  createTable,
  deleteTable,
  PartitionKey,
  repository,
  SortKey,
  setDefaultClient,
  Table,
  TableNotFoundError,
  tableDefinition,
  tableExists,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure } from './harness';

const name = uniqueTable('tables');

@Table(name)
class Event extends ActiveRecord {
  @PartitionKey({ name: 'pk' }) id!: string;
  @SortKey({ type: 'epochSeconds' }) at!: Date;
  @Attribute() text?: string;
}

@Table(uniqueTable('binary-table'))
class Blob {
  @PartitionKey({ type: Uint8Array }) hash!: Uint8Array;
  @SortKey({ type: BigInt }) part!: bigint;
}

@Table(name)
class SameTable {
  @PartitionKey({ name: 'pk' }) key!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute() kind = 'same';
}

class NotDecorated {}

describe('tableDefinition', () => {
  it('is the CreateTable input', () => {
    expect(tableDefinition(Event)).toEqual({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
    });
    expect(tableDefinition(Blob).AttributeDefinitions).toEqual([
      { AttributeName: 'hash', AttributeType: 'B' },
      { AttributeName: 'part', AttributeType: 'N' },
    ]);
  });

  it('needs an entity class', () => {
    expect(() => tableDefinition(NotDecorated)).toThrow(/NotDecorated.*@Table/);
  });
});

describeEachBackend('Tables', backend => {
  const client = () => {
    const made = backend.client();
    setDefaultClient(made);
    return made;
  };
  afterAll(() => setDefaultClient(undefined));

  it('are created, found, used by several classes, and deleted', async () => {
    const used = client();
    expect(await tableExists(Event)).toBe(false);
    await createTable(Event);
    expect(await tableExists(Event)).toBe(true);
    const { Table: described } = await used.send(new DescribeTableCommand({ TableName: name }));
    expect(described).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: tableDefinition(Event).KeySchema,
    });
    await expect(createTable(Event)).rejects.toMatchObject({ name: 'ResourceInUseException' });

    await Event.create({ id: 'e', at: new Date(5_000), text: 'x' });
    expect(await repository(SameTable).get({ key: 'e', at: 5 })).toMatchObject({ kind: 'same' });

    await deleteTable(Event);
    expect(await tableExists(Event)).toBe(false);
    await failure(Event.get({ id: 'e', at: new Date(0) }), TableNotFoundError);
    await failure(deleteTable(Event), TableNotFoundError);
  });

  it('take a client of their own', async () => {
    const own = client();
    setDefaultClient(undefined);
    await createTable(Blob, { client: own, maxWaitTime: 10 });
    expect(await tableExists(Blob, { client: own })).toBe(true);
    await deleteTable(Blob, { client: own });
    expect(await tableExists(Blob, { client: own })).toBe(false);
  });
});
