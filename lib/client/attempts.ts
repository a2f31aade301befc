import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

type Stack = DynamoDBClient['middlewareStack'];

interface Args {
  readonly input: object;
}

type Middleware = (next: (args: Args) => Promise<object>) => (args: Args) => Promise<object>;

/** By input: the number of failed attempts that the service may have applied. */
const failures = new WeakMap<object, { unknown: number }>();

const watch: Middleware = next => args =>
  next(args).catch((error: unknown) => {
    const seen = failures.get(args.input) ?? { unknown: 0 };
    if (!isRefusal(error)) seen.unknown++;
    failures.set(args.input, seen);
    throw error;
  });

/** Counts the failed attempts of a command. The SDK retries them, and does not say what happened to earlier ones. */
export function watchAttempts(stack: Stack): void {
  stack.add(watch as never, { step: 'deserialize', name: 'dynactAttempts', priority: 'high' });
}

/** A request that DynamoDB refused or never received was not applied. After a lost connection or a server error, it may have been. */
function isRefusal(error: unknown): boolean {
  const { $fault, code } = (error ?? {}) as { $fault?: string; code?: string };
  return $fault === 'client' || (code !== undefined && NOT_CONNECTED.has(code));
}

/** Errors that mean no connection: nothing was sent. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Whether an attempt may have been applied although its answer was lost; undefined if no failed attempt was seen, as with a mocked client.
 */
export function answerWasLost(input: object): boolean | undefined {
  const seen = failures.get(input);
  return seen && seen.unknown > 0;
}
