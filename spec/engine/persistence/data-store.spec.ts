import { type DataStore, type EntryChange, type KeyRange, openEngine } from 'dynact/memory';
import { ITEM, TABLE } from './kept-engine';

/** Texts by key, as an engine in a browser could keep them. */
class MapStore implements DataStore {
  readonly texts = new Map<string, string>();
  readonly batches: (readonly EntryChange[])[] = [];

  async *pages(range: KeyRange) {
    for (const key of this.keysOf(range)) yield [[key, this.texts.get(key) as string] as const];
  }

  async lastKey(range: KeyRange) {
    return this.keysOf(range).at(-1);
  }

  async write(changes: readonly EntryChange[]) {
    this.batches.push(changes);
    for (const { key, value } of changes) {
      if (value === undefined) this.texts.delete(key);
      else this.texts.set(key, value);
    }
  }

  async close() {}

  private keysOf({ gte, lt }: KeyRange): string[] {
    return [...this.texts.keys()].filter(key => key >= gte && key < lt).sort();
  }
}

const body = (input: object) => JSON.stringify(input);

describe('a store of another kind', () => {
  it('keeps the data for the next engine', async () => {
    const store = new MapStore();
    const first = await openEngine({ store });
    await first.respond('CreateTable', body(TABLE));
    await first.respond('PutItem', body({ TableName: TABLE.TableName, Item: ITEM }));
    await first.close();

    const second = await openEngine({ store });

    expect(second.items(TABLE.TableName)).toEqual([ITEM]);
  });

  it('has what was written before the answer comes', async () => {
    const store = new MapStore();
    const engine = await openEngine({ store });
    await engine.respond('CreateTable', body(TABLE));
    const before = store.batches.length;

    await engine.respond('PutItem', body({ TableName: TABLE.TableName, Item: ITEM }));

    const written = store.batches.slice(before).flatMap(batch => batch.map(({ value }) => value));
    expect(written).toContainEqual(expect.stringMatching(/^[0-9a-f]{8}\{"pk":/));
  });

  it('that fails is told of at once, and once', async () => {
    const store = new MapStore();
    const told: unknown[] = [];
    const engine = await openEngine({ store, onFailure: error => told.push(error) });
    await engine.respond('CreateTable', body(TABLE));
    expect(told).toEqual([]);
    const full = new Error('disk full');
    jest.spyOn(store, 'write').mockRejectedValue(full);

    const put = () => engine.respond('PutItem', body({ TableName: TABLE.TableName, Item: ITEM }));

    const answers = await Promise.all([put(), put()]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 500]);
    expect((await put()).statusCode).toBe(500);
    expect(told).toEqual([full]);
    await expect(engine.close()).rejects.toThrow('disk full');
  });

  it('is not named beside a folder', async () => {
    await expect(openEngine({ store: new MapStore(), data: 'folder' })).rejects.toThrow(
      'Name a folder or a store for the data, not both',
    );
  });
});
