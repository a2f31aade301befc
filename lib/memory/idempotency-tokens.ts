import type { Clock } from './clock';
import { modelError } from './service-error';

const LIFETIME = 10 * 60 * 1000;

interface TokenUse<T> {
  readonly request: string;
  readonly at: number;
  readonly outcome: T;
}

/** What requests with a client token led to, remembered for ten minutes. */
export class IdempotencyTokens {
  private readonly uses = new Map<string, TokenUse<unknown>>();

  constructor(private readonly clock: Clock) {}

  /**
   * What the same request with that token led to, or undefined when it is the first one.
   * Throws `IdempotentParameterMismatchException` when it was another request.
   */
  recall<T>(token: string, request: string): T | undefined {
    const use = this.uses.get(token);
    if (!use || this.clock.now() - use.at >= LIFETIME) return undefined;
    if (use.request === request) return use.outcome as T;
    throw modelError(
      'IdempotentParameterMismatchException',
      'An error occurred (IdempotentParameterMismatchException)',
    );
  }

  remember(token: string, request: string, outcome: unknown): void {
    const now = this.clock.now();
    for (const [other, { at }] of this.uses) if (now - at >= LIFETIME) this.uses.delete(other);
    this.uses.set(token, { request, at: now, outcome });
  }

  clear(): void {
    this.uses.clear();
  }
}
