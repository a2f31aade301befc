import { createHash } from 'node:crypto';
import {
  ActiveRecord,
  Attribute,
  ConfigurationError,
  configure,
  Index,
  PartitionKey,
  type Query,
  SortKey,
  Table,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { processorTime } from '../support/processor-time';
import { failure, useTables } from './harness';

@Index('byScore', { partitionKey: 'team', sortKey: 'score' })
@Index('byHash', { partitionKey: 'team', sortKey: 'hash', projection: ['odd'] })
@Index('byAge', { type: 'local', sortKey: 'age' })
@Table(uniqueTable('cursor-players'))
class Player extends ActiveRecord {
  @PartitionKey() league!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute() team = 'red';
  @Attribute() score = 0;
  @Attribute({ type: BigInt }) age?: bigint;
  @Attribute({ type: Uint8Array }) hash?: Uint8Array;
  @Attribute() odd = false;
}

@Table(uniqueTable('cursor-files'))
class File extends ActiveRecord {
  @PartitionKey({ type: Uint8Array }) hash!: Uint8Array;
  @SortKey({ type: Uint8Array }) block!: Uint8Array;
}

const PLAYERS = 9;

/** What a cursor's digest is made over besides its parts: what a forger could find out. */
function identityOf(query: () => Query<Player>, cursor: string): string {
  const { TableName } = query().toRequest();
  const [, digest, parts] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [1, string, unknown];
  const condition = {
    kind: 'and',
    parts: [
      {
        kind: 'comparison',
        comparator: '=',
        left: { kind: 'path', path: ['league'] },
        right: { kind: 'value', value: { S: 'a' } },
      },
      {
        kind: 'comparison',
        comparator: '>',
        left: { kind: 'path', path: ['number'] },
        right: { kind: 'value', value: { N: '-5' } },
      },
    ],
  };
  const identity = JSON.stringify([null, TableName, condition, false]);
  expect(digestOf(identity, parts)).toBe(digest);
  return identity;
}

const digestOf = (identity: string, parts: unknown) =>
  createHash('sha256').update(identity).update(JSON.stringify(parts)).digest('base64url').slice(0, 16);

const sealed = (identity: string, parts: unknown) =>
  Buffer.from(JSON.stringify([1, digestOf(identity, parts), parts])).toString('base64url');

const isOdd = (number: number) => (number + 4.5) % 2 === 1;

describeEachBackend('Cursors', backend => {
  const db = useTables(backend, Player, File);
  const isFast = backend.name === 'embedded';
  const league = () => Player.query({ league: 'a' });

  beforeAll(async () => {
    for (let i = 0; i < PLAYERS; i++) {
      await Player.build({
        league: 'a',
        number: i - 4.5,
        score: i % 3,
        age: BigInt(10) ** BigInt(i),
        hash: new Uint8Array([255 - (i >> 1), 0, i]),
        odd: i % 2 === 1,
      }).save();
      await File.build({ hash: new Uint8Array([0xff, 0xfe]), block: new Uint8Array([200 + i, 0]) }).save();
    }
  });

  const queries: [string, () => Query<Player, Pick<Player, 'number'>>][] = [
    ['the table', () => league()],
    ['the table, downwards', () => league().desc()],
    [
      'a range',
      () =>
        league()
          .where(p => p.number.gte(-3))
          .desc(),
    ],
    ['an index with equal sort keys', () => Player.query({ team: 'red' }).index('byScore')],
    ['an index, downwards', () => Player.query({ team: 'red' }).index('byScore').desc()],
    ['a range of an index', () => Player.query({ team: 'red' }).where(p => p.score.gt(0))],
    ['a local index', () => league().index('byAge').desc()],
    ['an index with binary keys, fetched', () => Player.query({ team: 'red' }).index('byHash').fromTable()],
    ['an index with binary keys, in part', () => Player.query({ team: 'red' }).index('byHash').projected() as never],
    ['a selection', () => league().select('number')],
  ];

  describe.each(queries)('of %s', (_, query) => {
    it.each([false, true])('resume after the last result, filtered: %s', async isFiltered => {
      const all = (await query().all()).map(({ number }) => number);
      const expected = isFiltered ? all.filter(isOdd) : all;
      const some = isFiltered ? query().filter(p => p.odd.eq(true)) : query();
      for (const limit of isFast ? [1, 2, 5] : [2]) {
        for (const pageSize of isFast ? [1, 3, 100] : [1, 3]) {
          const seen: number[] = [];
          let cursor: string | undefined;
          do {
            const page = await some.pageSize(pageSize).limit(limit).page({ cursor });
            if (page.cursor) expect(page.items).toHaveLength(limit);
            seen.push(...page.items.map(({ number }) => number));
            cursor = page.cursor;
          } while (cursor);
          expect([limit, pageSize, seen]).toEqual([limit, pageSize, expected]);
        }
      }
    });

    it('resume from every place of an iteration', async () => {
      const all = (await query().all()).map(({ number }) => number);
      for (const pageSize of isFast ? [1, 3, 100] : [3]) {
        const walk = query().pageSize(pageSize).iterate();
        for await (const _result of walk) {
          const rest = walk.cursor ? await query().startFrom(walk.cursor).all() : [];
          expect(rest.map(({ number }) => number)).toEqual(all.slice(walk.count));
        }
        expect(walk.cursor).toBeUndefined();
      }
    });
  });

  it('work for binary keys of the table, in queries and scans', async () => {
    const files = () => File.query({ hash: new Uint8Array([0xff, 0xfe]) });
    const blocks = async (cursor: string | undefined) => {
      const page = await files().limit(4).page({ cursor });
      return { first: page.items.map(({ block }) => block[0]!), cursor: page.cursor };
    };
    const a = await blocks(undefined);
    const b = await blocks(a.cursor);
    const c = await blocks(b.cursor);
    expect([...a.first, ...b.first, ...c.first]).toEqual(Array.from({ length: PLAYERS }, (_, i) => 200 + i));
    const scanned = await File.scan().limit(6).page();
    expect(await File.scan().startFrom(scanned.cursor).count()).toBe(PLAYERS - 6);
  });

  it('work for scans, of the table and of an index', async () => {
    for (const scan of [
      () => Player.scan(),
      () => Player.scan().index('byScore'),
      () => Player.scan().index('byAge'),
    ]) {
      const all = (await scan().all()).map(({ number }) => number);
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await scan()
          .filter(p => p.odd.eq(false))
          .pageSize(3)
          .limit(2)
          .page({ cursor });
        seen.push(...page.items.map(({ number }) => number));
        cursor = page.cursor;
      } while (cursor);
      expect(seen).toEqual(all.filter(number => !isOdd(number)));
    }
  });

  it('resume even if the item that they follow is gone', async () => {
    await Player.build({ league: 'a', number: 0 }).save();
    const page = await league()
      .where(p => p.number.gte(-0.5))
      .limit(2)
      .page();
    expect(page.items.map(({ number }) => number)).toEqual([-0.5, 0]);
    await page.items[1]!.delete();
    expect(
      (
        await league()
          .where(p => p.number.gte(-0.5))
          .page(page)
      ).items[0]!.number,
    ).toBe(0.5);
  });

  it('are opaque, and safe in URLs', async () => {
    const { cursor } = await Player.query({ team: 'red' }).index('byHash').fromTable().limit(2).page();
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(encodeURIComponent(cursor!)).toBe(cursor);
  });

  it('may be used with another filter, limit, page size or selection', async () => {
    const { cursor } = await league().limit(5).page();
    const rest = await league()
      .filter(p => p.odd.eq(true))
      .pageSize(2)
      .limit(2)
      .select('number')
      .consistent()
      .startFrom(cursor)
      .all();
    expect(rest).toEqual([{ number: 0.5 }, { number: 2.5 }]);
  });

  describe('are refused', () => {
    let cursor: string;
    beforeEach(async () => {
      cursor = (
        await league()
          .where(p => p.number.gt(-5))
          .limit(3)
          .page()
      ).cursor!;
      db.sent.length = 0;
    });

    const other = /^The cursor belongs to another query: it resumes only the same key, where\(\), index and order$/;
    const none = /^This is not a dynact cursor, or it was cut or changed/;

    it.each([
      ['another key', () => Player.query({ league: 'b' }).where(p => p.number.gt(-5))],
      ['another condition', () => league().where(p => p.number.gt(-4))],
      ['no condition', () => league()],
      ['another comparison', () => league().where(p => p.number.gte(-5))],
      [
        'another direction',
        () =>
          league()
            .where(p => p.number.gt(-5))
            .desc(),
      ],
      ['another index', () => Player.query({ team: 'red' }).index('byScore')],
      ['a local index', () => league().index('byAge')],
      ['another class', () => File.query({ hash: new Uint8Array([1]) })],
      ['a scan', () => Player.scan()],
      ['a scan of another class', () => File.scan()],
    ])('by %s', async (_, query) => {
      expect((await failure(query().page({ cursor }), ValidationError)).message).toMatch(other);
      expect((await failure(query().startFrom(cursor).all(), ValidationError)).message).toMatch(other);
      expect((await failure(query().startFrom(cursor).count(), ValidationError)).message).toMatch(other);
      expect(() => query().startFrom(cursor).toRequest()).toThrow(ValidationError);
      expect(db.sent).toEqual([]);
    });

    it('by another index with the same key', async () => {
      const ofTable = await league().limit(1).page();
      const ofIndex = await Player.query({ team: 'red' }).index('byScore').limit(1).page();
      db.sent.length = 0;
      for (const query of [league().index('byAge'), Player.query({ team: 'red' }).index('byHash').projected()]) {
        expect((await failure(query.page(ofTable), ValidationError)).message).toMatch(other);
        expect((await failure(query.page(ofIndex), ValidationError)).message).toMatch(other);
      }
      expect(db.sent).toEqual([]);
    });

    it('when cut at any place', async () => {
      for (let length = 0; length < cursor.length; length++) {
        await failure(
          league()
            .where(p => p.number.gt(-5))
            .page({ cursor: cursor.slice(0, length) }),
          ValidationError,
        );
      }
      expect(db.sent).toEqual([]);
    });

    it('when their text was changed', async () => {
      const text = Buffer.from(cursor, 'base64url').toString();
      expect(text).toContain('"-2.5"');
      const forged = Buffer.from(text.replace('"-2.5"', '"-3.5"')).toString('base64url');
      expect(
        (
          await failure(
            league()
              .where(p => p.number.gt(-5))
              .page({ cursor: forged }),
            ValidationError,
          )
        ).message,
      ).toMatch(other);
      const future = Buffer.from(text.replace('[1,', '[2,')).toString('base64url');
      expect(
        (
          await failure(
            league()
              .where(p => p.number.gt(-5))
              .page({ cursor: future }),
            ValidationError,
          )
        ).message,
      ).toMatch(none);
    });

    it('when their parts are not a key, even with a valid digest', async () => {
      const [, , parts] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [1, string, [string, object][]];
      const same = () => league().where(p => p.number.gt(-5));
      const identity = identityOf(same, cursor);
      for (const wrong of [[null, null], [parts[0], null], [parts[0], ['number', null]], [parts[0], 5], [[1, 2, 3]]]) {
        const { message } = await failure(same().page({ cursor: sealed(identity, wrong) }), ValidationError);
        expect(message).toMatch(none);
      }
      for (const wrong of [
        [],
        [parts[0]],
        [parts[1], parts[0]],
        [...parts, parts[0]],
        [parts[0], ['x', parts[1]![1]]],
      ]) {
        const { message } = await failure(same().page({ cursor: sealed(identity, wrong) }), ValidationError);
        expect(message).toMatch(other);
      }
      for (const value of [{}, { S: 1 }, { SN: 'a' }, { BOOL: true }, { S: 'a', N: '1' }, []]) {
        const { message } = await failure(
          same().page({ cursor: sealed(identity, [parts[0], ['number', value]]) }),
          ValidationError,
        );
        expect(message).toMatch(none);
      }
      expect(db.sent).toEqual([]);
    });

    it('quickly, whatever a JSON body made of them', async () => {
      const spent = await processorTime(async () => {
        for (const huge of [{ length: 1e9 }, { length: 1e9, 0: 65 }, 'a'.repeat(50_000_000), new Array(1e7)]) {
          expect((await failure(league().page({ cursor: huge as string }), ValidationError)).message).toMatch(none);
        }
      });
      expect(spent).toBeLessThan(2_000);
    });

    it.each(['', 'x', 'not a cursor', 'eyJhIjoxfQ', 'W10', '%%%', 5, null, {}, ['a', 'b']])(
      'when they are %j',
      async garbage => {
        expect((await failure(league().page({ cursor: garbage as string }), ValidationError)).message).toMatch(none);
        expect(db.sent).toEqual([]);
      },
    );
  });

  describe('with a secret', () => {
    const secret = 'correct horse battery';
    beforeEach(() => configure({ cursorSecret: secret }));
    afterAll(() => configure({ cursorSecret: undefined }));
    const numbers = async (cursor: string | undefined) =>
      (await league().limit(4).page({ cursor })).items.map(({ number }) => number);

    it('resume, and reveal nothing', async () => {
      const { cursor } = await league().limit(2).page();
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(Buffer.from(cursor!, 'base64url').toString('latin1')).not.toMatch(/league|number|3\.5/);
      expect((await league().limit(2).page()).cursor).not.toBe(cursor);
      expect(await numbers(cursor)).toEqual([-2.5, -1.5, -0.5, 0.5]);
      const another = Player.query({ league: 'b' }).page({ cursor });
      expect((await failure(another, ValidationError)).message).toMatch(/belongs to another query/);
    });

    it('are refused when they were made without it, with another one, or changed', async () => {
      const { cursor } = await league().limit(2).page();
      const bytes = Buffer.from(cursor!, 'base64url');
      configure({ cursorSecret: undefined });
      const plain = (await league().limit(2).page()).cursor;
      await failure(numbers(cursor), ValidationError);
      configure({ cursorSecret: `${secret}!` });
      await failure(numbers(cursor), ValidationError);
      configure({ cursorSecret: secret });
      await failure(numbers(plain), ValidationError);
      for (let i = 0; i < bytes.length; i += 7) {
        const changed = Buffer.from(bytes);
        changed[i]! ^= 1;
        await failure(numbers(changed.toString('base64url')), ValidationError);
        await failure(numbers(bytes.subarray(0, i).toString('base64url')), ValidationError);
      }
    });

    it('are read with older secrets, and made with the newest', async () => {
      const old = (await league().limit(2).page()).cursor;
      configure({ cursorSecret: ['a new secret, longer', secret] });
      expect(await numbers(old)).toEqual([-2.5, -1.5, -0.5, 0.5]);
      const { cursor } = await league().limit(2).page();
      configure({ cursorSecret: 'a new secret, longer' });
      expect(await numbers(cursor)).toEqual([-2.5, -1.5, -0.5, 0.5]);
      await failure(numbers(old), ValidationError);
    });

    it.each(['short', ['a secret that is long', ''], 5, [null]])('refuse a secret such as %j', async wrong => {
      expect((await failure(() => configure({ cursorSecret: wrong as string }), ConfigurationError)).message).toMatch(
        /a cursorSecret needs at least 16 characters$/,
      );
    });
  });
});
