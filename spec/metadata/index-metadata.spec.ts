import {
  Attribute,
  ConfigurationError,
  Index,
  type IndexOptions,
  PartitionKey,
  SortKey,
  Table,
  tableDefinition,
} from 'dynact';

/** A class with one index, or one index more than its parent has. */
function entity(...indexes: [name: string, options: IndexOptions][]) {
  class Order {
    @PartitionKey() id!: string;
    @SortKey() part!: number;
    @Attribute() status?: string;
    @Attribute() total?: number;
    @Attribute() at?: Date;
    @Attribute() tags: string[] = [];
    @Attribute() done?: boolean;
    @Attribute() other?: unknown;
  }
  for (const [name, options] of [...indexes].reverse()) Index(name, options)(Order);
  Table('orders')(Order);
  return Order;
}

const globals = (type: new () => object) => tableDefinition(type).GlobalSecondaryIndexes ?? [];

describe('@Index', () => {
  it('declares indexes in their order, above or below @Table', () => {
    @Index('first', { partitionKey: 'a' })
    @Table('above')
    @Index('second', { partitionKey: 'a', sortKey: 'b' })
    @Index('third', { partitionKey: 'b' })
    class Both {
      @PartitionKey() id!: string;
      @Attribute() a?: string;
      @Attribute() b?: string;
    }
    expect(globals(Both).map(({ IndexName }) => IndexName)).toEqual(['first', 'second', 'third']);
  });

  it('is inherited; one of the same name replaces that of the parent, which stays as it was', () => {
    const Parent = entity(['byStatus', { partitionKey: 'status' }], ['byTotal', { partitionKey: 'total' }]);
    @Index('byStatus', { partitionKey: 'status', sortKey: 'at' })
    @Table('orders')
    class Child extends Parent {}
    const keys = (type: new () => object) =>
      globals(type).map(({ IndexName, KeySchema }) => [IndexName, KeySchema!.length]);
    expect(keys(Child)).toEqual([
      ['byStatus', 2],
      ['byTotal', 1],
    ]);
    expect(keys(Parent)).toEqual([
      ['byStatus', 1],
      ['byTotal', 1],
    ]);
  });

  it('does not name keys, which every index holds', () => {
    const [index] = globals(
      entity(['byStatus', { partitionKey: 'status', projection: ['id', 'total', 'status', 'total', 'part'] }]),
    );
    expect(index!.Projection).toEqual({ ProjectionType: 'INCLUDE', NonKeyAttributes: ['total'] });
    const [keys] = globals(entity(['byStatus', { partitionKey: 'status', projection: ['id', 'status'] }]));
    expect(keys!.Projection).toEqual({ ProjectionType: 'KEYS_ONLY' });
    const [none] = globals(entity(['byStatus', { partitionKey: 'status', projection: [] }]));
    expect(none!.Projection).toEqual({ ProjectionType: 'KEYS_ONLY' });
  });

  it("has the table's partition key where it is local, named or not", () => {
    for (const options of [{}, { partitionKey: 'id' }, { partitionKey: ['id'] }]) {
      const definition = tableDefinition(entity(['byAt', { type: 'local', sortKey: 'at', ...options }]));
      expect(definition.LocalSecondaryIndexes![0]!.KeySchema).toEqual([
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ]);
    }
  });

  const wrong: [string, IndexOptions, RegExp][] = [
    [
      'an attribute that is none',
      { partitionKey: 'sum' },
      /^The index "byX" of Order names "sum", which is no attribute: put @Attribute on the property/,
    ],
    [
      'a projected attribute that is none',
      { partitionKey: 'status', projection: ['sum'] },
      /names "sum", which is no attribute/,
    ],
    ['no partition key', { sortKey: 'total' }, /^The index "byX" of Order needs a partitionKey/],
    ['an empty partition key', { partitionKey: [] }, /needs a partitionKey/],
    [
      'more than four partition key attributes',
      { partitionKey: ['status', 'total', 'at', 'id', 'part'] },
      /has too many key attributes: DynamoDB takes 4 for each part/,
    ],
    [
      'more than four sort key attributes',
      { partitionKey: 'other', sortKey: ['status', 'total', 'at', 'id', 'part'] },
      /has too many key attributes/,
    ],
    ['an attribute twice in its key', { partitionKey: 'status', sortKey: 'status' }, /has "status" twice in its key/],
    [
      'a list as key',
      { partitionKey: 'tags' },
      /^Order.tags cannot be a key: DynamoDB keys are strings, numbers or binary/,
    ],
    ['a boolean as key', { partitionKey: 'status', sortKey: 'done' }, /^Order.done cannot be a key/],
    [
      'a projection that is no list',
      { partitionKey: 'status', projection: 'INCLUDE' as 'ALL' },
      /needs a projection of 'ALL', 'KEYS_ONLY' or a list of properties/,
    ],
    [
      'another partition key, where it is local',
      { type: 'local', partitionKey: 'status', sortKey: 'at' },
      /is local, so its partition key is the table's, "id"/,
    ],
    ['no sort key, where it is local', { type: 'local' }, /is local, so it needs exactly one sort key/],
    [
      'two sort keys, where it is local',
      { type: 'local', sortKey: ['at', 'total'] },
      /is local, so it needs exactly one sort key/,
    ],
  ];

  it.each(wrong)('refuses %s', (_, options, message) => {
    expect(() => tableDefinition(entity(['byX', options]))).toThrow(ConfigurationError);
    expect(() => tableDefinition(entity(['byX', options]))).toThrow(message);
  });

  it('refuses two of one name', () => {
    const twice = entity(['byX', { partitionKey: 'status' }], ['byX', { partitionKey: 'total' }]);
    expect(() => tableDefinition(twice)).toThrow(/^Order declares two indexes named "byX"/);
  });

  it('refuses a local one on a table without a sort key', () => {
    @Index('byAt', { type: 'local', sortKey: 'at' })
    @Table('no-sort-key')
    class Simple {
      @PartitionKey() id!: string;
      @Attribute() at?: Date;
    }
    expect(() => tableDefinition(Simple)).toThrow(/only a table with a sort key can have local indexes/);
  });
});
