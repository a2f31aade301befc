import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  batchWrite,
  ConfigurationError,
  configure,
  Index,
  PartitionKey,
  repository,
  Scan,
  Table,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type FaultSource, faultyClient } from '../support/faulty-handler';
import { inFull } from '../support/in-full';
import { failure, useTables } from './harness';

@Index('byColor', { partitionKey: 'color', projection: 'KEYS_ONLY' })
@Table(uniqueTable('scan-cars'))
class Car extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() color?: string;
  @Attribute() doors = 4;

  @AfterLoad() check() {}
}

@Table(uniqueTable('scan-counted'))
class Counted extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute() name!: string;
}

const COUNT = 60;
const all = Array.from({ length: COUNT }, (_, i) => `car${String(i).padStart(2, '0')}`);
const ids = (cars: readonly { id: string }[]) => cars.map(({ id }) => id).sort();

describeEachBackend('Scan', backend => {
  const db = useTables(backend, Car, Counted);
  const requests = () => db.sent.map(({ input }) => input as unknown as ScanCommandInput);

  beforeAll(() => batchWrite(all.map((id, i) => Car.build({ id, doors: i % 5, color: i % 4 ? undefined : 'red' }))));
  afterEach(() => configure({ errorOnScan: undefined }));

  it('gives the records of the whole table, with the methods of a query', async () => {
    expect(ids(await Car.scan().all())).toEqual(all);
    expect((await Car.scan().first())!.isNew).toBe(false);
    expect(await repository(Car).scan().count()).toBe(COUNT);
    expect(
      ids(
        await Car.scan()
          .filter(c => c.doors.eq(4))
          .pageSize(7)
          .consistent()
          .all(),
      ),
    ).toEqual(all.filter((_, i) => i % 5 === 4));
    const pages: number[] = [];
    for await (const page of Car.scan().pageSize(25).pages()) pages.push(page.count);
    expect(pages).toEqual([25, 25, 10]);
    const walk = Car.scan().pageSize(16).limit(20).iterate();
    for await (const _car of walk);
    expect(walk).toMatchObject({ count: 20, scannedCount: 20 });
    expect(requests().at(-1)).toMatchObject({ Limit: 4 });
  });

  it('gives some attributes, what an index holds, or the records behind it', async () => {
    const red = all.filter((_, i) => i % 4 === 0);
    expect(
      await Car.scan()
        .filter(c => c.id.eq('car03'))
        .select('doors')
        .all(),
    ).toEqual([{ doors: 3 }]);
    expect(ids((await Car.scan().index('byColor').projected().all()) as Car[])).toEqual(red);
    expect(await Car.scan().index('byColor').select('color').first()).toEqual({ color: 'red' });
    const cars = await Car.scan().index('byColor').fromTable().all();
    expect(ids(cars)).toEqual(red);
    expect(cars.every(car => car.doors === Number(car.id.slice(3)) % 5)).toBe(true);
    expect((await failure(Car.scan().index('byColor').all(), ValidationError)).message).toMatch(
      /holds only some attributes/,
    );
    expect(
      (await failure(Car.scan().index('byColor').projected().consistent().all(), ValidationError)).message,
    ).toMatch(/is global/);
    expect(
      (
        await failure(
          Car.scan()
            .index('byColor')
            .projected()
            .filter(c => c.doors.eq(1))
            .all(),
          ValidationError,
        )
      ).message,
    ).toMatch(/a filter cannot see it/);
  });

  it('hides the counter of an auto-increment class', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await Counted.create({ name });
    const names = async (scan: Scan<Counted>) => (await scan.all()).map(({ name }) => name).sort();
    expect(await names(Counted.scan())).toStrictEqual(['a', 'b', 'c', 'd']);
    expect(await Counted.scan().count()).toBe(4);
    expect(await names(Counted.scan().filter(c => c.name.gt('b')))).toStrictEqual(['c', 'd']);
    expect(await names(Counted.scan().parallel(3))).toStrictEqual(['a', 'b', 'c', 'd']);
    db.sent.length = 0;
    for (const limit of [1, 2, 3, 4, 5])
      expect(await Counted.scan().limit(limit).all()).toHaveLength(Math.min(4, limit));
    // One more than the limit is looked at, not a whole megabyte.
    expect(requests()[0]!.Limit).toBe(2);
    const page = await Counted.scan().limit(3).page();
    expect(await Counted.scan().startFrom(page.cursor).count()).toBe(1);
  });

  it('is refused if configure() says so, before anything is sent', async () => {
    configure({ errorOnScan: true });
    for (const attempt of [
      () => Car.scan().all(),
      () => Car.scan().count(),
      () => Car.scan().page(),
      () => Car.scan().parallel(2).first(),
    ]) {
      const { message } = await failure(attempt(), ConfigurationError);
      expect(message).toMatch(
        /^Car\.scan\(\) would read the whole table, which configure\(\{ errorOnScan: true \}\) forbids/,
      );
    }
    expect(() => Car.scan().iterate()).toThrow(ConfigurationError);
    expect(db.sent).toEqual([]);
    expect(Car.scan().toRequest()).toMatchObject({ TableName: expect.any(String) });
    expect(await Car.query({ id: 'car01' }).count()).toBe(1);
  });

  describe('in parallel', () => {
    it.each([1, 2, 7, 100])('finds everything once in %i segments', async segments => {
      expect(ids(await Car.scan().parallel(segments).pageSize(9).all())).toEqual(all);
      expect(await Car.scan().parallel(segments).pageSize(9).count()).toBe(COUNT);
      const walk = Car.scan()
        .parallel(segments)
        .filter(c => c.doors.gt(2))
        .iterate();
      for await (const _car of walk);
      expect(walk).toMatchObject({ count: COUNT * 0.4, scannedCount: COUNT });
    });

    it('sends each segment its own requests', async () => {
      await Car.scan().parallel(3).all();
      const segments = requests().map(({ Segment, TotalSegments }) => [Segment, TotalSegments]);
      expect(segments.slice(0, 3).sort()).toEqual([
        [0, 3],
        [1, 3],
        [2, 3],
      ]);
    });

    it('gives no more than the limit', async () => {
      for (const limit of [1, 5, 59, 60, 61]) {
        const some = await Car.scan().parallel(4).pageSize(3).limit(limit).all();
        expect(new Set(ids(some)).size).toBe(Math.min(limit, COUNT));
        expect(await Car.scan().parallel(4).pageSize(3).limit(limit).count()).toBe(Math.min(limit, COUNT));
      }
    });

    it('has no cursor, and refuses calls that need one', async () => {
      const walk = Car.scan().parallel(2).pageSize(5).iterate();
      await walk.next();
      expect(walk.cursor).toBeUndefined();
      await walk.return!();
      for await (const page of Car.scan().parallel(2).pageSize(20).pages()) expect(page.cursor).toBeUndefined();
      const { cursor } = await Car.scan().limit(1).page();
      db.sent.length = 0;
      expect((await failure(Car.scan().parallel(2).page(), ValidationError)).message).toMatch(
        /parallel scan has no cursor.*pages\(\)/,
      );
      expect((await failure(Car.scan().parallel(2).startFrom(cursor).all(), ValidationError)).message).toMatch(
        /no cursor can resume it/,
      );
      expect(db.sent).toEqual([]);
    });

    it.each([0, -1, 2.5, 1_000_001, Number.NaN])('refuses %d segments', segments => {
      expect(() => Car.scan().parallel(segments)).toThrow(/^Car: parallel\(\) takes a whole number from 1 to 1000000/);
    });

    describe('with requests under watch', () => {
      /** Scans whose requests are counted while they are under way, and the items that were answered. */
      const watched = (faultOf: FaultSource = () => undefined, signal?: AbortSignal) => {
        const watch = { underWay: 0, answered: 0, items: 0 };
        const client = faultyClient(db.client, async request => {
          await new Promise(resolve => setTimeout(resolve, Math.random() * 5));
          return faultOf(request);
        });
        client.middlewareStack.add(
          next => async args => {
            watch.underWay++;
            try {
              const result = await next(args);
              watch.items += (result.output as { Items: object[] }).Items.length;
              return result;
            } finally {
              watch.underWay--;
              watch.answered++;
            }
          },
          { step: 'initialize' },
        );
        return { watch, scan: () => repository(Car, { client }).scan({ signal }) };
      };

      it('holds no more pages than segments', async () => {
        const { watch, scan } = watched();
        const segments = 4;
        const pageSize = 3;
        const walk = scan().parallel(segments).pageSize(pageSize).iterate();
        let most = 0;
        for await (const _car of walk) {
          const held = watch.items - walk.count + 1;
          most = Math.max(most, held + watch.underWay * pageSize);
          await new Promise(resolve => setTimeout(resolve, 2));
        }
        expect(walk.count).toBe(COUNT);
        expect(most).toBeLessThanOrEqual(segments * pageSize);
        expect(most).toBeGreaterThan(pageSize);
      });

      it('sends nothing more after an early break', async () => {
        const { watch, scan } = watched();
        for await (const _car of scan().parallel(4).pageSize(3)) break;
        const { answered } = watch;
        expect(watch.underWay).toBe(0);
        await new Promise(resolve => setTimeout(resolve, 30));
        expect(watch.answered).toBe(answered);
        expect(answered).toBeLessThanOrEqual(8);
      });

      it('ends requests that hang', async () => {
        const [hung, aborted] = [jest.fn(), jest.fn()];
        const client = faultyClient(db.client, () => undefined);
        const { requestHandler } = client.config;
        const handle = requestHandler.handle.bind(requestHandler);
        requestHandler.handle = (request, options) => {
          const { Segment } = JSON.parse(Buffer.from(request.body).toString());
          if (Segment === 0) return handle(request, options);
          hung();
          return new Promise((_, reject) => {
            (options as { abortSignal: AbortSignal }).abortSignal.addEventListener('abort', () => {
              aborted();
              reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
            });
          });
        };
        const scan = repository(Car, { client }).scan().parallel(4);
        for await (const _car of scan) break;
        expect(await scan.first()).toBeDefined();
        expect(hung).toHaveBeenCalledTimes(6);
        expect(aborted).toHaveBeenCalledTimes(6);
      });

      it('leaves no request running after first() and limit()', async () => {
        const { watch, scan } = watched();
        expect(await scan().parallel(4).pageSize(3).first()).toBeInstanceOf(Car);
        expect(watch.underWay).toBe(0);
        expect(await scan().parallel(4).pageSize(3).limit(4).all()).toHaveLength(4);
        expect(watch.underWay).toBe(0);
      });

      it('ends all with the error of one', async () => {
        let sent = 0;
        const { watch, scan } = watched(() =>
          ++sent === 6 ? { error: 'InternalServerError', statusCode: 500 } : undefined,
        );
        const error = await failure(scan().parallel(4).pageSize(3).all(), Error);
        expect(error.name).toBe('InternalServerError');
        expect(watch.underWay).toBe(0);
        const { answered } = watch;
        await new Promise(resolve => setTimeout(resolve, 30));
        expect(watch.answered).toBe(answered);
      });

      // jest fails a spec with a rejection that nobody handles.
      it('ends all when every segment fails, and leaves no rejection unhandled', async () => {
        const { watch, scan } = watched(() => ({ error: 'InternalServerError', statusCode: 500 }));
        await failure(scan().parallel(8).all(), Error);
        const walk = scan().parallel(8).iterate();
        await failure(walk.next(), Error);
        expect(await walk.next()).toEqual({ value: undefined, done: true });
        await new Promise(resolve => setTimeout(resolve, 20));
        expect(watch.underWay).toBe(0);
      });

      it('ends all with the error of a hook, or of the loop', async () => {
        const hook = jest.spyOn(Car.prototype, 'check').mockImplementation(function (this: Car) {
          if (this.id === 'car30') throw new Error('not this one');
        });
        const { watch, scan } = watched();
        expect((await failure(scan().parallel(4).pageSize(3).all(), Error)).message).toBe('not this one');
        expect(watch.underWay).toBe(0);
        hook.mockRestore();
        const { message } = await failure(async () => {
          for await (const car of scan().parallel(4).pageSize(3)) throw new Error(`stop at ${car.id.slice(0, 3)}`);
        }, Error);
        expect(message).toBe('stop at car');
        expect(watch.underWay).toBe(0);
      });

      it('ends when the signal is aborted', async () => {
        const controller = new AbortController();
        const { watch, scan } = watched(undefined, controller.signal);
        const error = await failure(async () => {
          for await (const _car of scan().parallel(4).pageSize(3)) controller.abort();
        }, Error);
        expect(error.name).toBe('AbortError');
        expect(watch.underWay).toBe(0);
      });
    });
  });
});

describe('A scan', () => {
  it('is immutable', () => {
    const base = Car.scan();
    const before = base.toRequest();
    for (const other of [
      base.filter(c => c.doors.eq(1)),
      base.index('byColor'),
      base.limit(1),
      base.pageSize(1),
      base.consistent(),
      base.parallel(2),
      base.select('id'),
      base.projected(),
      base.fromTable(),
    ]) {
      expect(other).toBeInstanceOf(Scan);
      expect(other).not.toBe(base);
    }
    expect(base.toRequest()).toEqual(before);
  });

  it('shows the exact request', () => {
    expect(Car.scan().toRequest()).toEqual({ TableName: expect.any(String), ReturnConsumedCapacity: 'TOTAL' });
    const some = Car.scan()
      .filter(c => c.doors.gt(2))
      .select('color')
      .consistent()
      .limit(5)
      .pageSize(2);
    expect(inFull(some.toRequest())).toEqual({
      TableName: expect.any(String),
      FilterExpression: 'doors > 2',
      ProjectionExpression: 'color, id',
      ConsistentRead: true,
      Limit: 2,
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(Car.scan().parallel(8).limit(5).toRequest()).toEqual({
      TableName: expect.any(String),
      Segment: 0,
      TotalSegments: 8,
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(inFull(Counted.scan().limit(5).toRequest())).toMatchObject({
      FilterExpression: 'id <> -1',
      Limit: 6,
    });
  });
});
