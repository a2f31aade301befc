import { randomUUID } from 'node:crypto';
import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { randomToken } from '../write/plan/write-token';

type Content = TransactWriteItemsCommandInput['TransactItems'];

/** What the attempts at one transaction have in common. */
export class AcrossAttempts {
  /** When: the same for each attempt, whose content is then the same. */
  readonly now = Date.now();
  /** Of all its writes, where their classes want one. */
  readonly writeToken = randomToken();
  /** By item: a version that was met, and must be passed. */
  readonly versions = new Map<string, number>();
  /** The answer to an attempt was lost: it may have been applied, or still be on its way. */
  answerWasLost = false;
  /** Whether what was sent may be applied, or still come. Asked where no run follows that is sent under the same token. */
  mayStillCome = async (): Promise<boolean> => false;
  private last: { readonly content: Content; readonly token: string } | undefined;

  /**
   * The client request token of an attempt. The same content has the same token again, and so has all that is sent after a lost answer: of
   * requests with one token, with whatever content, only the first to come is applied.
   */
  tokenOf(content: Content): string {
    const isSettled = !this.answerWasLost && !(this.last && isSame(this.last.content, content));
    const token = this.last && !isSettled ? this.last.token : randomUUID();
    this.last = { content, token };
    return token;
  }
}

function isSame(a: Content, b: Content): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
