import { randomUUID } from 'node:crypto';
import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { randomToken } from '../write/write-token';

type Content = TransactWriteItemsCommandInput['TransactItems'];

/** What the attempts at one transaction have in common. */
export class Progress {
  /** When: the same for each attempt, whose content is then the same. */
  readonly now = Date.now();
  /** Of all its writes, where their classes want one. */
  readonly writeToken = randomToken();
  /** By item: a version that was met, and must be passed. */
  readonly versions = new Map<string, number>();
  private last: { readonly content: Content; readonly token: string } | undefined;

  /**
   * The client request token of an attempt. The same content has the same token again: when an answer was lost, the first attempt may still be
   * on its way, and would otherwise be applied after the second one.
   */
  tokenOf(content: Content): string {
    if (!this.last || !isSame(this.last.content, content)) this.last = { content, token: randomUUID() };
    return this.last.token;
  }
}

function isSame(a: Content, b: Content): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
