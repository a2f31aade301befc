import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  brokenConnection,
  cancelled,
  type FaultSource,
  faultyClient,
  type Passage,
  type PassingRequest,
  unheard,
} from '../support/faulty-handler';
import type { Random } from '../support/random';

type Handler = DynamoDBClient['config']['requestHandler'];
type Answer = ReturnType<Handler['handle']>;

/** How often each happens to a request. */
export interface Rates {
  /** DynamoDB refuses it, and did nothing. */
  readonly throttled: number;
  /** Another transaction is at one of its items, and nothing was done. */
  readonly conflicting: number;
  /** DynamoDB answers with a 500, and did nothing. */
  readonly failed: number;
  /** It is carried out, and its answer is lost. */
  readonly lost: number;
  /** The connection breaks, and the request arrives later all the same: after others that were sent after it. */
  readonly late: number;
  /** It is answered, and arrives a second time later: after a refusal only what would be refused at any time. */
  readonly repeated: number;
  /** It waits on its way, so that others overtake it. */
  readonly held: number;
}

export const STORM: Rates = {
  throttled: 0.04,
  conflicting: 0.06,
  failed: 0.03,
  lost: 0.06,
  late: 0.08,
  repeated: 0.1,
  held: 0.2,
};

export type Counts = { [kind in keyof Rates | 'requests']: number };

export const noCounts = (): Counts => ({
  requests: 0,
  throttled: 0,
  conflicting: 0,
  failed: 0,
  lost: 0,
  late: 0,
  repeated: 0,
  held: 0,
});

/** What lies between a client and a backend, with faults of every kind. */
export class Network {
  readonly counts = noCounts();
  readonly client: DynamoDBClient;
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    backend: DynamoDBClient,
    private readonly random: Random,
    private readonly rates: Rates,
    /** Milliseconds, at most. */
    private readonly delay: number,
  ) {
    this.client = faultyClient(backend, this.faultOf, 3);
    const { requestHandler } = this.client.config;
    this.client.config.requestHandler = Object.assign(Object.create(requestHandler) as Handler, {
      handle: (...[request, options]: Parameters<Handler['handle']>) => this.onItsWay(requestHandler, request, options),
    });
    this.client.config.retryStrategy = async () => retriesAtOnce;
  }

  /** Once all that was still on its way has arrived. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  /** A request that its signal ends goes on, as nobody can call it back, and nobody waits for its answer. */
  private onItsWay(handler: Handler, ...[request, options]: Parameters<Handler['handle']>): Answer {
    const { abortSignal, ...others } = (options ?? {}) as { abortSignal?: AbortSignal };
    const answer = handler.handle(request, others);
    this.track(answer.then(ignore, ignore));
    if (!abortSignal) return answer;
    return new Promise((resolve, reject) => {
      const end = () => {
        unheard(answer).catch(ignore);
        reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
      };
      if (abortSignal.aborted) end();
      abortSignal.addEventListener('abort', end, { once: true });
      answer.then(resolve, reject).finally(() => abortSignal.removeEventListener('abort', end));
    });
  }

  private track(arriving: Promise<void>): void {
    const arrival = arriving.finally(() => this.underWay.delete(arrival));
    this.underWay.add(arrival);
  }

  private readonly faultOf: FaultSource = async request => {
    this.counts.requests++;
    if (this.happens('held')) await this.pause();
    if (this.happens('throttled')) return { error: 'ThrottlingException' };
    const { TransactItems: parts } = request.input;
    if (request.operation === 'TransactWriteItems' && this.happens('conflicting')) {
      return cancelled(...parts!.map(() => 'TransactionConflict'));
    }
    if (this.happens('failed')) return { error: 'InternalServerError', statusCode: 500 };
    if (this.happens('lost')) return 'lost';
    if (!mayComeAgain(request)) return undefined;
    if (this.happens('late')) return { pass: this.late };
    return this.happens('repeated') ? { pass: deliver => this.repeat(deliver, isRefusedForGood(request)) } : undefined;
  };

  private happens(kind: keyof Rates): boolean {
    const does = this.random() < this.rates[kind];
    if (does) this.counts[kind]++;
    return does;
  }

  private readonly late: Passage = async deliver => {
    this.deliverLater(deliver);
    throw brokenConnection();
  };

  private async repeat(deliver: Parameters<Passage>[0], alsoIfRefused: boolean): ReturnType<Passage> {
    const answer = await deliver();
    if (answer.response.statusCode === 200 || alsoIfRefused) this.deliverLater(deliver);
    return answer;
  }

  private deliverLater(deliver: Parameters<Passage>[0]): void {
    this.track(this.pause().then(() => unheard(deliver())));
  }

  private pause(): Promise<void> {
    return sleep(this.random() * this.delay);
  }
}

function ignore(): void {}

/** What a token guards, or a condition: a put without one comes again as another writer. */
function mayComeAgain({ operation, input }: PassingRequest): boolean {
  return operation === 'TransactWriteItems' || input.ConditionExpression !== undefined;
}

/**
 * What compares values that were loaded, which nothing writes again. That an item is absent may come true later, and of what it refused DynamoDB
 * remembers no token.
 */
function isRefusedForGood({ input }: PassingRequest): boolean {
  const parts = (input.TransactItems ?? [{ alone: input }]) as Record<string, { ConditionExpression?: string }>[];
  return parts.every(part => Object.values(part).every(({ ConditionExpression: c }) => /#\d+ = :\d+/.test(String(c))));
}

/** As the SDK does it, without its waits. */
const retriesAtOnce = {
  acquireInitialRetryToken: async () => tokenOf(0),
  refreshRetryTokenForRetry: async (token: { getRetryCount(): number }, { errorType }: { errorType: string }) => {
    const count = token.getRetryCount() + 1;
    if (count >= 3 || errorType === 'CLIENT_ERROR') throw new Error('No more retries');
    return tokenOf(count);
  },
  recordSuccess: () => {},
};

const tokenOf = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
