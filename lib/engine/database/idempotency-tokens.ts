import { digestOf } from '../protocol/digest';
import { modelError } from '../protocol/service-error';
import type { Clock } from './clock';

const LIFETIME = 10 * 60 * 1000;

/** The result of one request with a client token. */
export interface TokenUse {
  /** A digest: requests are up to 4 MB long. */
  readonly request: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Plain data. */
  readonly outcome: unknown;
}

/** The results of requests with a client token, kept for ten minutes. */
export class IdempotencyTokens {
  private readonly uses = new Map<string, TokenUse>();
  private readonly observers = new Set<(token: string, use: TokenUse | undefined) => void>();

  constructor(private readonly clock: Clock) {}

  /**
   * The result of an earlier, identical request with that token; undefined for the first one.
   * Throws `IdempotentParameterMismatchException` if the earlier request was different.
   */
  recall<T>(token: string, request: string): T | undefined {
    const use = this.uses.get(token);
    if (!use || this.isOver(use)) return undefined;
    if (use.request === digestOf(request)) return use.outcome as T;
    throw modelError(
      'IdempotentParameterMismatchException',
      'An error occurred (IdempotentParameterMismatchException)',
    );
  }

  remember(token: string, request: string, outcome: unknown): void {
    // They are in the order in which they were used.
    for (const [other, use] of this.uses) {
      if (!this.isOver(use)) break;
      this.set(other, undefined);
    }
    this.set(token, { request: digestOf(request), at: this.clock.now(), outcome });
  }

  /** Restores a result of an earlier process. */
  adopt(token: string, use: TokenUse): void {
    this.uses.set(token, use);
  }

  clear(): void {
    for (const token of [...this.uses.keys()]) this.set(token, undefined);
  }

  /** Calls `observer` for each token that is stored, and without a use for each that is dropped. */
  observe(observer: (token: string, use: TokenUse | undefined) => void): void {
    this.observers.add(observer);
  }

  private set(token: string, use: TokenUse | undefined): void {
    this.uses.delete(token);
    if (use) this.uses.set(token, use);
    for (const observe of this.observers) observe(token, use);
  }

  private isOver({ at }: TokenUse): boolean {
    return this.clock.now() - at >= LIFETIME;
  }
}
