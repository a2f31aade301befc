import { type MemoryServer, serve } from '../engine/doors/http/server';

let server: MemoryServer | undefined;

/**
 * Starts one engine for a whole test run. SDKs in this process and its child processes use it: it sets the endpoint, and a region and credentials
 * if the environment has none. For vitest's `globalSetup`; `dynact/jest-preset` does the same for jest.
 *
 * @example
 * export default defineConfig({ test: { globalSetup: 'dynact/vitest-setup' } });
 */
export async function setup(): Promise<void> {
  server ??= await serve({ ttlChangeLimit: false });
  process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
  process.env.AWS_ENDPOINT_URL_DYNAMODB_STREAMS = server.url;
  process.env.AWS_REGION ??= 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID ??= 'any';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'any';
}

/** Ends the engine of the run, and removes its endpoint from the environment. */
export async function teardown(): Promise<void> {
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB_STREAMS;
  const ended = server;
  server = undefined;
  await ended?.close();
}
