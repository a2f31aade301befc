import type { AnsweredRequest } from '../engine/doors/http/answered';
import { type MemoryServer, serve } from '../engine/doors/http/server';
import type { DataLoss } from '../engine/persistence/repair';

/** The options of `dynact serve`, as the command line gives them. */
export interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly region: string;
  readonly allowHost?: readonly string[];
  readonly data?: string;
  readonly repair?: boolean;
  readonly cors?: readonly string[];
  /** In seconds. */
  readonly ttlInterval: number;
  readonly ttlLimit: boolean;
  readonly log?: boolean;
}

/** Serves until the process gets a signal. Then it still answers the requests that have arrived; a second signal ends it at once. */
export async function runServer(flags: ServeFlags): Promise<void> {
  const { port, host, region, allowHost, data, cors } = flags;
  const server = await serve({
    port,
    host,
    region,
    cors,
    data,
    allowHosts: allowHost,
    ttlInterval: flags.ttlInterval * 1000,
    ttlChangeLimit: flags.ttlLimit,
    ...(flags.repair && { repair: reportLoss }),
    ...(flags.log && { onAnswer: answered => console.log(lineOf(answered)) }),
  }).catch(error => {
    throw new Error(reasonOf(error, port));
  });
  // Before it prints that it runs, so that no signal comes too early.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(server));
  console.log(`DynamoDB is served at ${server.url}, ${data ? `with the data in ${data}` : 'in memory'}`);
  console.log(`For the AWS CLI and SDKs:\n\n${environmentOf(server.url, region)}\n`);
}

function reportLoss(lost: DataLoss): void {
  console.error(
    lost.length === 0 ? 'dynact: the data is whole' : `dynact: the data was repaired; lost: ${lost.join('; ')}`,
  );
}

/** The environment variables for clients, to be pasted into a shell. */
function environmentOf(url: string, region: string): string {
  return [
    `export AWS_ENDPOINT_URL_DYNAMODB=${url} AWS_ENDPOINT_URL_DYNAMODB_STREAMS=${url}`,
    `export AWS_REGION=${region} AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any`,
  ].join('\n');
}

/** One line of the log: `2026-11-30T09:00:00.000Z PutItem orders 200 0.4 ms 120 B 2 B`. */
function lineOf(answered: AnsweredRequest): string {
  const { operation, table, statusCode, error, milliseconds, requestBytes, responseBytes } = answered;
  const parts = [
    new Date().toISOString(),
    operation,
    table,
    statusCode,
    error,
    `${milliseconds.toFixed(1)} ms`,
    `${requestBytes} B`,
    `${responseBytes} B`,
  ];
  return parts.filter(part => part !== undefined).join(' ');
}

async function end(server: MemoryServer): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => process.exit(1));
  }
  try {
    await server.close();
    process.exit(0);
  } catch (error) {
    console.error(`dynact: ${(error as Error).message}`);
    process.exit(1);
  }
}

function reasonOf(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') return `port ${port} is in use; name another one with --port`;
  if (error.code === 'EACCES') return `no permission to listen on port ${port}`;
  return error.message;
}
