import type { Item } from '../../../lib/wire/attribute-value';
import { sortedItems } from './ordered';
import type { Answer, RawBackend } from './raw-backend';
import type { Request } from './requests/request';

const MAX_PAGES = 100;

interface Page {
  readonly Items?: readonly Item[];
  readonly Count?: number;
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: Item;
  readonly NextToken?: string;
  readonly ConsumedCapacity?: object;
}

/**
 * Asks for every page of a Query, Scan or SELECT, and for every segment of a Scan, as the two lay their items out in
 * other orders: what is compared is all of the pages together. A Query of a table keeps the order of its items.
 */
export async function walk(backend: RawBackend, request: Request): Promise<Answer> {
  const pages: Page[] = [];
  for (const input of segmentsOf(request.input)) {
    for (let next: object | undefined = input; next; ) {
      const answer = await backend(request.operation, next);
      if (answer.status !== 200) return answer;
      if (pages.length === MAX_PAGES) throw new Error(`Does not end: ${JSON.stringify(request)}`);
      const page: Page = answer.body;
      pages.push(page);
      next = inputOfNext(input, page);
    }
  }
  return { status: 200, body: together(pages, request) };
}

function together(pages: readonly Page[], { operation, input }: Request): Record<string, unknown> {
  const items = pages.flatMap(({ Items = [] }) => Items);
  const isOrdered = operation === 'Query' && input.IndexName === undefined;
  const sum = (member: 'Count' | 'ScannedCount') => pages.reduce((total, page) => total + (page[member] ?? 0), 0);
  return {
    Items: isOrdered ? items : sortedItems(items),
    Count: sum('Count'),
    ScannedCount: sum('ScannedCount'),
    LastEvaluatedKeys: isOrdered ? pages.map(({ LastEvaluatedKey }) => LastEvaluatedKey) : undefined,
    ConsumedCapacity: pages.length === 1 ? pages[0]?.ConsumedCapacity : undefined,
  };
}

function inputOfNext(input: object, { LastEvaluatedKey, NextToken }: Page): object | undefined {
  if (LastEvaluatedKey) return { ...input, ExclusiveStartKey: LastEvaluatedKey };
  return NextToken ? { ...input, NextToken } : undefined;
}

/** The same Scan of every segment, when it asks for the first of some. */
function segmentsOf(input: Request['input']): readonly Request['input'][] {
  const { Segment, TotalSegments } = input;
  if (Segment !== 0 || typeof TotalSegments !== 'number' || TotalSegments < 1) return [input];
  return Array.from({ length: TotalSegments }, (_, at) => ({ ...input, Segment: at }));
}
