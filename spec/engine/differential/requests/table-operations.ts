import fc from 'fast-check';
import {
  ADDED_INDEX,
  createRequest,
  GLOBAL_TYPES,
  globalKeys,
  indexProjection,
  keySchema,
  streamViewType,
  TABLE,
  type TableShape,
  tableShape,
} from '../tables';
import { about, type Request, seldom } from './request';

const OTHER_TABLE = 'others';

const units = fc.integer({ min: 1, max: 9 });
const throughput = fc.record({ ReadCapacityUnits: units, WriteCapacityUnits: units });

/** CreateTable, UpdateTable, DeleteTable, DescribeTable and ListTables. */
export function tableRequest(shape: TableShape): fc.Arbitrary<Request> {
  return fc.oneof(
    { weight: 5, arbitrary: about('DescribeTable', name()) },
    { weight: 5, arbitrary: about('UpdateTable', settings) },
    { weight: 2, arbitrary: about('UpdateTable', indexes(shape)) },
    { weight: 2, arbitrary: about('CreateTable', creation) },
    { weight: 1, arbitrary: about('DeleteTable', name()) },
    { weight: 2, arbitrary: list },
  );
}

function name(): fc.Arbitrary<object> {
  return fc.constantFrom<object>({}, {}, {}, { TableName: OTHER_TABLE });
}

const list: fc.Arbitrary<Request> = fc
  .record({
    Limit: fc.constantFrom(undefined, 1, 2, 100, 0, 101),
    ExclusiveStartTableName: fc.constantFrom(undefined, undefined, TABLE, OTHER_TABLE, 'tables'),
  })
  .map(input => ({ operation: 'ListTables', input }));

const creation: fc.Arbitrary<object> = fc
  .record({
    shape: tableShape,
    isOther: fc.nat(3),
    billing: fc.oneof(
      {
        weight: 2,
        arbitrary: throughput.map(ProvisionedThroughput => ({ BillingMode: 'PROVISIONED', ProvisionedThroughput })),
      },
      {
        weight: 1,
        arbitrary: throughput.map(ProvisionedThroughput => ({ BillingMode: undefined, ProvisionedThroughput })),
      },
      { weight: 2, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.constant({ BillingMode: 'PROVISIONED' }) },
    ),
    DeletionProtectionEnabled: fc.constantFrom(undefined, undefined, false, true),
  })
  .map(({ shape, isOther, billing, DeletionProtectionEnabled }) => ({
    ...createRequest(shape),
    ...billing,
    ...(isOther > 0 && { TableName: OTHER_TABLE }),
    DeletionProtectionEnabled,
  }));

const settings: fc.Arbitrary<object> = fc.oneof(
  throughput.map(ProvisionedThroughput => ({ BillingMode: 'PROVISIONED', ProvisionedThroughput })),
  throughput.map(ProvisionedThroughput => ({ ProvisionedThroughput })),
  fc.constant({ BillingMode: 'PAY_PER_REQUEST' }),
  fc.constant({ BillingMode: 'PROVISIONED' }),
  streamViewType.map(StreamViewType => ({ StreamSpecification: { StreamEnabled: true, StreamViewType } })),
  fc.constant({ StreamSpecification: { StreamEnabled: false } }),
  fc.boolean().map(DeletionProtectionEnabled => ({ DeletionProtectionEnabled })),
  fc.constant({}),
);

function indexes({ types }: TableShape): fc.Arbitrary<object> {
  const definitions = Object.entries({ ...types, ...GLOBAL_TYPES }).map(([AttributeName, AttributeType]) => ({
    AttributeName,
    AttributeType,
  }));
  const create = fc
    .record({ keys: globalKeys, Projection: indexProjection, ProvisionedThroughput: seldom(throughput) })
    .map(({ keys, ...index }) => ({
      AttributeDefinitions: definitions.filter(({ AttributeName }) => (keys as string[]).includes(AttributeName)),
      GlobalSecondaryIndexUpdates: [{ Create: { IndexName: ADDED_INDEX, KeySchema: keySchema(keys), ...index } }],
    }));
  const IndexName = fc.constantFrom(ADDED_INDEX, ADDED_INDEX, 'global', 'missing');
  const remove = IndexName.map(each => ({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: each } }] }));
  const update = fc.tuple(IndexName, throughput).map(([each, ProvisionedThroughput]) => ({
    GlobalSecondaryIndexUpdates: [{ Update: { IndexName: each, ProvisionedThroughput } }],
  }));
  return fc.oneof({ weight: 4, arbitrary: create }, { weight: 2, arbitrary: remove }, { weight: 1, arbitrary: update });
}
