import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../wire/attribute-value';

/** One answer of DynamoDB to a query or scan. */
export interface RawPage {
  readonly items: readonly Item[];
  readonly count: number;
  readonly scannedCount: number;
  readonly capacity: ConsumedCapacity | undefined;
  /** Where the next page starts; undefined after the last one. */
  readonly lastKey: Item | undefined;
}

/** How a walk gets its pages, and what it makes of them. */
export interface WalkPlan<R> {
  readonly startKey: Item | undefined;
  /** At most so many results. */
  readonly limit: number | undefined;
  /** Pages in their order; `remaining` is how many results are still wanted. */
  pages(startKey: Item | undefined, remaining: () => number | undefined): AsyncGenerator<RawPage, void, void>;
  /** Results for the items of a page, in their order; undefined for an item that is gone by now. */
  results(items: readonly Item[]): Promise<(R | undefined)[]>;
  /** A cursor that resumes after an item (or where a page ended). */
  cursorAfter(item: Item): string | undefined;
}

/**
 * One walk through the results of a query or scan. Pages are read when they are needed, one ahead of nothing; empty ones are walked
 * through. At any time `cursor` resumes after the result that was yielded last, and the counts and capacity are those of the pages
 * read so far.
 */
export class Walk<R> implements AsyncIterableIterator<R> {
  /** Results yielded. */
  count = 0;
  /** Items that DynamoDB looked at, before the filter: what is paid for. */
  scannedCount = 0;
  /** Read capacity units consumed. */
  capacityUnits = 0;

  private readonly source: AsyncGenerator<RawPage, void, void>;
  private page:
    | {
        readonly items: readonly Item[];
        readonly results: readonly (R | undefined)[];
        readonly lastKey: Item | undefined;
      }
    | undefined;
  private position = 0;
  private resumeAfter: Item | undefined;
  private exhausted = false;

  constructor(private readonly plan: WalkPlan<R>) {
    this.resumeAfter = plan.startKey;
    this.source = plan.pages(plan.startKey, () => plan.limit && plan.limit - this.count);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<R, undefined>> {
    while (this.plan.limit === undefined || this.count < this.plan.limit) {
      const result = this.take();
      if (result !== undefined) return { value: result, done: false };
      if (!(await this.advance())) return { value: undefined, done: true };
    }
    await this.source.return();
    return { value: undefined, done: true };
  }

  /** Ends the walk early: `break` in a `for await` does. */
  async return(): Promise<IteratorResult<R, undefined>> {
    await this.source.return();
    return { value: undefined, done: true };
  }

  /** Resumes after the result that was yielded last, in a later request or another process; undefined where the walk is complete. */
  get cursor(): string | undefined {
    const complete = this.exhausted || (this.page && this.position === this.page.items.length && !this.page.lastKey);
    return complete || !this.resumeAfter ? undefined : this.plan.cursorAfter(this.resumeAfter);
  }

  /** All results of the current page that were not yielded yet, as far as the limit goes. */
  takePage(): R[] {
    const results: R[] = [];
    while (this.plan.limit === undefined || this.count < this.plan.limit) {
      const result = this.take();
      if (result === undefined) break;
      results.push(result);
    }
    return results;
  }

  /** Reads the next page; false when there is none. */
  async advance(): Promise<boolean> {
    const { value: page, done } = await this.source.next();
    if (done || !page) {
      this.exhausted = true;
      return false;
    }
    this.scannedCount += page.scannedCount;
    this.capacityUnits += page.capacity?.CapacityUnits ?? 0;
    this.page = { items: page.items, results: await this.plan.results(page.items), lastKey: page.lastKey };
    this.position = 0;
    this.skipTo();
    return true;
  }

  private take(): R | undefined {
    if (!this.page) return undefined;
    const { items, results } = this.page;
    while (this.position < items.length) {
      const at = this.position++;
      this.resumeAfter = items[at];
      this.skipTo();
      if (results[at] === undefined) continue;
      this.count++;
      return results[at];
    }
    return undefined;
  }

  /** Past the last item of a page, the page's own end is further on: what the filter left out need not be read again. */
  private skipTo(): void {
    if (this.page?.lastKey && this.position === this.page.items.length) this.resumeAfter = this.page.lastKey;
  }
}
