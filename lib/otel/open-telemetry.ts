import { type Attributes, context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { Observer, OperationEvent, OperationInfo, RequestEvent } from '../observe/events';

export interface OpenTelemetryOptions {
  /**
   * Spans of kind CLIENT, for programs whose SDK is not traced: bundled ones are never. Default false: INTERNAL spans, and those of the
   * SDK's requests, where `@opentelemetry/instrumentation-aws-sdk` makes them, are their children.
   */
  client?: boolean;
  /** Default: `trace.getTracer('dynact')`. */
  tracer?: Tracer;
}

/**
 * An observer that makes one span for each operation, with the attributes of OpenTelemetry's conventions for DynamoDB. It also works in
 * bundles. With `configure({ capacity: 'TOTAL' })`, spans have the capacity.
 *
 * @example
 * observe(openTelemetry());
 * // Order.query: db.system.name=aws.dynamodb, db.operation.name=Query, db.collection.name=orders, aws.dynamodb.count=12, ...
 * @see https://opentelemetry.io/docs/specs/semconv/database/dynamodb/
 */
export function openTelemetry({
  client = false,
  tracer = trace.getTracer('dynact'),
}: OpenTelemetryOptions = {}): Observer {
  return {
    begin(info) {
      const kind = client ? SpanKind.CLIENT : SpanKind.INTERNAL;
      const span = tracer.startSpan(nameOf(info), { kind, attributes: { 'db.system.name': 'aws.dynamodb' } });
      const within = trace.setSpan(context.active(), span);
      const commands = new Set<string>();
      return {
        within: send => context.with(within, send),
        request: request => {
          commands.add(request.command);
          if (request.error !== undefined) span.addEvent('dynact.request_failed', failureOf(request));
        },
        end: event => finish(span, event, commands, client),
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

function finish(span: Span, event: OperationEvent, commands: ReadonlySet<string>, client: boolean): void {
  const command = [...commands].at(-1) ?? event.operation;
  span.updateName(client ? `${command} ${event.table ?? ''}`.trim() : nameOf(event));
  span.setAttributes(attributesOf(event, command));
  if (event.error !== undefined) {
    span.setAttribute('error.type', typeOf(event.error));
    // The message may be the program's own, and hold values: the type says enough.
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function attributesOf(event: OperationEvent, command: string): Attributes {
  const tables = event.table?.split(', ') ?? [];
  return {
    'db.operation.name': command,
    ...(tables.length === 1 && { 'db.collection.name': tables[0]! }),
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
