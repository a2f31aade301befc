import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

type Stack = DynamoDBClient['middlewareStack'];

/** On a command. Middleware that passes on a copy of its arguments, or another input, passes it on too. */
const ATTEMPTS = Symbol('dynact.attempts');

interface Args {
  readonly [ATTEMPTS]?: Attempts;
}

type Middleware = (next: (args: Args) => Promise<object>) => (args: Args) => Promise<object>;

/** The attempts of one write, in all its requests: the SDK retries them, and does not say what happened to earlier ones. */
export class Attempts {
  /** How many may have been applied although their answers were lost; undefined if no failed attempt was seen, as with a mocked client. */
  private lost: number | undefined;

  /** Whether one may have been applied although its answer was lost. */
  get answerWasLost(): boolean {
    return this.lost !== undefined && this.lost > 0;
  }

  /** Watches the attempts of a command that is sent next. */
  watch<Command extends object>(command: Command): Command {
    return Object.assign(command, { [ATTEMPTS]: this });
  }

  /** The error of one attempt. */
  failed(isLost: boolean): void {
    this.lost = (this.lost ?? 0) + Number(isLost);
  }

  /** The error of a request: new only where middleware kept nothing of the command. */
  ended(error: unknown): void {
    for (const seen of [error, (error as Error | undefined)?.cause]) {
      const isLost = strays.get(seen as object);
      if (isLost !== undefined) this.failed(isLost || attemptsOf(seen) > 1);
    }
  }

  /** How many attempts before the one with this answer may have been applied. With a mocked client, only their number is known. */
  lostBefore(answer: unknown): number {
    return this.lost ?? attemptsOf(answer) - 1;
  }
}

/** By the error of an attempt whose command is not known: whether its answer was lost. */
const strays = new WeakMap<object, boolean>();

const watch: Middleware = next => args =>
  next(args).catch((error: unknown) => {
    const attempts = args[ATTEMPTS];
    if (attempts) attempts.failed(!isRefusal(error));
    else if (typeof error === 'object' && error) strays.set(error, !isRefusal(error));
    throw error;
  });

/** Notes the failed attempts of commands that are watched. */
export function watchAttempts(stack: Stack): void {
  stack.add(watch as never, { step: 'deserialize', name: 'dynactAttempts', priority: 'high' });
}

function attemptsOf(answer: unknown): number {
  return (answer as { $metadata?: { attempts?: number } } | undefined)?.$metadata?.attempts ?? 1;
}

/** A request that DynamoDB refused or never received was not applied. After a lost connection or a server error, it may have been. */
function isRefusal(error: unknown): boolean {
  const { $fault, code } = (error ?? {}) as { $fault?: string; code?: string };
  return $fault === 'client' || (code !== undefined && NOT_CONNECTED.has(code));
}

/** Errors that mean no connection: nothing was sent. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
