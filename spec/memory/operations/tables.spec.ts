import { Engine } from '../../../lib/memory/engine';
import { ask, definitionsOf, engineWithTable, invalid, keySchema, N, put, S } from '../asking';

const CREATED = {
  TableName: 'things',
  AttributeDefinitions: definitionsOf(['p', 's', 'g', 'l']),
  KeySchema: keySchema(['p', 's']),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-g',
      KeySchema: keySchema(['g']),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n'] },
      ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
    },
  ],
  LocalSecondaryIndexes: [
    { IndexName: 'by-l', KeySchema: keySchema(['p', 'l']), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
  ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
};

const LONG = 'n'.repeat(256);

const including = (...NonKeyAttributes: readonly string[]) => ({
  ...CREATED.GlobalSecondaryIndexes[0],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes },
});

describe('CreateTable', () => {
  it('describes the table as the service does', () => {
    const engine = new Engine({ region: 'eu-west-1', account: '123456789012' });
    engine.clock.set(new Date('2026-01-02T03:04:05Z'));
    ask(engine, 'CreateTable', CREATED);
    const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/things';
    expect(ask(engine, 'DescribeTable', { TableName: 'things' })).toEqual({
      Table: {
        TableName: 'things',
        TableArn: arn,
        TableId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        TableStatus: 'ACTIVE',
        CreationDateTime: expect.closeTo(Date.UTC(2026, 0, 2, 3, 4, 5) / 1000, 0),
        AttributeDefinitions: expect.arrayContaining(CREATED.AttributeDefinitions),
        KeySchema: CREATED.KeySchema,
        ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
        WarmThroughput: { ReadUnitsPerSecond: 1, WriteUnitsPerSecond: 2, Status: 'ACTIVE' },
        DeletionProtectionEnabled: false,
        ItemCount: 0,
        TableSizeBytes: 0,
        GlobalSecondaryIndexes: [
          {
            ...CREATED.GlobalSecondaryIndexes[0],
            ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
            WarmThroughput: { ReadUnitsPerSecond: 3, WriteUnitsPerSecond: 4, Status: 'ACTIVE' },
            IndexArn: `${arn}/index/by-g`,
            IndexStatus: 'ACTIVE',
            IndexSizeBytes: 0,
            ItemCount: 0,
          },
        ],
        LocalSecondaryIndexes: [
          { ...CREATED.LocalSecondaryIndexes[0], IndexArn: `${arn}/index/by-l`, IndexSizeBytes: 0, ItemCount: 0 },
        ],
      },
    });
  });

  it('says of an on-demand table since when it is, once it is there', () => {
    const engine = new Engine();
    engine.clock.set(new Date('2026-01-02T03:04:05Z'));
    const change = {
      BillingMode: 'PAY_PER_REQUEST',
      ProvisionedThroughput: undefined,
      GlobalSecondaryIndexes: undefined,
    };
    const definitions = { AttributeDefinitions: definitionsOf(['p', 's', 'l']) };
    expect(ask(engine, 'CreateTable', { ...CREATED, ...change, ...definitions })).toMatchObject({
      TableDescription: {
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        TableThroughputModeSummary: { TableThroughputMode: 'PAY_PER_REQUEST' },
      },
    });
    const since = { LastUpdateToPayPerRequestDateTime: expect.closeTo(Date.UTC(2026, 0, 2, 3, 4, 5) / 1000, 0) };
    expect(ask(engine, 'DescribeTable', { TableName: 'things' })).toMatchObject({
      Table: {
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', ...since },
        TableThroughputModeSummary: { TableThroughputMode: 'PAY_PER_REQUEST', ...since },
        ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
        WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
      },
    });
  });

  it('makes a table ready for what was asked for, beyond what it would be ready for', () => {
    const WarmThroughput = { ReadUnitsPerSecond: 50 };
    const engine = new Engine();
    expect(ask(engine, 'CreateTable', { ...CREATED, WarmThroughput })).toMatchObject({
      TableDescription: { WarmThroughput: { ReadUnitsPerSecond: 50, WriteUnitsPerSecond: 2, Status: 'UPDATING' } },
    });
    expect(ask(engine, 'DescribeTable', { TableName: 'things' })).toMatchObject({
      Table: { WarmThroughput: { ReadUnitsPerSecond: 50, WriteUnitsPerSecond: 2, Status: 'ACTIVE' } },
    });
  });

  it('counts items and bytes', () => {
    const engine = engineWithTable();
    put(engine, { p: S('a') }, { p: S('b'), n: N(1) });
    expect(ask(engine, 'DescribeTable', { TableName: 'things' })).toMatchObject({
      Table: { ItemCount: 2, TableSizeBytes: 2 + 2 + 3 },
    });
  });

  it('refuses a name that is taken', () => {
    expect(ask(engineWithTable(), 'CreateTable', CREATED)).toEqual({
      error: 'ResourceInUseException',
      message: 'Table already exists: things',
    });
  });

  it.each<[string, object, string]>([
    [
      'a short name',
      { TableName: 'ab' },
      "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 3',
    ],
    [
      'a long name of a key',
      { KeySchema: keySchema(['p', LONG]) },
      `1 validation error detected: Value '${LONG}' at 'keySchema.2.member.attributeName' failed to satisfy ` +
        'constraint: Member must have length less than or equal to 255',
    ],
    [
      'a long name of a key, first of all',
      { AttributeDefinitions: [...definitionsOf(['p']), { AttributeName: LONG, AttributeType: 'S' }] },
      `1 validation error detected: Value '${LONG}' at 'attributeDefinitions.2.member.attributeName' failed to ` +
        'satisfy constraint: Member must have length less than or equal to 255',
    ],
    [
      'a long name in a projection',
      { GlobalSecondaryIndexes: [including(LONG)] },
      `1 validation error detected: Value '[${LONG}]' at ` +
        "'globalSecondaryIndexes.1.member.projection.nonKeyAttributes' failed to satisfy constraint: " +
        'Member must satisfy constraint: [Member must have length less than or equal to 255, ' +
        'Member must have length greater than or equal to 1]',
    ],
    [
      'a name that stands twice in a projection',
      { GlobalSecondaryIndexes: [including('n', 'm', 'n')] },
      'One or more parameter values were invalid: Duplicate value in attribute name: n',
    ],
    [
      'both kinds of capacity',
      { BillingMode: 'PAY_PER_REQUEST' },
      'One or more parameter values were invalid: ' +
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    ],
    [
      'key attributes that are not defined',
      { AttributeDefinitions: definitionsOf(['p', 's', 'g']) },
      'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. ' +
        'Keys: [p, l], AttributeDefinitions: [p, s, g]',
    ],
    [
      'an attribute that is defined twice',
      { AttributeDefinitions: [...definitionsOf(['p', 's', 'g', 'l']), { AttributeName: 'g', AttributeType: 'N' }] },
      'Attribute Name is duplicated: g',
    ],
    [
      'attributes that no key uses',
      { AttributeDefinitions: definitionsOf(['p', 's', 'g', 'l', 'h']) },
      'One or more parameter values were invalid: Some AttributeDefinitions are not used. ' +
        'AttributeDefinitions: [p, s, g, l, h], keys used: [p, s, l, g]',
    ],
    [
      'a local index without a sort key in the table',
      {
        KeySchema: keySchema(['p']),
        AttributeDefinitions: definitionsOf(['p', 'g', 'l']),
      },
      'One or more parameter values were invalid: ' +
        'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    ],
    [
      'an index of which nothing is known',
      { GlobalSecondaryIndexes: [null] },
      "3 validation errors detected: Value null at 'globalSecondaryIndexes.1.member.keySchema' failed to satisfy " +
        "constraint: Member must not be null; Value null at 'globalSecondaryIndexes.1.member.projection' failed to " +
        "satisfy constraint: Member must not be null; Value null at 'globalSecondaryIndexes.1.member.indexName' failed",
    ],
    [
      'more faults than it tells',
      { GlobalSecondaryIndexes: [{}, {}, {}, {}] },
      "10 validation errors detected: Value null at 'globalSecondaryIndexes.1.member.keySchema'",
    ],
    [
      'an unknown class',
      { TableClass: 'standard' },
      'Invalid table-class parameter provided. ' +
        'Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].',
    ],
    [
      'an unknown encryption',
      { SSESpecification: { Enabled: true, SSEType: 'ROT13' } },
      "1 validation error detected: Value 'ROT13' at 'sSESpecification.sSEType' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [AES256, KMS]',
    ],
    [
      'a ceiling that lets nothing through',
      {
        BillingMode: 'PAY_PER_REQUEST',
        ProvisionedThroughput: undefined,
        OnDemandThroughput: { MaxReadRequestUnits: 0 },
      },
      'One or more parameter values were invalid: ' +
        'Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range',
    ],
    [
      'to be ready for less than what is provisioned',
      { WarmThroughput: { WriteUnitsPerSecond: 1 } },
      'One or more parameter values were invalid: ' +
        'Requested WriteUnitsPerSecond for WarmThroughput for table is lower than minimum value: 2',
    ],
    [
      'to be ready for nothing',
      { WarmThroughput: { ReadUnitsPerSecond: 0 } },
      "1 validation error detected: Value '0' at 'warmThroughput.readUnitsPerSecond' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 1',
    ],
    [
      'too many tags',
      { Tags: Array.from({ length: 51 }, (_, at) => ({ Key: `key-${at}`, Value: '' })) },
      'One or more parameter values were invalid: Too many tags: tag limit is 50',
    ],
    [
      'a tag without a key',
      { Tags: [{ Value: 'red' }] },
      "1 validation error detected: Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a tag with other signs than tags have',
      { Tags: [{ Key: 'team', Value: 'red!' }] },
      'One or more parameter values were invalid: Tag value has invalid characters: red!',
    ],
  ])('refuses %s', (_, change, message) => {
    const answer = ask(new Engine(), 'CreateTable', { ...CREATED, ...change });
    expect(answer).toEqual({ error: 'ValidationException', message: expect.stringContaining(message) });
  });
});

describe('DeleteTable and ListTables', () => {
  it('says of a table that it deletes what it has and is charged for, not what it is made of', () => {
    const engine = new Engine();
    ask(engine, 'CreateTable', CREATED);
    expect(ask(engine, 'DeleteTable', { TableName: 'things' })).toEqual({
      TableDescription: {
        TableName: 'things',
        TableId: expect.any(String),
        TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/things',
        TableStatus: 'DELETING',
        ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
        ItemCount: 0,
        TableSizeBytes: 0,
        DeletionProtectionEnabled: false,
      },
    });
  });

  it('deletes a table, which is then not to be found', () => {
    const engine = engineWithTable();
    expect(ask(engine, 'DeleteTable', { TableName: 'things' })).toMatchObject({
      TableDescription: { TableName: 'things', TableStatus: 'DELETING' },
    });
    const notFound = {
      error: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: things not found',
    };
    expect(ask(engine, 'DescribeTable', { TableName: 'things' })).toEqual(notFound);
    expect(ask(engine, 'DeleteTable', { TableName: 'things' })).toEqual(notFound);
    expect(ask(engine, 'ListTables', {})).toEqual({ TableNames: [] });
  });

  it.each(['DescribeTable', 'DeleteTable'])('%s refuses an empty name as one that is too short', operation => {
    expect(ask(new Engine(), operation, { TableName: '' })).toEqual(
      invalid('TableName must be at least 3 characters long and at most 255 characters long'),
    );
  });

  it('does not delete a table that is protected', () => {
    const engine = engineWithTable({ DeletionProtectionEnabled: true });
    expect(ask(engine, 'DeleteTable', { TableName: 'things' })).toMatchObject({ error: 'ValidationException' });
    ask(engine, 'UpdateTable', { TableName: 'things', DeletionProtectionEnabled: false });
    expect(ask(engine, 'DeleteTable', { TableName: 'things' })).toHaveProperty('TableDescription');
  });

  it('lists the names in their order, page by page', () => {
    const engine = new Engine();
    for (const TableName of ['ccc', 'aaa', 'bbb']) {
      ask(engine, 'CreateTable', {
        TableName,
        AttributeDefinitions: definitionsOf(['p']),
        KeySchema: keySchema(['p']),
        BillingMode: 'PAY_PER_REQUEST',
      });
    }
    expect(ask(engine, 'ListTables', { Limit: 2 })).toEqual({
      TableNames: ['aaa', 'bbb'],
      LastEvaluatedTableName: 'bbb',
    });
    expect(ask(engine, 'ListTables', { ExclusiveStartTableName: 'bbb' })).toEqual({ TableNames: ['ccc'] });
    expect(ask(engine, 'ListTables', { Limit: 101 })).toEqual(
      invalid(
        "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: " +
          'Member must have value less than or equal to 100',
      ),
    );
  });
});
