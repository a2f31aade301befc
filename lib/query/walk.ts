import type { Target } from '../client/target';
import type { Loaded, LoadOptions } from '../load/load';
import type { Item } from '../wire/attribute-value';
import { pagesOf, type RawPage } from './pages';
import type { ReadPlan } from './plan';
import { type Portion, portionOf, resultsOf } from './results';

/**
 * One walk through the results of a query or scan. The next page is read when the last one is used up; empty ones are walked through.
 * Counts and capacity are those of the pages read so far, at any time and at the end.
 *
 * @example
 * const walk = Order.query({ customerId: 'c1' }).iterate();
 * for await (const order of walk) if (isEnough(order)) break;
 * walk.cursor; // resumes after that order
 */
export interface Walk<R> extends AsyncIterableIterator<R> {
  /** Results yielded. */
  readonly count: number;
  /** Items that DynamoDB looked at, before the filter: what is paid for. */
  readonly scannedCount: number;
  /** Read capacity units consumed. */
  readonly capacityUnits: number;
  /** Resumes after the result that was yielded last, in a later request or another process; undefined where the walk is complete. */
  readonly cursor: string | undefined;
}

/** A walk as a caller sees it: result by result. */
export class ResultWalk<R> implements Walk<R> {
  private readonly results: AsyncGenerator<R, undefined, void>;

  constructor(private readonly pages: PageWalk<R>) {
    this.results = pages.each();
  }

  get count(): number {
    return this.pages.count;
  }

  get scannedCount(): number {
    return this.pages.scannedCount;
  }

  get capacityUnits(): number {
    return this.pages.capacityUnits;
  }

  get cursor(): string | undefined {
    return this.pages.cursor;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<R, undefined>> {
    return this.results.next();
  }

  /** Ends the walk early: `break` in a `for await` does. */
  return(): Promise<IteratorResult<R, undefined>> {
    return this.results.return(undefined);
  }
}

/** A walk from page to page: its position, and what it cost. */
export class PageWalk<R> {
  count = 0;
  scannedCount = 0;
  capacityUnits = 0;

  private readonly source: AsyncGenerator<RawPage, void, void>;
  /** Where the current page began. */
  private start: Item | undefined;
  private page: RawPage | undefined;
  /** The results made so far, of the first items of the page. */
  private results: (R | undefined)[] = [];
  /** The next item of the page. */
  private position = 0;

  constructor(
    private readonly plan: ReadPlan,
    private readonly target: Target,
    private readonly options: LoadOptions,
  ) {
    this.start = plan.startKey;
    this.source = pagesOf(plan, target, () => this.remaining);
  }

  get isFull(): boolean {
    return this.remaining === 0;
  }

  get cursor(): string | undefined {
    const last = this.lastRead;
    return last && this.plan.segments === 1 ? this.plan.cursors.after(last) : undefined;
  }

  /** Result by result. Run it to its end, or call `return()`. */
  async *each(): AsyncGenerator<R, undefined, void> {
    try {
      while (!this.isFull) {
        const result = this.take();
        if (result !== undefined) yield result;
        else if (!(await this.advance())) break;
      }
    } finally {
      await this.end();
    }
    return undefined;
  }

  /** The results that are there, as far as the limit goes. */
  takeAll(): R[] {
    const results: R[] = [];
    while (!this.isFull) {
      const result = this.take();
      if (result === undefined) break;
      results.push(result);
    }
    return results;
  }

  /** Reads a page, which may be empty; false when there are no more pages. */
  async advance(): Promise<boolean> {
    try {
      if ((!this.page || this.position === this.page.items.length) && !(await this.nextPage())) return false;
      const portion = this.nextPortion(this.page!);
      this.add(portion instanceof Promise ? await portion : portion);
      return true;
    } catch (error) {
      this.operation?.end(error);
      throw error;
    }
  }

  /** Ends what is under way. */
  async end(): Promise<void> {
    await this.source.return();
    this.operation?.end();
  }

  private get operation() {
    return this.target.tracking?.operation;
  }

  /** The item, or the end of a page, that the walk is behind. */
  private get lastRead(): Item | undefined {
    const { page, position } = this;
    if (!page) return this.start;
    // After the last item, resume at the page's own end: items that the filter removed are not read again.
    if (position === page.items.length) return page.lastKey;
    return position === 0 ? this.start : page.items.item(position - 1);
  }

  private get remaining(): number | undefined {
    return this.plan.limit === undefined ? undefined : this.plan.limit - this.count;
  }

  private async nextPage(): Promise<boolean> {
    // Release the last page before the next one arrives: memory holds one page, not two.
    if (this.page) this.start = this.page.lastKey;
    this.page = undefined;
    this.results = [];
    this.position = 0;
    const { value: page, done } = await this.source.next();
    if (done || !page) {
      this.operation?.end();
      return false;
    }
    this.scannedCount += page.scannedCount;
    this.capacityUnits += page.capacity?.CapacityUnits ?? 0;
    this.page = page;
    return true;
  }

  /** Makes no more results than are wanted: reading a record may cost capacity, and runs hooks. */
  private nextPortion({ items }: RawPage): Loaded<Portion<R>> {
    const { plan, target, options, position } = this;
    const size = Math.min(this.remaining ?? items.length, portionOf(plan.results) ?? items.length);
    return resultsOf<R>(plan.results, target, items.slice(position, position + size), options);
  }

  private add({ results, capacityUnits }: Portion<R>): void {
    for (const result of results) this.results.push(result);
    this.capacityUnits += capacityUnits;
    this.skipGone();
  }

  private take(): R | undefined {
    if (this.position === this.results.length) return undefined;
    const result = this.results[this.position];
    this.position++;
    this.count++;
    this.skipGone();
    return result;
  }

  private skipGone(): void {
    while (this.position < this.results.length && this.results[this.position] === undefined) this.position++;
  }
}
