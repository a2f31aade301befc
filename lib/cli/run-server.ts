import { type MemoryServer, type ServeOptions, serve } from '../engine/doors/http/server';

/** Serves until the process is told to end: then what was asked is still answered. A second signal ends it at once. */
export async function runServer({ port = 8000, host, ...options }: ServeOptions): Promise<void> {
  const server = await serve({ port, host, ...options }).catch(error => {
    throw new Error(reasonOf(error, port));
  });
  // Before anybody can know that it runs, so that no signal comes too early.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(server));
  console.log(
    `DynamoDB is served at ${server.url}, ${options.data ? `with the data in ${options.data}` : 'in memory'}`,
  );
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
