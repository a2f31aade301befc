import { type AttributeValue, type Item, typeOf } from '../../../wire/attribute-value';
import type { Database } from '../../database/database';
import type { Compared, Condition } from '../../expressions/bound';
import { pathsInCondition } from '../../expressions/paths';
import { type Projection, projectionOf } from '../../expressions/projection';
import { invalid, validationError } from '../../protocol/service-error';
import { MAX_PAGE_BYTES, type Page, readPage } from '../../reading/page';
import { checkFilterCarried, checkProjectionCarried, needsLookUp } from '../../reading/selection';
import { positionIn, type Source, sourceOf } from '../../reading/source';
import { after } from '../../storage/key-encoding';
import { checkNotEmpty } from '../../storage/keys';
import type { Range } from '../../storage/ordered-map';
import { checkScalarKeys, type Table } from '../../tables/table';
import type { Select } from '../compile/compile';
import { rowOf } from '../compile/projections';
import { keyRanges } from './key-ranges';
import { fingerprint, type Resume, readToken, writeToken } from './next-token';
import { checkOrderBy, orderOf } from './order-by';

/** How to read. */
export interface SelectOptions {
  readonly isConsistent: boolean;
  readonly limit: number | undefined;
  readonly nextToken: string | undefined;
}

/** The result of reading, for the response and its capacity. */
export interface SelectResult {
  readonly source: Source;
  readonly rows: readonly Item[];
  readonly read: Pick<Page, 'bytes' | 'lookedUp'>;
  readonly nextToken: string | undefined;
}

/** Reads one page of what a statement selects. Throws `ServiceError`. */
export function runSelect(database: Database, select: Select, options: SelectOptions): SelectResult {
  const source = selectSource(database.table(select.tableName), select, options.isConsistent);
  const projection = select.columns && projectionOf(select.columns.map(({ path }) => path));
  checkPaths(source, select, projection);
  checkOrderBy(source, select);
  const ranges = keyRanges(source, select.where, orderOf(source, select));
  checkFilterValues(source, select.where);
  if (ranges && select.where) checkFilterCarried(source, select.where);

  const print = fingerprint(select);
  const resume = options.nextToken === undefined ? undefined : readToken(options.nextToken, print, source);
  const page = readRanges(source, ranges ?? [{}], resume, {
    filter: select.where,
    limit: options.limit,
    lookUp: needsLookUp({}, source, projection),
  });
  return {
    source,
    rows: page.items.map(item => rowOf(item, select.columns)),
    read: page,
    nextToken: page.resume && writeToken(page.resume, print),
  };
}

/** The table or index that a statement reads. */
function selectSource(table: Table, { indexName }: Select, isConsistent: boolean): Source {
  const index = indexName === undefined ? undefined : table.items.indexes.get(indexName);
  if (indexName !== undefined && !index) throw validationError('The table does not have the specified index');
  if (isConsistent && index?.definition.isGlobal) {
    throw validationError('Strongly consistent read is not supported on Global Secondary Indexes');
  }
  const source = sourceOf(table, indexName, isConsistent);
  if (source.keys.partition.length === 1 && source.keys.sort.length <= 1) return source;
  throw validationError(
    'PartiQL statements cannot be executed on tables with composite HASH keys or composite RANGE keys.',
  );
}

function checkPaths(source: Source, { where }: Select, projection: Projection | undefined): void {
  const filtered = where ? pathsInCondition(where) : [];
  checkScalarKeys([...filtered, ...(projection?.paths ?? [])], source.table);
  if (projection) checkProjectionCarried(source, projection);
}

/** Key attributes can only be compared with values of their type, even if the comparison does not decide what is read. */
function checkFilterValues({ keys, table }: Source, where: Condition | undefined): void {
  const attributes = new Map([...table.keys.all, ...keys.all].map(attribute => [attribute.name, attribute]));
  for (const [name, value] of where ? comparisonsIn(where) : []) {
    const attribute = attributes.get(name);
    if (!attribute) continue;
    if (attribute.type === typeOf(value)) checkNotEmpty(value, attribute);
    else {
      throw invalid('Condition parameter type does not match schema type');
    }
  }
}

/** Each attribute that a condition compares, and each value that it compares it with. */
function comparisonsIn(condition: Condition): [string, AttributeValue][] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...comparisonsIn(condition.left), ...comparisonsIn(condition.right)];
    case 'not':
      return comparisonsIn(condition.condition);
    case 'compare': {
      const compared = [condition.left, condition.right];
      const inner = compared.flatMap(each => (each.kind === 'outcome' ? comparisonsIn(each.condition) : []));
      return [...inner, ...pairs(compared)];
    }
    case 'between':
      return pairs([condition.operand, condition.lower, condition.upper]);
    case 'in':
      return pairs([condition.operand, ...condition.candidates]);
    case 'beginsWith':
    case 'contains':
      return pairs([condition.operand, condition.sought]);
    default:
      return [];
  }
}

function pairs(operands: readonly Compared[]): [string, AttributeValue][] {
  const names = operands.flatMap(({ kind, ...operand }) =>
    kind === 'path' && 'path' in operand && operand.path.length === 1 ? [String(operand.path[0])] : [],
  );
  const values = operands.flatMap(operand => (operand.kind === 'value' ? [operand.value] : []));
  return names.flatMap(name => values.map((value): [string, AttributeValue] => [name, value]));
}

interface RangesPage {
  readonly items: readonly Item[];
  readonly bytes: number;
  readonly lookedUp: readonly number[];
  readonly resume: Resume | undefined;
}

/** Reads one range after the other, up to the limit or just over 1 MB. */
function readRanges(
  source: Source,
  ranges: readonly Range[],
  resume: Resume | undefined,
  { limit = Number.POSITIVE_INFINITY, ...options }: Omit<Parameters<typeof readPage>[1], 'range'>,
): RangesPage {
  const items: Item[] = [];
  const lookedUp: number[] = [];
  let bytes = 0;
  let scanned = 0;
  for (let at = resume?.range ?? 0; at < ranges.length; at++) {
    const start = at === resume?.range ? resume.key : undefined;
    const range = startingAfter(source, ranges[at] as Range, start);
    const page = readPage(source, { ...options, range, limit: limit - scanned, maxBytes: MAX_PAGE_BYTES - bytes });
    items.push(...page.items.map(({ attributes }) => attributes));
    lookedUp.push(...page.lookedUp);
    bytes += page.bytes;
    scanned += page.scanned;
    if (page.lastKey) return { items, bytes, lookedUp, resume: { range: at, key: page.lastKey } };
  }
  return { items, bytes, lookedUp, resume: undefined };
}

function startingAfter(source: Source, range: Range, key: Item | undefined): Range {
  if (!key) return range;
  const position = positionIn(source, key);
  return range.reverse ? { ...range, to: position } : { ...range, from: after(position) };
}
