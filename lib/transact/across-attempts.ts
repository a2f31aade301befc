import { randomUUID } from 'node:crypto';
import { Attempts } from '../client/attempts';
import type { Target } from '../client/target';
import type { WritePlan } from '../write/plan/write-plan';
import { randomToken } from '../write/plan/write-token';

/** What all attempts of one transaction share. */
export class AcrossAttempts {
  /** The time of all attempts, so that their content is the same. */
  readonly now = Date.now();
  /** By item: a stored version that refused an attempt. The next version must be above it. */
  readonly versions = new Map<string, number>();
  /** Writes that only an expired item refused. It is deleted before the next attempt. */
  readonly meetExpired = new Set<{ readonly plan: WritePlan; readonly target: Target }>();
  /** Where the answer to one was lost, it may have been applied, or may still arrive. */
  readonly attempts = new Attempts();
  /** Whether an earlier attempt may be applied or still arrive. Asked if no other attempt under the same token follows. */
  mayStillCome = async (): Promise<boolean> => false;
  private token: string | undefined;
  private last: { readonly content: string; readonly token: string } | undefined;

  /** The write token of all its writes, for classes with `writeToken`. */
  get writeToken(): string {
    this.token ??= randomToken();
    return this.token;
  }

  /**
   * The client request token of an attempt. The same content gets the same token again, and so does everything after a lost answer: of all requests
   * with one token, whatever their content, only the first to arrive is applied.
   */
  tokenOf(content: string): string {
    const isSettled = !this.attempts.answerWasLost && this.last?.content !== content;
    const token = this.last && !isSettled ? this.last.token : randomUUID();
    this.last = { content, token };
    return token;
  }
}
