import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { crc32 } from 'node:zlib';
import type { Engine, EngineOptions } from '../../engine';
import { openEngine } from '../../persistence/open-engine';
import { newRequestId } from '../handler';
import { answerTo, errorAnswer, failureAnswer } from './answer';
import { readBody, tooLargeError } from './body';
import { type AllowedOrigins, corsHeaders, isPreflight, preflightHeaders } from './cors';
import type { HttpAnswer } from './exchange';

/** Where and how an engine is served. */
export interface ServeOptions extends EngineOptions {
  /** 0 by default: a free one. */
  readonly port?: number;
  /** `'127.0.0.1'` by default: only this machine can connect. Nothing is authenticated. */
  readonly host?: string;
  /** The engine to serve; a new one by default. */
  readonly engine?: Engine;
  /** A folder to keep the data of a new engine in; without it, data is gone when the process ends. */
  readonly data?: string;
  /** Origins whose web pages may call, or `['*']`; none by default. */
  readonly cors?: AllowedOrigins;
  /** Is told of failures of the engine, which a client sees as `InternalServerError`; prints them by default. */
  readonly onError?: (error: unknown) => void;
}

/** An engine that is being served. */
export interface MemoryServer {
  /** `http://127.0.0.1:8000`: the `endpoint` of a client. */
  readonly url: string;
  readonly engine: Engine;
  /** Takes no more connections, answers what was asked, and lets go of the data folder. */
  close(): Promise<void>;
}

/** Connections stay open for longer than clients keep idle ones, so that none meets a closed one. */
const KEEP_ALIVE = 65_000;
/** How long a shutdown leaves connections open that seem idle: what was sent may not have been read yet. */
const DRAIN = 100;
/** How long requests in progress may hold up a shutdown. */
const GRACE = 5_000;
/** How long a client may go on sending what was refused. */
const REFUSAL_GRACE = 5_000;

/**
 * Serves an engine over HTTP, to clients of any language: an `endpoint` in place of DynamoDB Local.
 *
 * ```ts
 * const server = await serve({ port: 8000 });
 * const client = new DynamoDBClient({ endpoint: server.url, region: 'local', credentials });
 * await server.close();
 * ```
 *
 * Rejects when the port is in use, with `DataFolderError` when the data folder cannot be used, and with `TypeError` for a data
 * folder beside an engine: `openEngine` makes one that has it.
 */
export async function serve(options: ServeOptions = {}): Promise<MemoryServer> {
  const { port = 0, host = '127.0.0.1', cors = [], onError = console.error } = options;
  if (options.engine && options.data !== undefined) {
    throw new TypeError('Data is kept for an engine that serve() makes, or by openEngine()');
  }
  const engine = options.engine ?? (await openEngine(options));
  const closeEngine = options.engine ? async () => {} : () => engine.close();
  const server = createServer((request, response) => void handle(door, request, response));
  const door: Door = { server, engine, cors, onError };
  server.keepAliveTimeout = KEEP_ALIVE;
  try {
    await listen(server, port, host);
  } catch (error) {
    await closeEngine();
    throw error;
  }
  return {
    url: urlOf(server),
    engine,
    close: async () => {
      await shutDown(server);
      await closeEngine();
    },
  };
}

interface Door {
  readonly server: Server;
  readonly engine: Engine;
  readonly cors: AllowedOrigins;
  readonly onError: (error: unknown) => void;
}

async function handle(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '', headers } = request;
  try {
    if (isPreflight(method, headers)) {
      send(door, response, { statusCode: 200, body: '', headers: preflightHeaders(headers) });
      return;
    }
    const body = await readBody(request);
    if (body) send(door, response, await answerTo(door.engine, { method, url, headers, body }));
    else refuse(door, request, response);
  } catch (error) {
    // The client went away in the middle of its request: nobody is there to be answered.
    if (request.destroyed && !request.complete) return;
    door.onError(error);
    send(door, response, failureAnswer());
  }
}

function send(door: Door, response: ServerResponse, { statusCode, contentType, headers, body }: HttpAnswer): void {
  const bytes = Buffer.from(body);
  response.writeHead(statusCode, {
    'x-amzn-requestid': newRequestId(),
    ...(contentType !== undefined && { 'content-type': contentType }),
    'x-amz-crc32': crc32(bytes),
    'content-length': bytes.length,
    ...corsHeaders(response.req.headers, door.cors),
    ...headers,
    // Leaves no connection open that a shutdown would have to wait for.
    ...(!door.server.listening && { connection: 'close' }),
  });
  response.end(bytes);
}

/** Answers a request that is too large. The rest of it is thrown away for a while, as a client that sends does not read. */
function refuse(door: Door, request: IncomingMessage, response: ServerResponse): void {
  send(door, response, { ...errorAnswer(tooLargeError()), headers: { connection: 'close' } });
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), REFUSAL_GRACE).unref();
  request.once('close', () => clearTimeout(timer));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Goes on once what had arrived at this process was read. */
const pause = () => new Promise(resolve => setImmediate(resolve));

async function shutDown(server: Server): Promise<void> {
  await pause();
  const idle = setTimeout(() => void pause().then(() => server.closeIdleConnections()), DRAIN);
  const all = setTimeout(() => server.closeAllConnections(), GRACE);
  // That of HTTP servers would close idle connections at once.
  await new Promise(resolve => NetServer.prototype.close.call(server, resolve));
  clearTimeout(idle);
  clearTimeout(all);
  await new Promise(resolve => server.close(resolve));
}
