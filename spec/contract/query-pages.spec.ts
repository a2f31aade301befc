import { ActiveRecord, Attribute, batchWrite, Index, PartitionKey, SortKey, Table } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { useTables } from './harness';

@Index('byKind', { partitionKey: 'kind', sortKey: 'serial' })
@Table(uniqueTable('paged-documents'))
class Document extends ActiveRecord {
  @PartitionKey() owner!: string;
  @SortKey({ type: Number }) serial!: number;
  @Attribute() kind!: string;
  @Attribute() mark = 0;
  @Attribute() body!: string;
}

const COUNT = 730;

/** From 20 bytes to 40 KB, in no order: pages of 1 MB hold from 25 items to hundreds. */
const sizeOf = (i: number) => (i % 7 === 0 ? 40_000 : i % 3 === 0 ? 4_000 : 20) + (i % 11);

const documents = Array.from({ length: COUNT }, (_, i) => ({
  owner: 'me',
  serial: i,
  kind: i % 2 ? 'odd' : 'even',
  mark: i,
  body: 'x'.repeat(sizeOf(i)),
}));

/** As in a pack of cards that was cut: what a filter leaves is at the end, in the middle, everywhere or nowhere. */
const filters = [
  { name: 'the last', from: COUNT - 1, to: COUNT },
  { name: 'some in the middle', from: 400, to: 410 },
  { name: 'the first and many more', from: 0, to: 500 },
  { name: 'nothing', from: COUNT, to: COUNT },
];

describeEachBackend('730 items over pages of 1 MB', backend => {
  const db = useTables(backend, Document);
  const query = () => Document.query({ owner: 'me' });
  const serials = (found: readonly { serial: number }[]) => found.map(({ serial }) => serial);
  const serialsBetween = (from: number, to: number) => serials(documents).slice(from, to);

  beforeAll(() => batchWrite(documents.map(values => Document.build(values))), 240_000);

  it('are all found, in order, in several pages', async () => {
    const walk = query().iterate();
    const found: number[] = [];
    for await (const { serial, body } of walk) {
      expect(body).toHaveLength(sizeOf(serial));
      found.push(serial);
    }
    expect(found).toEqual(serialsBetween(0, COUNT));
    expect(db.sent.length).toBeGreaterThan(4);
    expect(walk).toMatchObject({ count: COUNT, scannedCount: COUNT, cursor: undefined });
    expect(await query().count()).toBe(COUNT);
    expect(serials(await query().desc().all())).toEqual(serialsBetween(0, COUNT).reverse());
  });

  it('are all found through an index, and by scans', async () => {
    expect(serials(await Document.query({ kind: 'odd' }).all())).toEqual(serialsBetween(0, COUNT).filter(i => i % 2));
    const scanned = serials(await Document.scan().all());
    expect(scanned.sort((a, b) => a - b)).toEqual(serialsBetween(0, COUNT));
    const parallel = serials(await Document.scan().parallel(4).all());
    expect(parallel.sort((a, b) => a - b)).toEqual(serialsBetween(0, COUNT));
  });

  it.each(filters)('are found behind a filter that leaves $name', async ({ from, to }) => {
    const some = query().filter(d => d.mark.gte(from).and(d.mark.lt(to)));
    const walk = some.iterate();
    const found: number[] = [];
    for await (const { serial } of walk) found.push(serial);
    expect(found).toEqual(serialsBetween(from, to));
    expect(walk.scannedCount).toBe(COUNT);
    expect(await some.count()).toBe(to - from);
    expect((await some.first())?.serial).toBe(serialsBetween(from, to)[0]);
    expect((await some.desc().first())?.serial).toBe(serialsBetween(from, to).at(-1));
  });

  const grid = [1, 7, 100, 1000].flatMap(limit => [undefined, 3, 40, 1000].map(pageSize => ({ limit, pageSize })));

  it.each(grid)('are all found by $limit with pages of $pageSize', async ({ limit, pageSize }) => {
    const sized = pageSize ? query().pageSize(pageSize) : query();
    expect(serials(await sized.limit(limit).all())).toEqual(serialsBetween(0, limit));
    const { from, to } = { from: 340, to: 355 };
    const some = sized.where(d => d.serial.gte(300)).filter(d => d.mark.gte(from).and(d.mark.lt(to)));
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await some.limit(limit).page({ cursor });
      seen.push(...serials(page.items));
      cursor = page.cursor;
    } while (cursor && seen.length < to - from);
    expect(seen).toEqual(serialsBetween(from, to));
  });

  it('are all found by cursors, each page in a walk of its own', async () => {
    for (const pageSize of [60, 1000]) {
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await query().pageSize(pageSize).limit(50).page({ cursor });
        seen.push(...serials(page.items));
        cursor = page.cursor;
      } while (cursor);
      expect(seen).toEqual(serialsBetween(0, COUNT));
    }
  });
});
