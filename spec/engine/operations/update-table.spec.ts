import type { Engine } from '../../../lib/engine/engine';
import type { Item } from '../../../lib/wire/attribute-value';
import { ask, definitionsOf, engineWithTable, invalid, keySchema, N, put, S } from '../asking';

const KEY = { p: S('a') };
const change = (engine: Engine, request: object) => ask(engine, 'UpdateTable', { TableName: 'things', ...request });
const describeTable = (engine: Engine) => ask(engine, 'DescribeTable', { TableName: 'things' });
const units = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({ ReadCapacityUnits, WriteCapacityUnits });
const index = (IndexName: string, keys: readonly string[], more = {}) => ({
  IndexName,
  KeySchema: keySchema(keys),
  Projection: { ProjectionType: 'KEYS_ONLY' },
  ...more,
});

const onDemand = {
  BillingMode: 'PAY_PER_REQUEST',
  ProvisionedThroughput: null,
  GlobalSecondaryIndexes: [index('by-g', ['g'])],
};

/** The table `things`, with 5 and 5 units, a global index with 3 and 3, and a local one. */
function provisioned(more = {}): Engine {
  const engine = engineWithTable({
    keys: ['p', 's'],
    local: { 'by-l': { keys: ['p', 'l'] } },
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: units(5, 5),
    AttributeDefinitions: definitionsOf(['p', 's', 'l', 'g']),
    GlobalSecondaryIndexes: [index('by-g', ['g'], { ProvisionedThroughput: units(3, 3) })],
    ...more,
  });
  engine.clock.set(new Date('2026-01-02T12:00:00Z'));
  return engine;
}

describe('UpdateTable', () => {
  const create = {
    IndexName: 'by-g',
    KeySchema: keySchema(['g']),
    Projection: { ProjectionType: 'KEYS_ONLY' },
  };

  function withIndex() {
    const engine = engineWithTable();
    put(engine, { p: S('a'), g: S('x'), n: N(1) }, { p: S('b') }, { p: S('c'), g: N(1) });
    const answer = ask(engine, 'UpdateTable', {
      TableName: 'things',
      AttributeDefinitions: definitionsOf(['p', 'g']),
      GlobalSecondaryIndexUpdates: [{ Create: create }],
    });
    return { engine, answer };
  }

  it('adds a global index over the items that are there, but for those whose key has another type', () => {
    const { engine, answer } = withIndex();
    expect(answer).toMatchObject({ TableDescription: { GlobalSecondaryIndexes: [{ IndexName: 'by-g' }] } });
    expect(ask(engine, 'Scan', { TableName: 'things', IndexName: 'by-g' })).toMatchObject({
      Items: [{ p: S('a'), g: S('x') }],
    });
  });

  it.each<[string, Item]>([
    ['empty', { g: S('') }],
    ['too long', { g: S('x'.repeat(2049)) }],
  ])('leaves items out of a new index whose keys are %s', (_, attributes) => {
    const engine = engineWithTable();
    put(engine, { ...KEY, ...attributes });
    change(engine, {
      AttributeDefinitions: definitionsOf(['p', 'g']),
      GlobalSecondaryIndexUpdates: [{ Create: create }],
    });
    const scan = { TableName: 'things', IndexName: 'by-g' };
    expect(ask(engine, 'Scan', scan)).toMatchObject({ Count: 0 });

    const update = (UpdateExpression: string) => ({
      TableName: 'things',
      Key: KEY,
      UpdateExpression,
      ExpressionAttributeValues: { ':v': S('x') },
    });
    expect(ask(engine, 'UpdateItem', update('SET n = :v'))).toEqual({});
    expect(ask(engine, 'Scan', scan)).toMatchObject({ Count: 0 });
    expect(ask(engine, 'UpdateItem', update('SET g = :v'))).toEqual({});
    expect(ask(engine, 'Scan', scan)).toMatchObject({ Items: [{ ...KEY, g: S('x') }] });
  });

  it('takes a global index away', () => {
    const { engine } = withIndex();
    ask(engine, 'UpdateTable', {
      TableName: 'things',
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-g' } }],
    });
    expect(ask(engine, 'Scan', { TableName: 'things', IndexName: 'by-g' })).toEqual(
      invalid('The table does not have the specified index: by-g'),
    );
  });

  it('changes the billing mode and the throughput', () => {
    const engine = engineWithTable();
    const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    ask(engine, 'UpdateTable', {
      TableName: 'things',
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: throughput,
    });
    expect(ask(engine, 'DescribeTable', { TableName: 'things' })).toMatchObject({
      Table: { ProvisionedThroughput: throughput },
    });
  });

  it('refuses provisioned billing without throughput, even of a table that has some', () => {
    expect(change(provisioned(), { BillingMode: 'PROVISIONED' })).toEqual(
      invalid(
        'One or more parameter values were invalid: ' +
          'ProvisionedThroughput must be specified when BillingMode is PROVISIONED',
      ),
    );
  });

  it.each([{}, { Unheard: true }])('refuses an update of nothing: %j', change => {
    expect(ask(engineWithTable(), 'UpdateTable', { TableName: 'things', ...change })).toEqual(
      invalid(
        'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, ' +
          'SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, ' +
          'DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
      ),
    );
  });

  const stream = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } };
  const making = {
    AttributeDefinitions: definitionsOf(['h']),
    GlobalSecondaryIndexUpdates: [{ Create: index('by-h', ['h'], { ProvisionedThroughput: units(1, 1) }) }],
  };
  const only = (what: string) => `${what} must be the only operation in the request`;

  it.each<[object, string]>([
    [{ DeletionProtectionEnabled: true, TableClass: 'STANDARD' }, only('TableClass modification')],
    [{ DeletionProtectionEnabled: true, ...making }, only('DeletionProtection modification')],
    [{ BillingMode: 'PAY_PER_REQUEST', DeletionProtectionEnabled: true }, only('DeletionProtection modification')],
    [{ SSESpecification: { Enabled: true }, TableClass: 'STANDARD' }, only('Server-Side Encryption modification')],
    [{ WarmThroughput: { ReadUnitsPerSecond: 9 }, ...stream }, only('WarmThroughput')],
    [
      { WarmThroughput: { ReadUnitsPerSecond: 9 }, ...making },
      'Create global secondary index cannot be specified when updating WarmThroughput',
    ],
    [
      { OnDemandThroughput: { MaxReadRequestUnits: 9 }, ...stream },
      'OnDemandThroughput can only be combined with BillingMode in an UpdateTable request',
    ],
    [{ ProvisionedThroughput: units(6, 6), ...stream }, 'You cannot modify stream status while updating table IOPS'],
    [{ ProvisionedThroughput: units(6, 6), ...making }, 'You cannot create or delete index while updating table IOPS'],
    [{ ...stream, ...making }, 'You cannot create or delete index while changing stream status'],
    [
      { DeletionProtectionEnabled: true, GlobalSecondaryIndexUpdates: [] },
      'List of GlobalSecondaryIndexUpdates is empty',
    ],
  ])('refuses %j in one request', (request, message) => {
    expect(change(provisioned(), request)).toEqual(invalid(`One or more parameter values were invalid: ${message}`));
  });

  it.each<object>([
    { BillingMode: 'PAY_PER_REQUEST', ...stream },
    { BillingMode: 'PAY_PER_REQUEST', OnDemandThroughput: { MaxReadRequestUnits: 9 } },
    { WarmThroughput: {}, DeletionProtectionEnabled: true },
    { AttributeDefinitions: [{ AttributeName: 'p', AttributeType: 'N' }], DeletionProtectionEnabled: true },
    {
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: 'by-g', ProvisionedThroughput: units(4, 4) } },
        ...making.GlobalSecondaryIndexUpdates,
      ],
      AttributeDefinitions: making.AttributeDefinitions,
    },
  ])('makes %j in one request', request => {
    expect(change(provisioned(), request)).toHaveProperty('TableDescription');
  });

  it.each<[string, object, string]>([
    ['the protection', { DeletionProtectionEnabled: true }, 'ACTIVE'],
    ['the encryption', { SSESpecification: { Enabled: true } }, 'ACTIVE'],
    ['what it is ready for', { WarmThroughput: { ReadUnitsPerSecond: 9 } }, 'ACTIVE'],
    [
      'the units of an index',
      { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-g', ProvisionedThroughput: units(4, 4) } }] },
      'ACTIVE',
    ],
    ['the class', { TableClass: 'STANDARD' }, 'UPDATING'],
    ['the stream', stream, 'UPDATING'],
    ['the billing mode', { BillingMode: 'PAY_PER_REQUEST' }, 'UPDATING'],
    ['the indexes', making, 'UPDATING'],
  ])('answers a change of %s with the status that the table has meanwhile', (_, request, TableStatus) => {
    expect(change(provisioned(), request)).toMatchObject({ TableDescription: { TableStatus } });
  });
});

describe('UpdateTable of throughput', () => {
  const time = expect.closeTo(Date.UTC(2026, 0, 2, 12) / 1000, 0);

  it('answers what was, and changes it at once', () => {
    const engine = provisioned();
    expect(change(engine, { ProvisionedThroughput: units(6, 6) })).toMatchObject({
      TableDescription: {
        TableStatus: 'UPDATING',
        ProvisionedThroughput: { ...units(5, 5), NumberOfDecreasesToday: 0, LastIncreaseDateTime: time },
        GlobalSecondaryIndexes: [{ IndexName: 'by-g', IndexStatus: 'ACTIVE' }],
      },
    });
    expect(change(engine, { ProvisionedThroughput: units(4, 6) })).toMatchObject({
      TableDescription: {
        ProvisionedThroughput: {
          ...units(6, 6),
          NumberOfDecreasesToday: 0,
          LastIncreaseDateTime: time,
          LastDecreaseDateTime: time,
        },
      },
    });
    expect(describeTable(engine)).toMatchObject({
      Table: { TableStatus: 'ACTIVE', ProvisionedThroughput: { ...units(4, 6), NumberOfDecreasesToday: 1 } },
    });
  });

  it('does so with that of an index', () => {
    const engine = provisioned();
    const update = (ProvisionedThroughput: object) =>
      change(engine, { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-g', ProvisionedThroughput } }] });
    expect(update(units(2, 9))).toMatchObject({
      TableDescription: {
        TableStatus: 'ACTIVE',
        ProvisionedThroughput: { ...units(5, 5), NumberOfDecreasesToday: 0 },
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-g',
            IndexStatus: 'UPDATING',
            ProvisionedThroughput: {
              ...units(3, 3),
              NumberOfDecreasesToday: 0,
              LastIncreaseDateTime: time,
              LastDecreaseDateTime: time,
            },
          },
        ],
      },
    });
    expect(describeTable(engine)).toMatchObject({
      Table: {
        GlobalSecondaryIndexes: [
          { IndexStatus: 'ACTIVE', ProvisionedThroughput: { ...units(2, 9), NumberOfDecreasesToday: 1 } },
        ],
      },
    });
    expect(update(units(2, 9))).toEqual(
      invalid(
        'The provisioned throughput for the index by-g will not change. The requested value equals the current value. ' +
          'Current ReadCapacityUnits provisioned for index by-g: 2. Requested ReadCapacityUnits: 2. ' +
          'Current WriteCapacityUnits provisioned for index by-g: 9. Requested WriteCapacityUnits: 9. ' +
          'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
      ),
    );
  });

  it('counts decreases by the day', () => {
    const engine = provisioned();
    change(engine, { ProvisionedThroughput: units(4, 5) });
    change(engine, { ProvisionedThroughput: units(3, 5) });
    const decreases = () => describeTable(engine);
    expect(decreases()).toMatchObject({ Table: { ProvisionedThroughput: { NumberOfDecreasesToday: 2 } } });
    engine.clock.set(new Date('2026-01-03T00:00:01Z'));
    expect(decreases()).toMatchObject({ Table: { ProvisionedThroughput: { NumberOfDecreasesToday: 0 } } });
    change(engine, { ProvisionedThroughput: units(2, 5) });
    expect(decreases()).toMatchObject({ Table: { ProvisionedThroughput: { NumberOfDecreasesToday: 1 } } });
  });

  it('refuses more than the quotas of an account', () => {
    const above = (subject: string, kind: string) => ({
      error: 'LimitExceededException',
      message:
        `The requested ReadCapacityUnits${subject}, 40001, is above the per ${kind} maximum for the account in us-east-1. ` +
        'Per table maximum: 40000. ' +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    });
    const ProvisionedThroughput = units(40_001, 5);
    expect(change(provisioned(), { ProvisionedThroughput })).toEqual(above('', 'table'));
    const GlobalSecondaryIndexUpdates = [{ Update: { IndexName: 'by-g', ProvisionedThroughput } }];
    expect(change(provisioned(), { GlobalSecondaryIndexUpdates })).toEqual(above(' for index by-g', 'index'));
  });

  it('refuses a fifth decrease of a day until an hour after the last', () => {
    const engine = provisioned();
    const update = (ProvisionedThroughput: object) =>
      change(engine, { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-g', ProvisionedThroughput } }] });
    for (const write of [4, 3, 2, 1]) change(engine, { ProvisionedThroughput: units(5, write) });
    const refused = {
      error: 'LimitExceededException',
      message: expect.stringMatching(
        new RegExp(
          '^Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the ' +
            'first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 ' +
            'seconds. Number of decreases today: 4. Last decrease at Friday, January 2, 2026 at 12:00:0\\d PM ' +
            'Coordinated Universal Time. Next decrease can be made at Friday, January 2, 2026 at 1:00:0\\d PM ' +
            'Coordinated Universal Time$',
        ),
      ),
    };
    expect(change(engine, { ProvisionedThroughput: units(4, 9) })).toEqual(refused);
    expect(update(units(2, 2))).toHaveProperty('TableDescription');
    expect(change(engine, { ProvisionedThroughput: units(9, 9) })).toHaveProperty('TableDescription');
    engine.clock.advance(60 * 60 * 1000);
    expect(change(engine, { ProvisionedThroughput: units(8, 8) })).toHaveProperty('TableDescription');
    expect(change(engine, { ProvisionedThroughput: units(7, 7) })).toMatchObject({ error: 'LimitExceededException' });
    engine.clock.set(new Date('2026-01-03T00:00:01Z'));
    expect(change(engine, { ProvisionedThroughput: units(7, 7) })).toHaveProperty('TableDescription');
  });

  it('keeps the times of changes when the billing mode changes, which is none of units', () => {
    const engine = provisioned();
    change(engine, { ProvisionedThroughput: units(4, 5) });
    const then = { NumberOfDecreasesToday: 1, LastDecreaseDateTime: time };
    expect(change(engine, { BillingMode: 'PAY_PER_REQUEST' })).toMatchObject({
      TableDescription: {
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        ProvisionedThroughput: { ...units(0, 0), ...then },
      },
    });
    expect(describeTable(engine)).toMatchObject({
      Table: {
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: time },
        ProvisionedThroughput: { ...units(0, 0), ...then },
        WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 },
      },
    });
    const back = {
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: units(9, 9),
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-g', ProvisionedThroughput: units(1, 1) } }],
    };
    expect(change(engine, back)).toMatchObject({
      TableDescription: {
        ProvisionedThroughput: units(9, 9),
        GlobalSecondaryIndexes: [{ ProvisionedThroughput: units(1, 1) }],
      },
    });
    const { Table } = describeTable(engine) as { Table: { ProvisionedThroughput: object; WarmThroughput: object } };
    expect(Table.ProvisionedThroughput).toEqual({ ...units(9, 9), ...then });
    expect(Table.WarmThroughput).toMatchObject({ ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 });
  });

  it('stays ready for what was provisioned once', () => {
    const engine = provisioned();
    change(engine, { ProvisionedThroughput: units(9, 5) });
    change(engine, { ProvisionedThroughput: units(1, 1) });
    expect(describeTable(engine)).toMatchObject({
      Table: { WarmThroughput: { ReadUnitsPerSecond: 9, WriteUnitsPerSecond: 5, Status: 'ACTIVE' } },
    });
  });

  it('answers a ceiling that is taken away as -1, and describes it no more', () => {
    const engine = provisioned({
      ...onDemand,
      OnDemandThroughput: { MaxReadRequestUnits: 9, MaxWriteRequestUnits: 8 },
    });
    expect(change(engine, { OnDemandThroughput: { MaxReadRequestUnits: -1 } })).toMatchObject({
      TableDescription: {
        TableStatus: 'ACTIVE',
        OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 8 },
      },
    });
    expect(describeTable(engine)).toMatchObject({ Table: { OnDemandThroughput: { MaxWriteRequestUnits: 8 } } });
    expect(change(engine, { OnDemandThroughput: { MaxReadRequestUnits: 0 } })).toEqual(
      invalid(
        'One or more parameter values were invalid: ' +
          'Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range',
      ),
    );
  });

  it('raises what a table is ready for, and does not lower it', () => {
    const engine = provisioned();
    const warm = (ReadUnitsPerSecond: number) => change(engine, { WarmThroughput: { ReadUnitsPerSecond } });
    expect(warm(20)).toMatchObject({
      TableDescription: {
        TableStatus: 'ACTIVE',
        WarmThroughput: { ReadUnitsPerSecond: 5, WriteUnitsPerSecond: 5, Status: 'UPDATING' },
      },
    });
    expect(describeTable(engine)).toMatchObject({
      Table: { WarmThroughput: { ReadUnitsPerSecond: 20, WriteUnitsPerSecond: 5, Status: 'ACTIVE' } },
    });
    expect(warm(19)).toEqual(
      invalid(
        'One or more parameter values were invalid: ' +
          'Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, ' +
          'decreasing WarmThroughput is not supported',
      ),
    );
  });
});

describe('UpdateTable of indexes', () => {
  it('answers an index that it makes as being made, empty', () => {
    const engine = provisioned();
    put(engine, { p: S('a'), s: N(1), h: N(1) });
    const answer = change(engine, {
      AttributeDefinitions: definitionsOf(['h']),
      GlobalSecondaryIndexUpdates: [{ Create: index('by-h', ['h'], { ProvisionedThroughput: units(1, 1) }) }],
    });
    expect(answer).toMatchObject({
      TableDescription: {
        TableStatus: 'UPDATING',
        GlobalSecondaryIndexes: [
          { IndexName: 'by-g', IndexStatus: 'ACTIVE' },
          { IndexName: 'by-h', IndexStatus: 'CREATING', Backfilling: false, ItemCount: 0 },
        ],
      },
    });
    expect(describeTable(engine)).toMatchObject({
      Table: { GlobalSecondaryIndexes: [{}, { IndexName: 'by-h', IndexStatus: 'ACTIVE', ItemCount: 1 }] },
    });
  });

  it('answers an index that it takes away as being there still', () => {
    const engine = provisioned();
    put(engine, { p: S('a'), s: N(1), g: S('x') });
    expect(change(engine, { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-g' } }] })).toMatchObject({
      TableDescription: {
        AttributeDefinitions: definitionsOf(['g', 'l', 'p', 's']),
        GlobalSecondaryIndexes: [{ IndexName: 'by-g', IndexStatus: 'DELETING', ItemCount: 1 }],
      },
    });
    expect(describeTable(engine)).toMatchObject({ Table: { AttributeDefinitions: definitionsOf(['l', 'p', 's']) } });
    expect(describeTable(engine)).not.toMatchObject({ Table: { GlobalSecondaryIndexes: expect.anything() } });
  });

  const limit = {
    error: 'LimitExceededException',
    message: 'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  };
  const missing = {
    error: 'ResourceNotFoundException',
    message: 'Requested resource not found: Index none for table things',
  };
  const wrong = (message: string) => invalid(`One or more parameter values were invalid: ${message}`);

  it.each<[string, object[], object]>([
    [
      'two that are not there to be deleted',
      [{ Delete: { IndexName: 'one' } }, { Delete: { IndexName: 'two' } }],
      limit,
    ],
    [
      'one to make and one to delete',
      [{ Create: index('one', ['g'], { ProvisionedThroughput: units(1, 1) }) }, { Delete: { IndexName: 'by-g' } }],
      limit,
    ],
    [
      'a local one to be deleted',
      [{ Delete: { IndexName: 'by-l' } }],
      invalid('Cannot delete an index that is not a GlobalSecondaryIndex: by-l'),
    ],
    [
      'units for a local one',
      [{ Update: { IndexName: 'by-l', ProvisionedThroughput: units(1, 1) } }],
      invalid('Cannot update an index that is not a GlobalSecondaryIndex: by-l'),
    ],
    ['one that is not there to be deleted', [{ Delete: { IndexName: 'none' } }], missing],
    [
      'units for one that is not there',
      [{ Update: { IndexName: 'none', ProvisionedThroughput: units(1, 1) } }],
      missing,
    ],
    [
      'an update of nothing',
      [{ Update: { IndexName: 'by-g' } }],
      wrong('Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: by-g'),
    ],
    [
      'one without units for a provisioned table',
      [{ Create: index('by-g2', ['g']) }],
      wrong('Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: by-g2'),
    ],
    [
      'one of a name that is taken',
      [{ Create: index('by-l', ['g']) }],
      invalid('Attempting to create an index which already exists'),
    ],
    [
      'an attribute of another type than it has in another key',
      [{ Create: index('by-l2', ['l', 'g'], { ProvisionedThroughput: units(1, 1) }) }],
      wrong(
        'Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. ' +
          'Existing schema: Schema:[SchemaElement: key{p:S:HASH}, SchemaElement: key{l:S:RANGE}] ' +
          'New schema: Schema:[SchemaElement: key{l:N:HASH}, SchemaElement: key{g:S:RANGE}]',
      ),
    ],
  ])('refuses %s', (_, GlobalSecondaryIndexUpdates, answer) => {
    const AttributeDefinitions = [...definitionsOf(['g']), { AttributeName: 'l', AttributeType: 'N' }];
    expect(change(provisioned(), { AttributeDefinitions, GlobalSecondaryIndexUpdates })).toEqual(answer);
  });

  it.each<[string, object, string]>([
    [
      'units for a new one',
      {
        AttributeDefinitions: definitionsOf(['g']),
        GlobalSecondaryIndexUpdates: [{ Create: index('by-g2', ['g'], { ProvisionedThroughput: units(1, 1) }) }],
      },
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: by-g2 when BillingMode is PAY_PER_REQUEST',
    ],
    [
      'units for one that is there',
      { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-g', ProvisionedThroughput: units(1, 1) } }] },
      'The only Updates for index: by-g when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput',
    ],
    [
      'nothing for one that is there',
      { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-g', OnDemandThroughput: {} } }] },
      'The only Updates for index: by-g when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput',
    ],
    [
      'less to be ready for',
      { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-g', WarmThroughput: { ReadUnitsPerSecond: 100 } } }] },
      'Requested ReadUnitsPerSecond for WarmThroughput for index by-g is lower than current WarmThroughput, ' +
        'decreasing WarmThroughput is not supported',
    ],
    [
      'units for the table without units for its indexes',
      { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(1, 1) },
      'ProvisionedThroughput must be specified for index: by-g',
    ],
    [
      'units along with that mode',
      { BillingMode: 'PAY_PER_REQUEST', ProvisionedThroughput: units(1, 1) },
      'ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST',
    ],
    [
      'units',
      { ProvisionedThroughput: units(1, 1) },
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    ],
    [
      'an index without definitions',
      { GlobalSecondaryIndexUpdates: [{ Create: index('by-g2', ['g']) }] },
      'AttributeDefinitions is not specified for index: by-g2',
    ],
  ])('refuses %s of an on-demand table', (_, request, message) => {
    expect(change(provisioned(onDemand), request)).toEqual(wrong(message));
  });

  it('answers an index that it makes ready for more as active, and what it was ready for', () => {
    const engine = provisioned(onDemand);
    const WarmThroughput = { ReadUnitsPerSecond: 12_001 };
    const was = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };
    const request = { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-g', WarmThroughput } }] };
    expect(change(engine, request)).toMatchObject({
      TableDescription: {
        TableStatus: 'ACTIVE',
        GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE', WarmThroughput: { ...was, Status: 'UPDATING' } }],
      },
    });
    expect(describeTable(engine)).toMatchObject({
      Table: { GlobalSecondaryIndexes: [{ WarmThroughput: { ...was, ...WarmThroughput, Status: 'ACTIVE' } }] },
    });
  });

  it('has twenty at most', () => {
    const names = Array.from({ length: 20 }, (_, at) => `index-${at}`);
    const GlobalSecondaryIndexes = names.map(name => index(name, ['g']));
    const engine = provisioned({ ...onDemand, GlobalSecondaryIndexes });
    const Create = index('another', ['g']);
    const request = { AttributeDefinitions: definitionsOf(['g']), GlobalSecondaryIndexUpdates: [{ Create }] };
    expect(change(engine, request)).toEqual({
      error: 'LimitExceededException',
      message: 'Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20',
    });
  });

  it.each<[string, object, string]>([
    [
      'units beyond counting',
      { ProvisionedThroughput: units(1_000_000_000_001, 1) },
      'Given value 1000000000001 for ReadCapacityUnits is out of bounds',
    ],
    [
      'one index in two updates',
      { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'one' } }, { Delete: { IndexName: 'one' } }] },
      'One or more parameter values were invalid: ' +
        'Only one global secondary index update per index is allowed simultaneously. Index: one',
    ],
    [
      'two things about one index',
      { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'one' }, Update: { IndexName: 'one' } }] },
      'One or more parameter values were invalid: ' +
        'Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object',
    ],
    [
      'an index to be made ready for what is not said',
      { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'one', WarmThroughput: {} } }] },
      'One or more parameter values were invalid: ' +
        'WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: one',
    ],
    [
      'an update of an index that says nothing',
      { GlobalSecondaryIndexUpdates: [{}] },
      'One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, ' +
        'GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
    ],
  ])('refuses %s before it looks for the table', (_, request, message) => {
    expect(change(provisioned(), { TableName: 'missing', ...request })).toEqual(invalid(message));
  });
});

describe('UpdateTable of other settings', () => {
  it('says when the class was changed', () => {
    const engine = provisioned({ TableClass: 'STANDARD' });
    expect(change(engine, { TableClass: 'STANDARD_INFREQUENT_ACCESS' })).toMatchObject({
      TableDescription: { TableClassSummary: { TableClass: 'STANDARD' } },
    });
    expect(describeTable(engine)).toMatchObject({
      Table: {
        TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS', LastUpdateDateTime: expect.any(Number) },
      },
    });
  });

  it('says nothing of the class that a table has anyway', () => {
    const engine = provisioned();
    change(engine, { TableClass: 'STANDARD' });
    expect(describeTable(engine)).not.toMatchObject({ Table: { TableClassSummary: expect.anything() } });
  });

  it('answers encryption as it was', () => {
    const engine = provisioned();
    const kms = { SSEType: 'KMS', KMSMasterKeyArn: expect.stringContaining('arn:aws:kms:') };
    const answer = (SSESpecification: object) => change(engine, { SSESpecification });
    const byDefault = invalid('One or more parameter values were invalid: Table is already encrypted by default');
    expect([answer({ Enabled: false }), answer({})]).toEqual([byDefault, byDefault]);
    expect(answer({ Enabled: true })).toHaveProperty('TableDescription.SSEDescription', { Status: 'UPDATING' });
    expect(describeTable(engine)).toMatchObject({ Table: { SSEDescription: { Status: 'ENABLED', ...kms } } });
    expect(answer({ Enabled: true })).toMatchObject({
      TableDescription: { SSEDescription: { Status: 'UPDATING', ...kms } },
    });
    expect(answer({ Enabled: false })).toMatchObject({
      TableDescription: { SSEDescription: { Status: 'UPDATING', ...kms } },
    });
    expect(describeTable(engine)).not.toMatchObject({ Table: { SSEDescription: expect.anything() } });
  });

  it('refuses the key that a table has already', () => {
    const engine = provisioned();
    const KMSMasterKeyId = 'arn:aws:kms:us-east-1:000000000000:key/mine';
    const encrypt = () => change(engine, { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId } });
    expect(encrypt()).toHaveProperty('TableDescription');
    expect(encrypt()).toEqual(
      invalid(
        'One or more parameter values were invalid: Table is already encrypted with given KMSMasterKeyId. ' +
          'Use KMSMasterKeyId parameter if you want to change Master Key',
      ),
    );
  });
});
