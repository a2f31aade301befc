import type { IdempotencyTokens, TokenUse } from '../database/idempotency-tokens';
import type { DataStore, KeyRange } from './data-store';
import type { FolderChanges, Keeper } from './keeper';

interface TokenEntry extends TokenUse {
  readonly token: string;
}

const TOKENS: KeyRange = { gte: 'k', lt: 'l' };

/** Keeps client request tokens, so that a request that is repeated to a later process is still applied once. */
export class KeptTokens implements Keeper {
  private changed = new Map<string, TokenUse | undefined>();

  constructor(private readonly tokens: IdempotencyTokens) {
    tokens.observe((token, use) => this.changed.set(token, use));
  }

  async load(store: DataStore): Promise<KeyRange[]> {
    const entries: TokenEntry[] = [];
    for await (const page of store.pages(TOKENS)) {
      for (const [, json] of page) entries.push(JSON.parse(json) as TokenEntry);
    }
    entries.sort((a, b) => a.at - b.at);
    for (const { token, ...use } of entries) this.tokens.adopt(token, use);
    return [];
  }

  isBehind(): boolean {
    return this.changed.size > 0;
  }

  take(): FolderChanges {
    const entries = [...this.changed].map(([token, use]) => ({
      key: TOKENS.gte + Buffer.from(token).toString('latin1'),
      value: use && JSON.stringify({ token, ...use } satisfies TokenEntry),
    }));
    this.changed = new Map();
    return { entries, leftovers: [] };
  }
}
