import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Engine, type EngineOptions } from '../engine';
import { operationOf } from '../operations/registry';
import { unknownOperationError } from '../protocol/service-error';

/** The part of an SDK's HTTP request that the engine reads. */
export interface HandlerRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly hostname?: string;
  readonly port?: number;
}

/** An HTTP response as SDK clients expect it from request handlers. */
export interface HandlerResponse {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Record<string, string>;
    readonly body: Uint8Array;
  };
}

/** The `requestHandler` of an SDK v3 client. */
export interface MemoryHandler {
  readonly engine: Engine;
  handle(request: HandlerRequest, options?: { abortSignal?: unknown }): Promise<HandlerResponse>;
  destroy(): void;
  httpHandlerConfigs(): Record<string, never>;
  updateHttpClientConfig(): void;
}

/**
 * A request handler that answers from an engine in this process instead of over the network.
 *
 * ```ts
 * const client = new DynamoDBClient({ region: 'local', credentials, requestHandler: memoryHandler() });
 * ```
 *
 * Several clients share one engine when they share the handler, or its `engine`.
 */
export function memoryHandler({
  engine,
  ...options
}: EngineOptions & { readonly engine?: Engine } = {}): MemoryHandler {
  const target = engine ?? new Engine(options);
  return {
    engine: target,
    handle: (request, { abortSignal } = {}) => handle(target, request, abortSignal as AbortSignal | undefined),
    destroy() {},
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig() {},
  };
}

async function handle(
  engine: Engine,
  request: HandlerRequest,
  signal: AbortSignal | undefined,
): Promise<HandlerResponse> {
  const operation = operationOf(request.headers['x-amz-target'] ?? request.headers['X-Amz-Target']);
  const { statusCode, body } = operation
    ? await engine.respond(operation, textOf(request.body), { signal, host: hostOf(request) })
    : { statusCode: 400, body: JSON.stringify(unknownOperationError().toBody()) };
  const bytes = Buffer.from(body);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': newRequestId(),
    'x-amz-crc32': String(crc32(bytes)),
  };
  return { response: { statusCode, headers, body: bytes } };
}

function hostOf({ hostname, port }: HandlerRequest): string | undefined {
  return hostname !== undefined && port !== undefined ? `${hostname}:${port}` : hostname;
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : '';
}

const RANDOM_LENGTH = 26;
/** The end of every request id of the service. */
const ENDING = 'VV4KQNSO5AEMVJF66Q9ASUAAJG';

/** A request id in the service's form: 52 digits and capitals. */
export function newRequestId(): string {
  return randomUUID().replaceAll('-', '').slice(0, RANDOM_LENGTH).toUpperCase() + ENDING;
}
