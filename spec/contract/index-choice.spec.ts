import {
  ActiveRecord,
  Attribute,
  type EntityClass,
  Index,
  PartitionKey,
  SortKey,
  Table,
  tableDefinition,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, useTables } from './harness';

@Index('byStatus', { partitionKey: 'status' })
@Index('byOwner', { partitionKey: 'owner', sortKey: 'dueAt' })
@Index('byOwnerPriority', { partitionKey: 'owner', sortKey: 'priority' })
@Index('byProjectTitle', { type: 'local', sortKey: 'title' })
@Index('byPlace', {
  partitionKey: ['country', 'state', 'city', 'district'],
  sortKey: ['year', 'month', 'day', 'title'],
})
@Index('byCountry', { partitionKey: 'country', sortKey: ['year', 'day'] })
@Table(uniqueTable('index-tasks'))
class Task extends ActiveRecord {
  @PartitionKey() project!: string;
  @SortKey() id!: string;
  @Attribute() status?: string;
  @Attribute() owner?: string;
  @Attribute({ type: Date, name: 'due_at' }) dueAt?: Date;
  @Attribute({ type: Number }) priority?: number;
  @Attribute() title?: string;
  @Attribute() country?: string;
  @Attribute() state?: string;
  @Attribute() city?: string;
  @Attribute({ type: Number, name: 'quarter' }) district?: number;
  @Attribute({ type: Number }) year?: number;
  @Attribute({ type: Number }) month?: number;
  @Attribute({ type: Number }) day?: number;
}

@Table('no-indexes')
class Bare extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() status?: string;
}

const used = (query: { toRequest(): { IndexName?: string } }) => query.toRequest().IndexName;
const keyOf = (query: { toRequest(): { KeyConditionExpression?: string } }) =>
  inFull(query.toRequest()).KeyConditionExpression;
const place = { country: 'IT', state: 'Lazio', city: 'Rome', district: 3 };

describe('The index of a query', () => {
  it('is not used if the key is that of the table', () => {
    expect(used(Task.query({ project: 'p' }))).toBeUndefined();
    expect(used(Task.query({ project: 'p', id: '1' }))).toBeUndefined();
  });

  it('is the one whose key was given', () => {
    expect(used(Task.query({ status: 'open' }))).toBe('byStatus');
    expect(used(Task.query({ owner: 'jo', priority: 1 }))).toBe('byOwnerPriority');
    expect(used(Task.query({ owner: 'jo', dueAt: new Date(0) }))).toBe('byOwner');
    expect(used(Task.query({ project: 'p', title: 'x' }))).toBe('byProjectTitle');
    expect(used(Task.query(place))).toBe('byPlace');
  });

  it('is the one whose sort key where() names', () => {
    expect(used(Task.query({ owner: 'jo' }).where(t => t.priority.gt(1)))).toBe('byOwnerPriority');
    expect(used(Task.query({ owner: 'jo' }).where(t => t.dueAt.lt(new Date(0))))).toBe('byOwner');
  });

  it('is the one that was named', () => {
    expect(used(Task.query({ owner: 'jo' }).index('byOwner'))).toBe('byOwner');
    expect(used(Task.query({ project: 'p' }).index('byProjectTitle'))).toBe('byProjectTitle');
    expect(used(Task.query({ owner: 'jo' }).index('byOwner').index('byOwnerPriority'))).toBe('byOwnerPriority');
  });

  it.each([
    [
      'two indexes that fit',
      Task.query({ owner: 'jo' }),
      'Task: { owner } is the key of more than one index: choose with .index(name) among ' +
        'index "byOwner" { owner } sorted by dueAt; index "byOwnerPriority" { owner } sorted by priority',
    ],
    [
      'no index that fits, with all there are',
      Task.query({ title: 'x' }),
      'Task: { title } is the key of neither the table nor an index: there are the table { project } sorted by id; ' +
        'index "byStatus" { status }; index "byOwner" { owner } sorted by dueAt; ' +
        'index "byOwnerPriority" { owner } sorted by priority; index "byProjectTitle" { project } sorted by title; ' +
        'index "byPlace" { country, state, city, district } sorted by year, month, day, title; ' +
        'index "byCountry" { country } sorted by year, day',
    ],
    [
      'a class without indexes',
      Bare.query({ status: 'x' }),
      'Bare: { status } is the key of neither the table nor an index: there are the table { id }',
    ],
    [
      'an index that the class does not have',
      Task.query({ owner: 'jo' }).index('byNothing'),
      /^Task has no index "byNothing": it has "byStatus", "byOwner", /,
    ],
    [
      'an index of a class without any',
      Bare.query({ id: 'x' }).index('byStatus'),
      'Bare has no index "byStatus": declare it with @Index',
    ],
    [
      'an index that the key is not of',
      Task.query({ project: 'p' }).index('byStatus'),
      'Task: the key { project } is not that of index "byStatus" { status }',
    ],
    [
      'an attribute beyond the whole key',
      Task.query({ project: 'p', id: '1', status: 'x' }),
      /^Task: \{ project, id, status \} is the key of neither/,
    ],
    ['a key with a gap', Task.query({ country: 'IT', day: 5 }), /^Task: \{ country, day \} is the key of neither/],
    [
      'a part of a partition key',
      Task.query({ country: 'IT', state: 'Lazio' }),
      /^Task: \{ country, state \} is the key of neither/,
    ],
  ])('is an error that helps: %s', async (_, query, message) => {
    const error = await failure(query.all(), ValidationError);
    expect(error.message).toMatch(message instanceof RegExp ? message : exactly(message));
  });
});

describe('A key of several attributes', () => {
  const inRome = "country = 'IT' AND state = 'Lazio' AND city = 'Rome' AND quarter = 3";

  it('is equality on the whole partition key, and on the sort key from the left', () => {
    expect(keyOf(Task.query({ ...place, year: 2026 }))).toBe(`${inRome} AND year = 2026`);
    expect(keyOf(Task.query(place))).toBe(inRome);
  });

  it('takes conditions on the sort key in any order and nesting, and sends them from the left', () => {
    const ways = [
      Task.query(place).where(t => t.year.eq(2026).and(t.month.eq(4)).and(t.day.gte(10))),
      Task.query(place).where(t => t.day.gte(10).and(t.year.eq(2026), t.month.eq(4))),
      Task.query(place)
        .where(t => t.year.eq(2026))
        .where(t => t.month.eq(4).and(t.day.gte(10))),
    ];
    for (const way of ways) expect(keyOf(way)).toBe(`${inRome} AND year = 2026 AND month = 4 AND day >= 10`);
    expect(keyOf(Task.query({ ...place, year: 2026 }).where(t => t.month.between(4, 6)))).toBe(
      `${inRome} AND year = 2026 AND month BETWEEN 4 AND 6`,
    );
  });

  it.each([
    ['a gap', Task.query(place).where(t => t.month.eq(4)), /cannot have a condition on "month" here: .* from the left/],
    [
      'a range before the last part',
      Task.query(place).where(t => t.year.gt(2026).and(t.month.eq(4))),
      /only the last part of the sort key, "month", may have a range/,
    ],
    [
      'a part that was given',
      Task.query({ ...place, year: 2026 }).where(t => t.year.eq(2026)),
      /cannot have a condition on "year" here/,
    ],
  ])('refuses %s', async (_, query, message) => {
    expect((await failure(query.all(), ValidationError)).message).toMatch(message);
  });
});

describeEachBackend('Indexes', backend => {
  const db = useTables(backend, Task);
  const all = (type: EntityClass) => tableDefinition(type).GlobalSecondaryIndexes!.map(({ IndexName }) => IndexName);

  beforeAll(async () => {
    for (let i = 0; i < 12; i++) {
      await Task.build({
        project: `p${i % 2}`,
        id: `t${String(i).padStart(2, '0')}`,
        status: i % 3 === 0 ? 'open' : undefined,
        owner: 'jo',
        dueAt: new Date(Date.UTC(2026, 0, 28 - i)),
        priority: i % 4,
        title: `title ${9 - (i % 10)}`,
        ...place,
        district: 3,
        year: 2026,
        month: 1 + (i % 2),
        day: 12 - i,
      }).save();
    }
  });

  const ids = async (query: { all(): Promise<Task[]> }) => (await query.all()).map(({ id }) => id);

  it('hold the items that have their keys', async () => {
    expect(all(Task)).toHaveLength(5);
    expect((await ids(Task.query({ status: 'open' }))).sort()).toEqual(['t00', 't03', 't06', 't09']);
  });

  it('sort by their own keys', async () => {
    expect(await ids(Task.query({ owner: 'jo' }).index('byOwner').limit(3))).toEqual(['t11', 't10', 't09']);
    expect(await ids(Task.query({ owner: 'jo' }).where(t => t.dueAt.gt(new Date(Date.UTC(2026, 0, 26)))))).toEqual([
      't01',
      't00',
    ]);
    expect(
      await ids(
        Task.query({ project: 'p1' })
          .index('byProjectTitle')
          .where(t => t.title.lt('title 5')),
      ),
    ).toEqual(['t09', 't07', 't05']);
    expect((await ids(Task.query({ owner: 'jo', priority: 3 }))).sort()).toEqual(['t03', 't07', 't11']);
  });

  it('of several attributes sort by one after the other', async () => {
    const january = ['t10', 't08', 't06', 't04', 't02', 't00'];
    expect(await ids(Task.query(place))).toEqual([...january, 't11', 't09', 't07', 't05', 't03', 't01']);
    expect(await ids(Task.query({ ...place, year: 2026, month: 1 }).desc())).toEqual([...january].reverse());
    expect(await ids(Task.query({ ...place, year: 2026 }).where(t => t.month.eq(1).and(t.day.between(4, 8))))).toEqual([
      't08',
      't06',
      't04',
    ]);
    expect(await ids(Task.query(place).where(t => t.year.lt(2026)))).toEqual([]);
    expect(await ids(Task.query({ ...place, district: 4 }))).toEqual([]);
  });

  it('of several attributes are paged through', async () => {
    for (const pageSize of [1, 5]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await Task.query(place).pageSize(pageSize).limit(3).desc().page({ cursor });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor);
      expect(seen).toEqual(['t01', 't03', 't05', 't07', 't09', 't11', 't00', 't02', 't04', 't06', 't08', 't10']);
    }
  });

  it('follow a record as it changes', async () => {
    const task = await Task.getOrFail({ project: 'p1', id: 't01' });
    await task.update({ status: 'moved' });
    expect(await ids(Task.query({ status: 'moved' }))).toEqual(['t01']);
    await task.update({ status: undefined });
    expect(await ids(Task.query({ status: 'moved' }))).toEqual([]);
  });

  it('can be scanned by name', async () => {
    expect(await Task.scan().index('byStatus').count()).toBe(4);
    expect(db.sent.at(-1)!.input).toMatchObject({ IndexName: 'byStatus' });
    expect((await failure(Task.scan().index('byNothing').all(), ValidationError)).message).toMatch(
      /^Task has no index "byNothing"/,
    );
  });
});

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[{}().|]/g, '\\$&')}$`);
}
