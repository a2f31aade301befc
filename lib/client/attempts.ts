import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

type Stack = DynamoDBClient['middlewareStack'];

interface Args {
  readonly input: object;
}

type Middleware = (next: (args: Args) => Promise<object>) => (args: Args) => Promise<object>;

/** By input: of how many failed attempts it is not known whether the service carried them out. */
const failures = new WeakMap<object, { unknown: number }>();

const watch: Middleware = next => args =>
  next(args).catch((error: unknown) => {
    const seen = failures.get(args.input) ?? { unknown: 0 };
    if (!isRefusal(error)) seen.unknown++;
    failures.set(args.input, seen);
    throw error;
  });

/** Counts the attempts of a command that fail: the SDK sends it again, and tells nobody what became of the one before. */
export function watchAttempts(stack: Stack): void {
  stack.add(watch as never, { step: 'deserialize', name: 'dynactAttempts', priority: 'high' });
}

/** What DynamoDB refused, or never heard of, it did not do. After a lost connection, or a fault of the service, it may have. */
function isRefusal(error: unknown): boolean {
  const { $fault, code } = (error ?? {}) as { $fault?: string; code?: string };
  return $fault === 'client' || (code !== undefined && NOT_CONNECTED.has(code));
}

/** Nobody was there to send it to. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Whether an attempt at a request may have been carried out though its answer did not come; undefined where no attempt was seen to fail, as
 * of a client that somebody mocked.
 */
export function answerWasLost(input: object): boolean | undefined {
  const seen = failures.get(input);
  return seen && seen.unknown > 0;
}
