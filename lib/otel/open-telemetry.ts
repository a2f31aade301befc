import {
  type Attributes,
  context,
  type Histogram,
  type Meter,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { checkChoices } from '../errors/known-options';
import type { Observer, OperationEvent, OperationInfo, RequestEvent } from '../observe/events';

export interface OpenTelemetryOptions {
  /**
   * Spans of kind CLIENT, for programs whose SDK is not traced: bundled ones are never. Default false: INTERNAL spans, and those of the
   * SDK's requests, where `@opentelemetry/instrumentation-aws-sdk` makes them, are their children.
   */
  client?: boolean;
  /** Default: `trace.getTracer('dynact')`. */
  tracer?: Tracer;
  /** Of the histogram `db.client.operation.duration`. Default: `metrics.getMeter('dynact')`. */
  meter?: Meter;
}

const SYSTEM = 'aws.dynamodb';

/** Those of the conventions, in seconds. */
const DURATIONS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/**
 * An observer that makes one span for each operation, and records how long it took in `db.client.operation.duration`, with the attributes of
 * OpenTelemetry's conventions for DynamoDB. It also works in bundles. With `configure({ capacity: 'TOTAL' })`, spans have the capacity.
 *
 * @example
 * observe(openTelemetry());
 * // Order.query: db.system.name=aws.dynamodb, db.operation.name=Query, db.collection.name=orders, aws.dynamodb.count=12, ...
 * @see https://opentelemetry.io/docs/specs/semconv/database/dynamodb/
 * @see https://opentelemetry.io/docs/specs/semconv/database/database-metrics/
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Observer {
  checkChoices('openTelemetry()', options, { client: true, tracer: true, meter: true });
  const { client = false, tracer = trace.getTracer('dynact'), meter = metrics.getMeter('dynact') } = options;
  const durations = meter.createHistogram('db.client.operation.duration', {
    description: 'Duration of database client operations.',
    unit: 's',
    advice: { explicitBucketBoundaries: DURATIONS },
  });
  return {
    begin(info) {
      const kind = client ? SpanKind.CLIENT : SpanKind.INTERNAL;
      const span = tracer.startSpan(nameOf(info), { kind, attributes: { 'db.system.name': SYSTEM } });
      const within = trace.setSpan(context.active(), span);
      const commands = new Set<string>();
      return {
        within: send => context.with(within, send),
        request: request => {
          commands.add(request.command);
          if (request.error !== undefined) span.addEvent('dynact.request_failed', failureOf(request));
        },
        end: event => {
          const command = commandOf(event, commands);
          finish(span, event, command, client);
          record(durations, event, command);
        },
      };
    },
  };
}

function nameOf({ entity, operation }: Pick<OperationInfo, 'entity' | 'operation'>): string {
  return entity ? `${entity}.${operation}` : operation;
}

function failureOf({ command, error }: RequestEvent): Attributes {
  return { 'db.operation.name': command, 'error.type': typeOf(error) };
}

/** What an operation is to DynamoDB: its last request, but for those that only wait. */
function commandOf({ operation }: OperationEvent, commands: ReadonlySet<string>): string {
  const names = [...commands];
  return names.findLast(name => !name.startsWith('Describe')) ?? names.at(-1) ?? operation;
}

function record(durations: Histogram, event: OperationEvent, command: string): void {
  durations.record(event.durationMs / 1000, {
    'db.system.name': SYSTEM,
    'db.operation.name': command,
    ...collectionOf(event),
    ...(event.error !== undefined && { 'error.type': typeOf(event.error) }),
  });
}

function finish(span: Span, event: OperationEvent, command: string, client: boolean): void {
  span.updateName(client ? `${command} ${event.table ?? ''}`.trim() : nameOf(event));
  span.setAttributes(attributesOf(event, command));
  if (event.error !== undefined) {
    span.setAttribute('error.type', typeOf(event.error));
    // The message may be the program's own, and hold values: the type says enough.
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

/** The table, if the call has one. */
function collectionOf({ table }: OperationEvent): Attributes {
  return table === undefined || table.includes(', ') ? {} : { 'db.collection.name': table };
}

function attributesOf(event: OperationEvent, command: string): Attributes {
  const tables = event.table?.split(', ') ?? [];
  return {
    'db.operation.name': command,
    ...collectionOf(event),
    ...(tables.length > 0 && { 'aws.dynamodb.table_names': tables }),
    ...(event.index !== undefined && { 'aws.dynamodb.index_name': event.index }),
    ...(event.scanned !== undefined && {
      'aws.dynamodb.count': event.items,
      'aws.dynamodb.scanned_count': event.scanned,
    }),
    ...(event.consumed.length > 0 && {
      'aws.dynamodb.consumed_capacity': event.consumed.map(consumed => JSON.stringify(consumed)),
    }),
    ...(/^(Batch|Transact)/.test(command) && event.items !== 1 && { 'db.operation.batch.size': event.items }),
    'dynact.operation': event.operation,
    'dynact.requests': event.requests,
    'dynact.attempts': event.attempts,
    ...(event.entity !== undefined && { 'dynact.entity': event.entity }),
  };
}

/** Classes of errors, as the conventions want them: dynact's codes, and names of the SDK's. */
function typeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return String((typeof code === 'string' && code) || name || '_OTHER');
}
