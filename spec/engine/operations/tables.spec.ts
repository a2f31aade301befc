import { Engine } from '../../../lib/engine/engine';
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

  it('names definitions and projected attributes in their order, and indexes as they were given', () => {
    const engine = new Engine();
    const indexes = ['zzz', 'aaa'].map(IndexName => ({ ...including('z', 'a', 'n'), IndexName }));
    ask(engine, 'CreateTable', { ...CREATED, GlobalSecondaryIndexes: indexes });
    const described = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'n', 'z'] };
    expect(ask(engine, 'DescribeTable', { TableName: 'things' })).toMatchObject({
      Table: {
        AttributeDefinitions: definitionsOf(['g', 'l', 'p', 's']),
        GlobalSecondaryIndexes: [
          { IndexName: 'zzz', Projection: described },
          { IndexName: 'aaa', Projection: described },
        ],
      },
    });
  });

  it.each<[object, object | undefined]>([
    [{}, undefined],
    [{ Enabled: false }, undefined],
    [{ SSEType: 'KMS' }, { Status: 'ENABLED', SSEType: 'KMS' }],
    [{ Enabled: true }, { Status: 'ENABLED', SSEType: 'KMS' }],
  ])('encrypts with a key of the account for %j', (SSESpecification, description) => {
    const answer = ask(new Engine(), 'CreateTable', { ...CREATED, SSESpecification });
    expect(answer).toHaveProperty('TableDescription');
    if (description) expect(answer).toMatchObject({ TableDescription: { SSEDescription: description } });
    else expect(answer).not.toMatchObject({ TableDescription: { SSEDescription: expect.anything() } });
  });

  it('has indexes of four partition keys and four sort keys', () => {
    const names = [...'pabcdefgh'];
    const answer = ask(new Engine(), 'CreateTable', {
      TableName: 'things',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(['p']),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'wide',
          KeySchema: [...'abcdefgh'].map((AttributeName, at) => ({
            AttributeName,
            KeyType: at < 4 ? 'HASH' : 'RANGE',
          })),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    expect(answer).toMatchObject({ TableDescription: { GlobalSecondaryIndexes: [{ IndexStatus: 'CREATING' }] } });
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

  it.each<[object, string]>([
    [
      { ProvisionedThroughput: { ReadCapacityUnits: 40_001, WriteCapacityUnits: 1 } },
      'The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. ' +
        'Per table maximum: 40000. ' +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    ],
    [
      {
        GlobalSecondaryIndexes: [
          { ...including('n'), ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 40_001 } },
        ],
      },
      'The requested WriteCapacityUnits for index by-g, 40001, is above the per index maximum for the account in us-east-1. ' +
        'Per table maximum: 40000. ' +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    ],
    [
      {
        BillingMode: 'PAY_PER_REQUEST',
        ProvisionedThroughput: undefined,
        OnDemandThroughput: { MaxReadRequestUnits: 40_001 },
        GlobalSecondaryIndexes: [{ ...including('n'), ProvisionedThroughput: undefined }],
      },
      'Subscriber limit exceeded: Requested MaxReadRequestUnits for OnDemandThroughput for table ' +
        'exceeds TableMaxReadCapacityUnits of the account in region us-east-1',
    ],
  ])('refuses more than the quotas of an account: %j', (capacity, message) => {
    expect(ask(new Engine(), 'CreateTable', { ...CREATED, ...capacity })).toEqual({
      error: 'LimitExceededException',
      message,
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
      'One or more parameter values were invalid: Duplicate element in NonKeyAttributes: n',
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
      'key attributes that are not defined before anything else of keys',
      { KeySchema: keySchema(['h', 'p']), AttributeDefinitions: definitionsOf(['p', 's']) },
      'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. ' +
        'Keys: [p, h], AttributeDefinitions: [p, s]',
    ],
    [
      'a key of one attribute twice',
      { KeySchema: [...keySchema(['p']), ...keySchema(['p'])] },
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    ],
    [
      'two partition keys',
      { KeySchema: [...keySchema(['p']), ...keySchema(['s'])] },
      'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
    ],
    [
      'keys of an index in another order',
      { GlobalSecondaryIndexes: [{ ...including('n'), KeySchema: [...keySchema(['g', 's']), ...keySchema(['l'])] }] },
      'One or more parameter values were invalid: ' +
        'All HASH key attributes must precede RANGE key attributes in the KeySchema',
    ],
    [
      'keys of an index that name an attribute twice',
      { GlobalSecondaryIndexes: [{ ...including('n'), KeySchema: [...keySchema(['g']), ...keySchema(['l', 'g'])] }] },
      'The KeySchema contains multiple key attributes with the same name',
    ],
    [
      'five sort keys of an index',
      {
        AttributeDefinitions: [...'psgabcde'].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
        LocalSecondaryIndexes: undefined,
        GlobalSecondaryIndexes: [{ ...including('n'), KeySchema: keySchema([...'gabcde']) }],
      },
      'One or more parameter values were invalid: ' +
        'The KeySchema exceeds the maximum allowed number of RANGE key attributes',
    ],
    [
      'a local index without a sort key before it looks at projections',
      {
        LocalSecondaryIndexes: [{ IndexName: 'by-l', KeySchema: keySchema(['p']), Projection: {} }],
      },
      'One or more parameter values were invalid: Index KeySchema does not have a range key for index: by-l',
    ],
    [
      'an attribute that is defined twice',
      { AttributeDefinitions: [...definitionsOf(['p', 's', 'g', 'l']), { AttributeName: 'g', AttributeType: 'N' }] },
      'Attribute Name is duplicated: g',
    ],
    [
      'attributes that no key uses, in the order of a hash map, before it looks at projections',
      {
        AttributeDefinitions: ['pk', 'sk', 'a', 'b', 'c'].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keySchema(['pk', 'sk']),
        LocalSecondaryIndexes: undefined,
        GlobalSecondaryIndexes: [{ ...including('n', 'n'), KeySchema: keySchema(['a']) }],
      },
      'One or more parameter values were invalid: Some AttributeDefinitions are not used. ' +
        'AttributeDefinitions: [sk, a, b, pk, c], keys used: [a, sk, pk]',
    ],
    [
      'names of attributes of the sort that hash maps split',
      {
        AttributeDefinitions: ['ProductName', 'CreatedTime', 'ProductId', 'ProductDescription'].map(AttributeName => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: keySchema(['ProductId', 'CreatedTime']),
        LocalSecondaryIndexes: undefined,
        GlobalSecondaryIndexes: [{ ...including('n'), KeySchema: keySchema(['ProductName']) }],
      },
      'AttributeDefinitions: [ProductId, CreatedTime, ProductDescription, ProductName], ' +
        'keys used: [CreatedTime, ProductName, ProductId]',
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
      'a stream without a view',
      { StreamSpecification: { StreamEnabled: true } },
      'One or more parameter values were invalid: ' +
        'Table is being created with a stream enabled, UpdateViewType is required',
    ],
    [
      'an unknown view',
      { StreamSpecification: { StreamEnabled: true, StreamViewType: 'new_image' } },
      "1 validation error detected: Value 'new_image' at 'streamSpecification.streamViewType' failed to satisfy " +
        'constraint: Member must satisfy enum value set: [OLD_IMAGE, KEYS_ONLY, NEW_AND_OLD_IMAGES, NEW_IMAGE]',
    ],
    [
      'the type of an encryption that is off',
      { SSESpecification: { Enabled: false, SSEType: 'KMS', KMSMasterKeyId: 'key' } },
      'One or more parameter values were invalid: SSEType can not be specified if Enabled is false',
    ],
    [
      'the key of an encryption that is off',
      { SSESpecification: { Enabled: false, KMSMasterKeyId: 'key' } },
      'One or more parameter values were invalid: KMSMasterKeyId can not be specified if Enabled is false',
    ],
    [
      'a key without its type',
      { SSESpecification: { Enabled: true, KMSMasterKeyId: 'key' } },
      'One or more parameter values were invalid: SSEType KMS is required if KMSMasterKeyId is specified',
    ],
    [
      'a type of encryption that is no choice',
      { SSESpecification: { Enabled: true, SSEType: 'AES256' } },
      'One or more parameter values were invalid: SSEType AES256 is not supported',
    ],
    [
      'an empty key',
      { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: '' } },
      "1 validation error detected: Value '' at 'sSESpecification.kMSMasterKeyId' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
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
        'Requested WriteUnitsPerSecond for WarmThroughput for table is lower than WriteCapacityUnits of ProvisionedThroughput',
    ],
    [
      'to be ready for less than any on-demand table is',
      { BillingMode: 'PAY_PER_REQUEST', ProvisionedThroughput: undefined, WarmThroughput: { ReadUnitsPerSecond: 0 } },
      'One or more parameter values were invalid: Requested ReadUnitsPerSecond for WarmThroughput for table is lower ' +
        'than initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/' +
        'on-demand-capacity-mode.html#on-demand-capacity-mode-initial',
    ],
    [
      'a ceiling for an index of a provisioned table',
      { GlobalSecondaryIndexes: [{ ...including('n'), OnDemandThroughput: { MaxReadRequestUnits: 5 } }] },
      'One or more parameter values were invalid: MaxReadRequestUnits for OnDemandThroughput for index: by-g ' +
        'cannot be specified when table BillingMode is PROVISIONED.',
    ],
    [
      'to take away a ceiling that a new index does not have',
      {
        BillingMode: 'PAY_PER_REQUEST',
        ProvisionedThroughput: undefined,
        GlobalSecondaryIndexes: [
          { ...including('n'), ProvisionedThroughput: undefined, OnDemandThroughput: { MaxWriteRequestUnits: -1 } },
        ],
      },
      'One or more parameter values were invalid: ' +
        'Requested MaxWriteRequestUnits for OnDemandThroughput for index : by-g is outside of valid range',
    ],
    [
      'too many tags',
      { Tags: Array.from({ length: 51 }, (_, at) => ({ Key: `key-${at}`, Value: '' })) },
      'Number of Tags exceed the current limit for the provided ResourceArn',
    ],
    ['a tag without a key', { Tags: [{ Value: 'red' }] }, 'The Tag Key provided is invalid, Key: null'],
    [
      'a tag with other signs than tags have',
      { Tags: [{ Key: 'team', Value: 'red!' }] },
      'The Tag Value provided is invalid, Value: red!',
    ],
    [
      'a short name of an index, its length first',
      { GlobalSecondaryIndexes: [{ ...including('n'), IndexName: '' }] },
      "2 validation errors detected: Value '' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy " +
        "constraint: Member must have length greater than or equal to 3; Value '' at " +
        "'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
    ],
    [
      'attributes of which nothing is known',
      { AttributeDefinitions: [{}] },
      "2 validation errors detected: Value null at 'attributeDefinitions.1.member.attributeType' failed to satisfy " +
        "constraint: Member must not be null; Value null at 'attributeDefinitions.1.member.attributeName' failed to " +
        'satisfy constraint: Member must not be null',
    ],
    [
      'three keys, of which one says nothing',
      { KeySchema: [...keySchema(['p', 's']), {}] },
      "Value '[KeySchemaElement(attributeName=p, keyType=HASH), KeySchemaElement(attributeName=s, keyType=RANGE), " +
        "KeySchemaElement(attributeName=null, keyType=null)]' at 'keySchema' failed to satisfy constraint: " +
        'Member must have length less than or equal to 2',
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

  it.each(['DescribeTable', 'DeleteTable', 'UpdateTable', 'DescribeTimeToLive'])(
    '%s refuses wrong names',
    operation => {
      const refusal = (TableName: string) =>
        ask(new Engine(), operation, { TableName, BillingMode: 'PAY_PER_REQUEST' });
      const at = (name: string) => `Value '${name}' at 'tableName' failed to satisfy constraint: Member must`;
      const length = 'have length greater than or equal to 3';
      const pattern = 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+';
      expect(refusal('ab')).toEqual(invalid(`1 validation error detected: ${at('ab')} ${length}`));
      expect(refusal('')).toEqual(invalid(`2 validation errors detected: ${at('')} ${length}; ${at('')} ${pattern}`));
      expect(refusal('a b')).toEqual(invalid(`1 validation error detected: ${at('a b')} ${pattern}`));
      expect(refusal(LONG)).toEqual(
        invalid(`1 validation error detected: ${at(LONG)} have length less than or equal to 255`),
      );
      expect(ask(new Engine(), operation, {})).toEqual(
        invalid("The parameter 'TableName' is required but was not present in the request"),
      );
    },
  );

  it.each(['DescribeTable', 'DeleteTable', 'UpdateTable', 'DescribeTimeToLive'])(
    '%s takes ARNs of tables',
    operation => {
      const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
      const answer = (TableName: string) =>
        ask(engineWithTable(), operation, {
          TableName,
          ...(operation === 'UpdateTable' && { TableClass: 'STANDARD' }),
        });
      expect(answer(arn)).not.toHaveProperty('error');
      expect(answer(`${arn}-none`)).toEqual({
        error: 'ResourceNotFoundException',
        message: 'Requested resource not found: Table: things-none not found',
      });
      const foreign = arn.replace('us-east-1', 'eu-west-1');
      expect(answer(foreign)).toEqual(invalid(`1 validation error detected: Invalid AWS region in '${foreign}'`));
      expect(answer(arn.replace('000000000000', '123456789012'))).toEqual({
        error: 'AccessDeniedException',
        message: 'Access is denied',
      });
      expect(answer(`${arn}/index/by-g`)).toEqual(
        invalid(expect.stringMatching(/^1 validation error detected: Valid ARN format is 'arn:<awsPartition>:/)),
      );
    },
  );

  it('does not delete a table that is protected', () => {
    const engine = engineWithTable({ DeletionProtectionEnabled: true });
    expect(ask(engine, 'DeleteTable', { TableName: 'things' })).toEqual(
      invalid(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      ),
    );
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
