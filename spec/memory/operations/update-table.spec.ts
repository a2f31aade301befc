import type { Engine } from '../../../lib/memory/engine';
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
        'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or ' +
          'SSESpecification or ReplicaUpdates is required',
      ),
    );
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
        TableStatus: 'UPDATING',
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
          'Current ReadCapacityUnits provisioned for the index: 2. Requested ReadCapacityUnits: 2. ' +
          'Current WriteCapacityUnits provisioned for the index: 9. Requested WriteCapacityUnits: 9. ' +
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

  it('raises what a table is ready for, and does not lower it', () => {
    const engine = provisioned();
    const warm = (ReadUnitsPerSecond: number) => change(engine, { WarmThroughput: { ReadUnitsPerSecond } });
    expect(warm(20)).toMatchObject({
      TableDescription: { WarmThroughput: { ReadUnitsPerSecond: 5, WriteUnitsPerSecond: 5, Status: 'UPDATING' } },
    });
    expect(describeTable(engine)).toMatchObject({
      Table: { WarmThroughput: { ReadUnitsPerSecond: 20, WriteUnitsPerSecond: 5, Status: 'ACTIVE' } },
    });
    expect(warm(19)).toEqual(
      invalid(
        'One or more parameter values were invalid: ' +
          'Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput: 20',
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
        AttributeDefinitions: definitionsOf(['p', 's', 'l', 'g']),
        GlobalSecondaryIndexes: [{ IndexName: 'by-g', IndexStatus: 'DELETING', ItemCount: 1 }],
      },
    });
    expect(describeTable(engine)).toMatchObject({ Table: { AttributeDefinitions: definitionsOf(['p', 's', 'l']) } });
    expect(describeTable(engine)).not.toMatchObject({ Table: { GlobalSecondaryIndexes: expect.anything() } });
  });

  const limit = {
    error: 'LimitExceededException',
    message: 'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  };
  const wrong = (message: string) => invalid(`One or more parameter values were invalid: ${message}`);

  it.each<[string, object[], object]>([
    [
      'two that are not there to be deleted',
      [{ Delete: { IndexName: 'one' } }, { Delete: { IndexName: 'two' } }],
      limit,
    ],
    ['one to make and one to delete', [{ Create: index('one', ['g']) }, { Delete: { IndexName: 'two' } }], limit],
    [
      'a local one to be deleted',
      [{ Delete: { IndexName: 'by-l' } }],
      wrong('Index is not a global secondary index: by-l'),
    ],
    [
      'units for a local one',
      [{ Update: { IndexName: 'by-l', ProvisionedThroughput: units(1, 1) } }],
      invalid(
        'This operation cannot be performed with given input values. ' +
          'Please contact DynamoDB service team for more info: Action Blocked: IndexUpdate',
      ),
    ],
    [
      'an update of nothing',
      [{ Update: { IndexName: 'by-g' } }],
      invalid(
        "1 validation error detected: Value null at 'globalSecondaryIndexUpdates.1.member.update.provisionedThroughput' " +
          'failed to satisfy constraint: Member must not be null',
      ),
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
    change(engine, { TableClass: 'STANDARD_INFREQUENT_ACCESS' });
    expect(describeTable(engine)).toMatchObject({
      Table: {
        TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS', LastUpdateDateTime: expect.any(Number) },
      },
    });
  });

  it('answers encryption that is turned off as being there still', () => {
    const engine = provisioned({ SSESpecification: { Enabled: true } });
    const kms = { SSEType: 'KMS', KMSMasterKeyArn: expect.stringContaining('arn:aws:kms:') };
    expect(change(engine, { SSESpecification: { Enabled: true } })).toMatchObject({
      TableDescription: { SSEDescription: { Status: 'ENABLED', ...kms } },
    });
    expect(change(engine, { SSESpecification: { Enabled: false } })).toMatchObject({
      TableDescription: { SSEDescription: { Status: 'UPDATING', ...kms } },
    });
    expect(describeTable(engine)).not.toMatchObject({ Table: { SSEDescription: expect.anything() } });
  });
});
