import {
  ActiveRecord,
  Attribute,
  and,
  batchWrite,
  Index,
  PartitionKey,
  type Query,
  type Scan,
  SortKey,
  Table,
} from 'dynact';
import fc from 'fast-check';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { useTables } from './harness';

@Index('byScore', { partitionKey: 'group', sortKey: 'score' })
@Index('byName', { partitionKey: 'group', sortKey: 'name', projection: ['flag', 'score'] })
@Index('byBoth', { partitionKey: ['group', 'flag'], sortKey: ['score', 'name'] })
@Index('byAge', { type: 'local', sortKey: 'age' })
@Table(uniqueTable('property-players'))
class Player extends ActiveRecord {
  @PartitionKey() team!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute() group!: string;
  @Attribute() flag!: string;
  @Attribute({ type: Number }) score?: number;
  @Attribute() name?: string;
  @Attribute({ type: Number }) age?: number;
}

type Row = Pick<Player, 'number' | 'flag' | 'score' | 'name' | 'age'>;
type Sortable = number | string;

const scores = fc.constantFrom(-1e10, -2.5, -1, 0, 0.5, 1, 2, 10, 1e20);
const names = fc.constantFrom('a', 'B', 'b', 'ba', 'bb', 'é', 'z', '\u{1F600}', '\uFFFD');
const flags = fc.constantFrom('on', 'off');

const rows = fc.uniqueArray(
  fc.record(
    { number: fc.integer({ min: -20, max: 20 }), flag: flags, score: scores, name: names, age: scores },
    { requiredKeys: ['number', 'flag'] },
  ),
  { selector: ({ number }) => number, maxLength: 16 },
);

/** A way to some of the rows: as a query, and as what a model finds with it. */
interface Path {
  readonly sortKeys: readonly ('number' | 'score' | 'name' | 'age')[];
  readonly flag?: 'on' | 'off';
  query(team: string): Query<Player>;
}

const paths = fc.oneof(
  fc.constant<Path>({ sortKeys: ['number'], query: team => Player.query({ team }) }),
  fc.constant<Path>({ sortKeys: ['age'], query: team => Player.query({ team }).index('byAge') }),
  fc.constant<Path>({ sortKeys: ['score'], query: team => Player.query({ group: team }).index('byScore') }),
  fc.constant<Path>({ sortKeys: ['name'], query: team => Player.query({ group: team }).index('byName').fromTable() }),
  flags.map<Path>(flag => ({
    sortKeys: ['score', 'name'],
    flag: flag as 'on' | 'off',
    query: team => Player.query({ group: team, flag }),
  })),
);

const choices = fc.record({
  rows,
  path: paths,
  range: fc.option(
    fc.record({
      operator: fc.constantFrom('eq', 'lt', 'lte', 'gt', 'gte', 'between', 'beginsWith'),
      low: fc.nat(8),
      high: fc.nat(8),
    }),
  ),
  isFiltered: fc.boolean(),
  isDescending: fc.boolean(),
  limit: fc.integer({ min: 1, max: 12 }),
  pageSize: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
  position: fc.nat(16),
});

const VALUES = { number: [-18, -9, -3, -1, 0, 1, 4, 9, 18], score: [-1e10, -2.5, -1, 0, 0.5, 1, 2, 10, 1e20] };
const NAMES = ['a', 'B', 'b', 'ba', 'bb', 'é', 'z', '\u{1F600}', '\uFFFD'];

const valueAt = (key: string, i: number): Sortable =>
  key === 'name' ? NAMES[i]! : key === 'number' ? VALUES.number[i]! : VALUES.score[i]!;

/** As DynamoDB sorts: numbers by value, texts by their bytes. */
function compare(a: Sortable, b: Sortable): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

interface Range {
  operator: string;
  low: number;
  high: number;
}

function within(key: string, value: Sortable, { operator, low, high }: Range): boolean {
  const order = compare(value, valueAt(key, low));
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'between':
      return order >= 0 && compare(value, valueAt(key, high)) <= 0;
    default:
      return String(value).startsWith(String(valueAt(key, low)));
  }
}

/** A range that DynamoDB takes: bounds in order, prefixes of texts. */
function valid(key: string, range: Range): Range {
  if (range.operator === 'beginsWith' && key !== 'name') return { ...range, operator: 'gte' };
  const [low, high] = [range.low, range.high].sort((a, b) => compare(valueAt(key, a), valueAt(key, b)));
  return { ...range, low: low!, high: high! };
}

function restricted(query: Query<Player>, key: string, { operator, low, high }: Range): Query<Player> {
  return query.where(player => {
    const attribute = (player as unknown as Record<string, Record<string, (...values: Sortable[]) => never>>)[key]!;
    return attribute[operator]!(valueAt(key, low), ...(operator === 'between' ? [valueAt(key, high)] : []));
  });
}

const numbers = (players: readonly Row[]) => players.map(({ number }) => number);

async function paged(query: Query<Player> | Scan<Player>): Promise<number[]> {
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await query.page({ cursor });
    seen.push(...numbers(page.items));
    cursor = page.cursor;
  } while (cursor);
  return seen;
}

/** Breaks off after some results, and goes on from there. */
async function resumed(query: Query<Player>, position: number): Promise<number[]> {
  const seen: number[] = [];
  const walk = query.iterate();
  for await (const { number } of walk) {
    seen.push(number);
    if (seen.length > position) break;
  }
  if (walk.cursor) for await (const { number } of query.startFrom(walk.cursor)) seen.push(number);
  return seen;
}

describeEachBackend('Any query of any data', backend => {
  useTables(backend, Player);
  let runs = 0;

  const store = async (players: readonly Row[]): Promise<string> => {
    const team = `team${++runs}`;
    await batchWrite(players.map(row => Player.build({ ...row, team, group: team })));
    return team;
  };

  it('finds the same as a plain array, in its order, however it is paged', async () => {
    await fc.assert(
      fc.asyncProperty(choices, async ({ rows, path, range, isFiltered, isDescending, limit, pageSize, position }) => {
        const team = await store(rows);
        const [key] = path.sortKeys;
        const bounds = range && valid(key!, range);
        const isPart = (row: Row) =>
          path.sortKeys.every(name => row[name] !== undefined) &&
          (!path.flag || row.flag === path.flag) &&
          (!bounds || within(key!, row[key!]!, bounds));
        const order = (a: Row, b: Row) =>
          path.sortKeys.map(name => compare(a[name]!, b[name]!)).find(result => result !== 0) ?? 0;
        const model = rows.filter(isPart).sort(order);
        if (isDescending) model.reverse();
        const isMatch = ({ score = 0 }: Row) => !isFiltered || score > 0;

        let all = path.query(team);
        if (bounds) all = restricted(all, key!, bounds);
        if (isDescending) all = all.desc();
        const found = await all.all();

        // Items with the same sort key are in an order of DynamoDB's own: the model says only which they are.
        expect(found.map(player => path.sortKeys.map(name => player[name]))).toEqual(
          model.map(row => path.sortKeys.map(name => row[name])),
        );
        expect(numbers(found).sort()).toEqual(numbers(model).sort());
        expect(found.map(({ number, flag, score, name, age }) => ({ number, flag, score, name, age }))).toEqual(
          found.map(({ number }) => ({
            score: undefined,
            name: undefined,
            age: undefined,
            ...rows.find(row => row.number === number),
          })),
        );

        const expected = numbers(found.filter(isMatch));
        const canFilter = isFiltered && !path.sortKeys.includes('score');
        if (isFiltered && !canFilter) return;
        const some = canFilter ? all.filter(player => player.score.gt(0)) : all;
        const sized = pageSize ? some.pageSize(pageSize) : some;
        expect(numbers(await sized.all())).toEqual(expected);
        expect(numbers(await sized.limit(limit).all())).toEqual(expected.slice(0, limit));
        expect(await sized.count()).toBe(expected.length);
        expect((await sized.first())?.number).toBe(expected[0]);
        expect(await paged(sized.limit(limit))).toEqual(expected);
        expect(await paged(sized)).toEqual(expected);
        expect(await resumed(sized, position)).toEqual(expected);
      }),
      { numRuns: backend.name === 'embedded' ? 150 : 10 },
    );
  }, 240_000);

  it('finds all of a scan, whole, in segments and by cursor', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        async (players, limit, segments) => {
          const team = await store(players);
          const scan = Player.scan().filter(player => and(player.team.eq(team), player.flag.eq('on')));
          const expected = numbers(players.filter(({ flag }) => flag === 'on')).sort();
          expect(numbers(await scan.all()).sort()).toEqual(expected);
          expect(
            numbers(
              await scan
                .parallel(segments)
                .pageSize(limit * 20)
                .all(),
            ).sort(),
          ).toEqual(expected);
          expect((await paged(scan.limit(limit))).sort()).toEqual(expected);
          expect(await scan.parallel(segments).count()).toBe(expected.length);
        },
      ),
      { numRuns: backend.name === 'embedded' ? 20 : 5 },
    );
  }, 240_000);
});
