import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type DataLoss, type Engine, openEngine } from 'dynact/memory';
import { DataFolder } from '../../../lib/engine/persistence/data-folder';
import { ITEM, KeptEngine, TABLE } from './kept-engine';

const ITEMS = 50;
let kept: KeptEngine;

beforeEach(async () => {
  kept = new KeptEngine();
  await kept.reopen();
  await kept.run('CreateTable', TABLE);
  for (let at = 0; at < ITEMS; at++) {
    await kept.run('PutItem', { TableName: 'orders', Item: { ...ITEM, sk: { N: String(at) } } });
  }
  await kept.close();
});

afterEach(() => kept.remove());

/** Changes records as something outside of the engine would. */
async function change(edit: (key: string, text: string) => string | undefined, kind = 'i'): Promise<void> {
  const folder = await DataFolder.open(kept.folder);
  const changes: { key: string; value?: string }[] = [];
  for await (const page of folder.pages({ gte: kind, lt: `${kind}\u00ff` })) {
    for (const [key, text] of page) {
      const value = edit(key, text);
      if (value !== text) changes.push(value === undefined ? { key } : { key, value });
    }
  }
  await folder.write(changes);
  await folder.close();
}

async function repaired(): Promise<{ engine: Engine; lost: DataLoss }> {
  let lost: DataLoss = [];
  const engine = await openEngine({
    data: kept.folder,
    repair: what => {
      lost = what;
    },
  });
  return { engine, lost };
}

const refused = (problem: string) =>
  expect(openEngine({ data: kept.folder })).rejects.toMatchObject({
    name: 'DataFolderError',
    message: expect.stringContaining(problem),
  });

describe('damaged data', () => {
  it('is not there after a whole life', async () => {
    const { engine, lost } = await repaired();
    expect(engine.items('orders')).toHaveLength(ITEMS);
    expect(lost).toEqual([]);
    await engine.close();
  });

  it('of changed records is refused, and repaired without them', async () => {
    let edits = 0;
    await change((_key, text) => (edits++ < 3 ? text.replace('open', 'shut') : text));
    await refused('The data is damaged: 3 records changed outside of dynact');
    await refused('The data is damaged: 3 records changed outside of dynact');
    const { engine, lost } = await repaired();
    expect(engine.items('orders')).toHaveLength(ITEMS - 3);
    expect(lost).toEqual(['table orders: 3 items']);
    await engine.close();
    const after = await openEngine({ data: kept.folder });
    expect(after.items('orders')).toHaveLength(ITEMS - 3);
    await after.close();
  });

  it('of records that are gone is refused', async () => {
    let edits = 0;
    await change((_key, text) => (edits++ < 2 ? undefined : text));
    await refused('The data is damaged: 2 records missing');
    const { engine, lost } = await repaired();
    expect(engine.items('orders')).toHaveLength(ITEMS - 2);
    expect(lost).toEqual(['2 more records are missing; which they were cannot be told']);
    await engine.close();
  });

  it('of a table says how many items went with it', async () => {
    await change((_key, text) => `${text} `, 't');
    await refused('The data is damaged: 1 record changed outside of dynact');
    const { engine, lost } = await repaired();
    expect(engine.tableNames).toEqual([]);
    expect(lost).toEqual([`a table whose description is damaged, with ${ITEMS} items`]);
    await engine.close();
  });

  it('says no word of what is in it', async () => {
    await change((_key, text) => text.replace('open', 'shut'));
    const error = await openEngine({ data: kept.folder }).catch(each => each);
    expect(String(error.stack)).not.toContain('shut');
  });

  it('that was cut off at its end is noticed', async () => {
    const [log] = readdirSync(kept.folder).filter(name => name.endsWith('.log'));
    const path = join(kept.folder, log as string);
    truncateSync(path, Math.floor(readFileSync(path).length / 2));
    await refused('writes are missing');
    const { engine, lost } = await repaired();
    const missing = ITEMS - engine.items('orders').length;
    expect(missing).toBeGreaterThan(0);
    expect(lost).toEqual([`the last ${missing} of ${ITEMS + 1} writes`]);
    await engine.close();
    expect((await repaired().then(after => after.engine.close().then(() => after))).lost).toEqual([]);
  });

  it('in any of its files is never read as data: each is flipped in turn', async () => {
    const spare = join(kept.root, 'spare');
    mkdirSync(spare);
    const files = readdirSync(kept.folder);
    for (const file of files) copyFileSync(join(kept.folder, file), join(spare, file));
    const whole = JSON.stringify(await itemsNow());
    for (const file of files.filter(name => /log$|ldb$|MANIFEST|CURRENT/.test(name) && name !== 'LOG')) {
      const bytes = readFileSync(join(spare, file));
      for (const place of [0.1, 0.3, 0.5, 0.7, 0.9]) {
        rmSync(kept.folder, { recursive: true });
        mkdirSync(kept.folder);
        for (const each of files) copyFileSync(join(spare, each), join(kept.folder, each));
        const flipped = Buffer.from(bytes);
        const at = Math.floor(bytes.length * place);
        flipped[at] = (flipped[at] as number) ^ 0x10;
        writeFileSync(join(kept.folder, file), flipped);
        const found = await itemsNow().catch(error => (error as Error).name);
        if (found !== 'DataFolderError') expect(JSON.stringify(found)).toBe(whole);
      }
    }
  });
});

async function itemsNow(): Promise<object[]> {
  const engine = await openEngine({ data: kept.folder });
  const items = engine.items('orders');
  await engine.close();
  return items;
}

describe('a folder that a killed process left half made', () => {
  it.each([
    ['a lock', ['LOCK']],
    ['a lock and a log', ['LOCK', 'LOG']],
    ['all but what names the rest', ['LOCK', 'LOG', 'MANIFEST-000001', '000001.dbtmp']],
  ])('with %s is made anew', async (_what, files) => {
    const folder = join(kept.root, 'half');
    mkdirSync(folder);
    for (const file of files) appendFileSync(join(folder, file), '');
    const engine = await openEngine({ data: folder });
    await engine.close();
    const again = await openEngine({ data: folder });
    expect(again.tableNames).toEqual([]);
    await again.close();
  });

  it('is not one whose data is there and what names it is gone', async () => {
    rmSync(join(kept.folder, 'CURRENT'));
    await refused('the file CURRENT is missing');
    const { engine } = await repaired();
    expect(engine.items('orders')).toHaveLength(ITEMS);
    await engine.close();
  });
});
