import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { crc32 } from 'node:zlib';
import { checkChoices, type Flat, namesOf, type OptionNames } from '../../../errors/known-options';
import { ENGINE_OPTIONS, type Engine, type EngineOptions } from '../../engine';
import { openEngine } from '../../persistence/open-engine';
import type { DataLoss } from '../../persistence/repair';
import { newRequestId } from '../handler';
import { answerTo, errorAnswer, failureAnswer } from './answer';
import { type AnsweredRequest, answeredRequest } from './answered';
import { encodedAnswer, REFUSAL_GRACE, readBody, tooLargeError } from './body';
import { type AllowedOrigins, corsHeaders, isPreflight, preflightHeaders } from './cors';
import type { HttpAnswer } from './exchange';
import { hostRefusal, isAllowedHost } from './host';

/** Where and how an engine is served. */
export type ServeOptions = Flat<
  EngineOptions & {
    /** Default: 0, a free one. */
    readonly port?: number | undefined;
    /** Default: `'127.0.0.1'`, so only this machine can connect. Nothing is authenticated. */
    readonly host?: string | undefined;
    /** The engine to serve. Default: a new one. */
    readonly engine?: Engine | undefined;
    /** A folder for the data of a new engine. Without it, data is lost when the process ends. */
    readonly data?: string | undefined;
    /** Opens a damaged data folder with the data that is left. Called with what is lost. */
    readonly repair?: ((lost: DataLoss) => void) | undefined;
    /** Origins whose web pages may call, or `['*']`. Default: none. */
    readonly cors?: AllowedOrigins | undefined;
    /** Host names that requests may use, besides `localhost` and addresses; `['*']` for any. */
    readonly allowHosts?: readonly string[] | undefined;
    /** Called for failures of the engine and the disk, which a client sees as `InternalServerError`. Default: prints them. */
    readonly onError?: ((error: unknown) => void) | undefined;
    /** Called after each answered request. */
    readonly onAnswer?: ((answered: AnsweredRequest) => void) | undefined;
  }
>;

const SERVE_OPTIONS: OptionNames<ServeOptions> = /* @__PURE__ */ namesOf(ENGINE_OPTIONS, {
  port: true,
  host: true,
  engine: true,
  data: true,
  repair: true,
  cors: true,
  allowHosts: true,
  onError: true,
  onAnswer: true,
});

/** An engine that is being served. */
export interface MemoryServer {
  /** `http://127.0.0.1:8000`: the `endpoint` of a client. */
  readonly url: string;
  readonly engine: Engine;
  /** Accepts no more connections, answers pending requests, and closes the data folder. */
  close(): Promise<void>;
}

/** Connections stay open longer than clients keep idle ones, so that no client uses a closed one. */
const KEEP_ALIVE = 65_000;
/** How long a shutdown keeps idle connections open: a request may have arrived that was not read yet. */
const DRAIN = 100;
/** How long requests in progress may delay a shutdown. */
const GRACE = 5_000;

/**
 * Serves an engine over HTTP, to clients of any language: an `endpoint` in place of DynamoDB Local.
 *
 * ```ts
 * const server = await serve({ port: 8000 });
 * const client = new DynamoDBClient({ endpoint: server.url, region: 'local', credentials });
 * await server.close();
 * ```
 *
 * Rejects if the port is in use, with `DataFolderError` if the data folder cannot be used, and with `TypeError` for both an engine and a data folder:
 * use `openEngine` for an engine with data.
 */
export async function serve(options: ServeOptions = {}): Promise<MemoryServer> {
  checkChoices('serve()', options, SERVE_OPTIONS);
  const {
    port = 0,
    host = '127.0.0.1',
    cors = [],
    allowHosts = [],
    onError = console.error,
    onAnswer,
    engine: given,
    ...ofEngine
  } = options;
  if (given && options.data !== undefined) {
    throw new TypeError('Data is kept for an engine that serve() makes, or by openEngine()');
  }
  const engine = given ?? (await openEngine({ ...ofEngine, onFailure: onError }));
  const closeEngine = given ? async () => {} : () => engine.close();
  const server = createServer((request, response) => void handle(door, request, response));
  const door: Door = { server, engine, cors, hosts: [host, ...allowHosts], onError, onAnswer };
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
  readonly hosts: readonly string[];
  readonly onError: (error: unknown) => void;
  readonly onAnswer: ServeOptions['onAnswer'];
}

async function handle(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const began = performance.now();
  const { method = '', url = '', headers } = request;
  let body: Buffer | undefined;
  const answer = async (answer: HttpAnswer) => {
    const responseBytes = await send(door, response, answer);
    door.onAnswer?.(answeredRequest(request, body, answer, { responseBytes, milliseconds: performance.now() - began }));
  };
  try {
    if (headers.host !== undefined && !isAllowedHost(headers.host, door.hosts)) {
      request.resume();
      return await answer({ ...hostRefusal(headers.host), headers: { connection: 'close' } });
    }
    if (isPreflight(method, headers)) {
      return await answer({ statusCode: 200, body: '', headers: preflightHeaders(headers) });
    }
    body = await readBody(request);
    if (body) return await answer(await answerTo(door.engine, { method, url, headers, body }));
    await answer({ ...errorAnswer(tooLargeError()), headers: { connection: 'close' } });
    discard(request);
  } catch (error) {
    // The client disconnected in the middle of its request: there is nobody to answer.
    if (request.destroyed && !request.complete) return;
    door.onError(error);
    await answer(failureAnswer());
  }
}

/** Writes an answer; returns how long its body is. */
async function send(
  door: Door,
  response: ServerResponse,
  { statusCode, contentType, headers, body }: HttpAnswer,
): Promise<number> {
  const { bytes, encoding } = await encodedAnswer(response.req.headers['accept-encoding'], body);
  response.writeHead(statusCode, {
    'x-amzn-requestid': newRequestId(),
    ...(contentType !== undefined && { 'content-type': contentType }),
    ...(encoding && { 'content-encoding': encoding }),
    'x-amz-crc32': crc32(bytes),
    'content-length': bytes.length,
    ...corsHeaders(response.req.headers, door.cors),
    ...headers,
    // Leaves no connection open that a shutdown would have to wait for.
    ...(!door.server.listening && { connection: 'close' }),
  });
  response.end(bytes);
  return bytes.length;
}

/** Discards for a while what a client still sends of a refused request. */
function discard(request: IncomingMessage): void {
  if (request.complete) return;
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

/** Resolves after all data that has arrived was read. */
const pause = () => new Promise(resolve => setImmediate(resolve));

async function shutDown(server: Server): Promise<void> {
  await pause();
  const idle = setTimeout(() => void pause().then(() => server.closeIdleConnections()), DRAIN);
  const all = setTimeout(() => server.closeAllConnections(), GRACE);
  // The method of HTTP servers would close idle connections at once.
  await new Promise(resolve => NetServer.prototype.close.call(server, resolve));
  clearTimeout(idle);
  clearTimeout(all);
  await new Promise(resolve => server.close(resolve));
}
