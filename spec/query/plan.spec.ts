import { Attribute, attributes, Index, PartitionKey, SortKey, Table } from 'dynact';
import { metadataOf } from '../../lib/metadata/entity-metadata';
import { firstPosition, pageLimit, planQuery, planScan, type ReadChoices } from '../../lib/query/plan';

@Table('orders')
@Index('byStatus', { partitionKey: 'status', sortKey: 'total', projection: 'KEYS_ONLY' })
class Order {
  @PartitionKey() customer!: string;
  @SortKey() at!: number;
  @Attribute() status = 'open';
  @Attribute() total = 0;
}

@Table('numbered')
class Numbered {
  @PartitionKey({ autoIncrement: true }) id?: number;
}

const context = { metadata: metadataOf(Order), options: {} };
const a = attributes(Order);
const choices = (more: Partial<ReadChoices> = {}): ReadChoices => ({ mode: { kind: 'records' }, ...more });

describe('the plan of a reading', () => {
  it('is plain data: the operation, how much is wanted, and what becomes of each item', () => {
    const plan = planQuery(context, { customer: 'c' }, choices({ limit: 5, descending: true }), 'items');
    expect(plan).toMatchObject({
      operation: { kind: 'query', tableName: 'orders', indexName: undefined, descending: true, consistentRead: false },
      segments: 1,
      startKey: undefined,
      limit: 5,
      hidden: 0,
      results: { select: undefined, properties: undefined, fromTable: false },
    });
    expect(firstPosition(plan)).toEqual({ startKey: undefined, limit: 5 });
  });

  it('reads records of an index that holds less from the table', () => {
    const mode = { kind: 'fromTable' } as const;
    const { results, operation } = planQuery(context, { status: 'open' }, choices({ mode }), 'items');
    expect(results.fromTable).toBe(true);
    expect(operation).toMatchObject({ indexName: 'byStatus', select: [['customer'], ['at'], ['status'], ['total']] });
  });

  it('counts without reading any item', () => {
    const { results, operation } = planQuery(context, { status: 'open' }, choices(), 'count');
    expect([results.select, operation.select]).toEqual(['count', 'count']);
  });

  it('goes to the table that the call names', () => {
    const elsewhere = { ...context, options: { tableName: 'other' } };
    expect(planScan(elsewhere, choices(), 'items').operation.tableName).toBe('other');
  });

  it.each<[string, Partial<ReadChoices>, number | undefined, number | undefined]>([
    ['all', {}, undefined, undefined],
    ['so many as are wanted', {}, 7, 7],
    ['a page', { pageSize: 3 }, undefined, 3],
    ['the smaller of both', { pageSize: 3 }, 7, 3],
    ['what is left of a page', { pageSize: 30 }, 7, 7],
    ['any number behind a filter', { filter: a.total.gt(1).node }, 7, undefined],
    ['a page behind a filter', { filter: a.total.gt(1).node, pageSize: 30 }, 7, 30],
  ])('asks one request to look at %s', (_, more, remaining, limit) => {
    expect(pageLimit(planScan(context, choices(more), 'items'), remaining)).toBe(limit);
  });

  it('asks for one item more where the counter may be among them', () => {
    const plan = planScan({ metadata: metadataOf(Numbered), options: {} }, choices({ limit: 5 }), 'items');
    expect(plan.hidden).toBe(1);
    expect(firstPosition(plan).limit).toBe(6);
  });

  it('gives each segment of a parallel scan its page, whatever the limit', () => {
    const plan = planScan(context, choices({ segments: 4, limit: 5, pageSize: 9 }), 'items');
    expect(firstPosition(plan)).toEqual({ segment: { index: 0, of: 4 }, limit: 9 });
  });
});
