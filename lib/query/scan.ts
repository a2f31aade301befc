import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { anySignal } from '../client/any-signal';
import { refuseScan } from '../client/configuration';
import { endedBy } from '../client/target';
import { ValidationError } from '../errors/usage-errors';
import type { ConditionNode } from '../expressions/nodes';
import type { AttributeName, Values } from '../metadata/entity-class';
import { COUNTER_KEY, type EntityMetadata } from '../metadata/entity-metadata';
import { type ScanOperation, scanInput } from '../operations/read';
import { indexNamed } from './access-path';
import type { ReadingContext } from './context';
import { cursorsOf } from './cursor';
import { inOrder, inParallel, scanPages } from './page-source';
import { both, limitOf, type Page, Reading, type ReadingChoices, type ReadingPlan } from './reading';
import { planResults } from './results';

/** DynamoDB's limit. */
const MAX_SEGMENTS = 1_000_000;

interface ScanChoices extends ReadingChoices {
  readonly segments?: number;
}

/**
 * All items of a table, or of an index, in no order. Reads, and bills, everything that is there. Immutable, as a query is.
 *
 * @example
 * for await (const order of Order.scan().filter(o => o.total.gt(100)).parallel(8)) { ... }
 * // Scan { Segment: 0, TotalSegments: 8, FilterExpression: '#0 > :0', ... }, and 7 more at the same time
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
 */
export class Scan<T extends object, R = T> extends Reading<T, R> {
  /** @internal */
  constructor(
    context: ReadingContext,
    protected override readonly choices: ScanChoices = { mode: { kind: 'records' } },
  ) {
    super(context, choices);
  }

  /** Through this index: only the items that it holds. */
  index(name: string): this {
    return this.with({ indexName: name });
  }

  /** So many segments at once, with no more than one page of each in memory. Results come as they are found; there is no cursor. */
  parallel(segments: number): this {
    if (!Number.isInteger(segments) || segments < 1 || segments > MAX_SEGMENTS) {
      throw new ValidationError(
        `${this.context.metadata.className}: parallel() takes a whole number from 1 to ${MAX_SEGMENTS}, got ${segments}`,
      );
    }
    return this.with({ segments });
  }

  /** Only these attributes, as plain objects: less to transfer, the same capacity. */
  select<K extends AttributeName<T>>(...properties: K[]): Scan<T, Pick<T, K>> {
    return this.with({ mode: { kind: 'select', properties } }) as unknown as Scan<T, Pick<T, K>>;
  }

  /** What the index holds, as plain objects. */
  partial(): Scan<T, Values<T>> {
    return this.with({ mode: { kind: 'partial' } }) as unknown as Scan<T, Values<T>>;
  }

  /** Whole records though the index holds less: read from the table by their keys, at the cost of those reads. */
  fetch(): Scan<T, T> {
    return this.with({ mode: { kind: 'fetch' } }) as unknown as Scan<T, T>;
  }

  /** As of a query; not of a parallel scan, which no cursor can resume: there it is a ValidationError. */
  override async page(options: { cursor?: string | undefined } = {}): Promise<Page<R>> {
    if ((this.choices.segments ?? 1) > 1) {
      throw new ValidationError(
        `${this.context.metadata.className}: a parallel scan has no cursor to go on with, so use pages() or for await instead of page()`,
      );
    }
    return super.page(options);
  }

  override toRequest(): ScanCommandInput {
    const { operation, plan } = this.prepare('items');
    const { segments = 1, limit, pageSize } = this.choices;
    const { startKey } = plan;
    return segments > 1
      ? scanInput({ ...operation, segment: { index: 0, of: segments }, limit: pageSize })
      : scanInput({ ...operation, startKey, limit: this.scanLimit(limit) });
  }

  protected override with(choices: Partial<ScanChoices>): this {
    return new Scan<T, R>(this.context, { ...this.choices, ...choices }) as this;
  }

  protected override plan(what: 'items' | 'count'): ReadingPlan {
    refuseScan(this.context.metadata.className);
    return this.prepare(what).plan;
  }

  private prepare(what: 'items' | 'count'): { operation: ScanOperation; plan: ReadingPlan } {
    const { metadata, target } = this.context;
    const { indexName, segments = 1, pageSize, cursor } = this.choices;
    const index = indexName === undefined ? undefined : indexNamed(metadata, indexName);
    const results = planResults(metadata, index, this.choices.mode, what);
    const operation: ScanOperation = {
      tableName: metadata.tableName,
      indexName,
      filter: both(counterFilter(metadata), this.filterOn(index)),
      select: results.select,
      consistentRead: this.isConsistent(index),
    };
    if (segments > 1 && cursor !== undefined) {
      throw new ValidationError(`${metadata.className}: a parallel scan has no order, so no cursor can resume it`);
    }
    const cursors = cursorsOf(metadata, index, ['scan']);
    return {
      operation,
      plan: {
        startKey: cursors.keyOf(cursor),
        results,
        cursorAfter: segments > 1 ? () => undefined : cursors.after,
        pages: (startKey, remaining) =>
          segments > 1
            ? inParallel(this.segmentPages(operation, segments), pageSize)
            : inOrder(scanPages(target(), operation), startKey, () => this.scanLimit(remaining())),
      },
    };
  }

  /** One more than is wanted, where the counter may be among them. */
  private scanLimit(remaining: number | undefined): number | undefined {
    const hidden = this.context.metadata.autoIncrement ? 1 : 0;
    return limitOf(this.choices, remaining && remaining + hidden);
  }

  private segmentPages(operation: ScanOperation, of: number) {
    const target = this.context.target();
    return Array.from({ length: of }, (_, index) => (stop: AbortSignal) => {
      return scanPages(endedBy(target, anySignal(target.signal, stop)), { ...operation, segment: { index, of } });
    });
  }
}

/** The counter of an auto-increment class is in its table, and is no record. */
function counterFilter({ autoIncrement, partitionKey }: EntityMetadata): ConditionNode | undefined {
  if (!autoIncrement) return undefined;
  return {
    kind: 'comparison',
    comparator: '<>',
    left: { kind: 'path', path: [partitionKey.name] },
    right: { kind: 'value', value: { N: String(COUNTER_KEY) } },
  };
}
