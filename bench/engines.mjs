import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { memoryClient, serve } from 'dynact/memory';
import { hasJava, startDynamoDBLocal } from './dynamodb-local.mjs';

const region = 'us-east-1';
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };

/** A client of each engine, by its name, and what stops those that were started for it. */
export async function openEngines() {
  const server = await serve();
  const data = mkdtempSync(join(tmpdir(), 'dynact-bench-'));
  const memory = await startDynact();
  const kept = await startDynact('--data', data);
  const local = hasJava() ? await startDynamoDBLocal() : undefined;
  const at = endpoint => new DynamoDBClient({ endpoint, region, credentials });
  const clientOf = new Map([
    ['dynact, in process', memoryClient()],
    ['dynact, over HTTP in this process', at(server.url)],
    ['`dynact serve`', at(memory.endpoint)],
    ['`dynact serve --data`', at(kept.endpoint)],
    ...(local ? [['DynamoDB Local', at(local.endpoint)]] : []),
    ...named(process.env.DYNAMODB_ENDPOINTS).map(([name, endpoint]) => [name, at(endpoint)]),
  ]);
  const stop = async () => {
    local?.stop();
    await Promise.all([memory.stop(), kept.stop(), server.close()]);
    rmSync(data, { recursive: true });
  };
  return { clientOf, stop };
}

/** `name=http://127.0.0.1:8001,other=http://127.0.0.1:8002` */
function named(endpoints = '') {
  return endpoints
    .split(',')
    .filter(Boolean)
    .map(text => text.split(/=(?=http)/));
}

async function startDynact(...args) {
  const main = join(dirname(createRequire(import.meta.url).resolve('dynact/package.json')), 'dist/cli/main.js');
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill());
  const [line] = await once(child.stdout, 'data');
  const stop = () => {
    child.kill();
    return once(child, 'exit');
  };
  return { endpoint: /http:\/\/\S+:\d+/.exec(line)[0], stop };
}
