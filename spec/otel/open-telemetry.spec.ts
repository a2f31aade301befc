import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type HistogramMetricData,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ActiveRecord, Attribute, batchWrite, configure, Index, observe, PartitionKey, Table, transact } from 'dynact';
import { openTelemetry } from 'dynact/otel';
import { useMemoryBackend } from 'dynact/testing';

@Index('byStatus', { partitionKey: 'status' })
@Table('orders')
class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() status = 'open';
}

@Table('users')
class User extends ActiveRecord {
  @PartitionKey() id!: string;
}

describe('openTelemetry', () => {
  const db = useMemoryBackend({
    classes: [Order, User],
    seed: () => [Order.build({ id: 'a' }), Order.build({ id: 'b' })],
  });
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('spec');
  let stop = () => {};
  beforeEach(() => {
    configure({ capacity: 'TOTAL' });
    exporter.reset();
    stop = observe(openTelemetry({ tracer }));
  });
  afterEach(() => {
    stop();
    configure({ capacity: undefined });
  });

  const spans = () => exporter.getFinishedSpans();

  it('makes one span of an operation, with the attributes of the conventions', async () => {
    await Order.query({ status: 'open' }).pageSize(1).all();
    expect(spans()).toHaveLength(1);
    expect(spans()[0]).toMatchObject({
      name: 'Order.query',
      kind: SpanKind.INTERNAL,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'db.system.name': 'aws.dynamodb',
        'db.operation.name': 'Query',
        'db.collection.name': 'orders',
        'aws.dynamodb.table_names': ['orders'],
        'aws.dynamodb.index_name': 'byStatus',
        'aws.dynamodb.count': 2,
        'aws.dynamodb.scanned_count': 2,
        'dynact.requests': 3,
        'dynact.entity': 'Order',
      },
    });
    const consumed = spans()[0]!.attributes['aws.dynamodb.consumed_capacity'] as string[];
    expect(JSON.parse(consumed[0]!)).toMatchObject({ TableName: 'orders', CapacityUnits: 0.5 });
  });

  it('names classes, tables and sizes of batches and transactions', async () => {
    await batchWrite([Order.build({ id: 'x' }), User.build({ id: 'y' })]);
    await transact(tx => {
      tx.save(Order.build({ id: 'x' }));
      tx.save(User.build({ id: 'y' }));
    });
    expect(
      spans().map(({ name, attributes }) => [
        name,
        attributes['db.operation.name'],
        attributes['aws.dynamodb.table_names'],
        attributes['db.operation.batch.size'],
      ]),
    ).toEqual([
      ['Order, User.batchWrite', 'BatchWriteItem', ['orders', 'users'], 2],
      ['Order, User.transact', 'TransactWriteItems', ['orders', 'users'], 2],
    ]);
    expect(spans()[0]!.attributes).not.toHaveProperty(['db.collection.name']);
  });

  it('marks failures by the kind of the error, without its message', async () => {
    await Order.create({ id: 'a' }).catch(() => {});
    db.fail({ operation: 'GetItem', error: 'InternalServerError' });
    await Order.get({ id: 'a' }).catch(() => {});
    expect(spans().map(({ status, attributes }) => [status, attributes['error.type']])).toEqual([
      [{ code: SpanStatusCode.ERROR }, 'OVERWRITE'],
      [{ code: SpanStatusCode.ERROR }, 'InternalServerError'],
    ]);
    expect(spans()[0]!.events[0]).toMatchObject({
      name: 'dynact.request_failed',
      attributes: { 'error.type': 'ConditionalCheckFailedException' },
    });
  });

  it('makes spans of kind CLIENT, named as the conventions want it, where asked', async () => {
    stop();
    stop = observe(openTelemetry({ tracer, client: true }));
    await Order.get({ id: 'a' });
    expect(spans()[0]).toMatchObject({ name: 'GetItem orders', kind: SpanKind.CLIENT });
  });

  it('records how long each call took, in seconds, with the attributes of the conventions', async () => {
    stop();
    const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 });
    const meter = new MeterProvider({ readers: [reader] }).getMeter('spec');
    stop = observe(openTelemetry({ tracer, meter }));
    await Order.get({ id: 'a' });
    await Order.get({ id: 'b' });
    await Order.create({ id: 'a' }).catch(() => {});
    await batchWrite([Order.build({ id: 'x' }), User.build({ id: 'y' })]);
    await reader.forceFlush();
    await reader.shutdown();
    const [{ scopeMetrics }] = metrics.getMetrics() as [ResourceMetrics];
    const [duration] = scopeMetrics[0]!.metrics as [HistogramMetricData];
    expect(duration.descriptor).toMatchObject({ name: 'db.client.operation.duration', unit: 's' });
    const of = { 'db.system.name': 'aws.dynamodb', 'db.collection.name': 'orders' };
    expect(duration.dataPoints.map(({ attributes, value }) => [attributes, value.count])).toEqual([
      [{ ...of, 'db.operation.name': 'GetItem' }, 2],
      [{ ...of, 'db.operation.name': 'PutItem', 'error.type': 'OVERWRITE' }, 1],
      [{ 'db.system.name': 'aws.dynamodb', 'db.operation.name': 'BatchWriteItem' }, 1],
    ]);
    expect(duration.dataPoints[0]!.value.buckets.boundaries).toEqual([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]);
    // Milliseconds would be over this.
    expect(duration.dataPoints[0]!.value.max).toBeLessThan(60);
  });

  it('is active while its requests are sent', async () => {
    const within: unknown[] = [];
    const withSpy = jest.spyOn(context, 'with').mockImplementation(((active: never, run: () => unknown) => {
      within.push(trace.getSpan(active)?.spanContext().spanId);
      return run();
    }) as never);
    await Order.get({ id: 'a' });
    withSpy.mockRestore();
    expect(within).toEqual([spans()[0]!.spanContext().spanId]);
  });
});
