import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { DataFolderError, openEngine } from 'dynact/memory';
import { CheckedStore } from '../../../lib/engine/persistence/checked-store';
import { DataFolder } from '../../../lib/engine/persistence/data-folder';
import { ITEM, KeptEngine, TABLE } from './kept-engine';

let kept: KeptEngine;

beforeEach(() => {
  kept = new KeptEngine();
});

afterEach(() => kept.remove());

/** The store of the folder, to do things to it that an engine would not. */
const checkedFolder = async () => (await CheckedStore.open(await DataFolder.open(kept.folder))).store;

describe('a folder', () => {
  it('is made when it is not there', async () => {
    const folder = join(kept.root, 'a/b/c');
    const engine = await openEngine({ data: folder });
    await engine.close();
    expect(readdirSync(folder)).toContain('CURRENT');
  });

  it('is cleared of what a deleted table left behind', async () => {
    await kept.reopen();
    for (const TableName of ['first', 'second', 'third']) await kept.run('CreateTable', { ...TABLE, TableName });
    await kept.close();
    const store = await checkedFolder();
    const orphans = ['0000000000', '0000000002', '0000000009'].map(number => `i${number}/x`);
    await store.write(orphans.map(key => ({ key, value: '{}' })));
    const keys = ['i0000000001/x', 'i0000000003/x'];
    await store.write([...keys.map(key => ({ key, value: JSON.stringify(ITEM) })), { key: 't0000000002' }]);
    await store.close();

    await kept.reopen();
    expect(kept.engine.tableNames).toEqual(['first', 'third']);
    await kept.close();
    const after = await DataFolder.open(kept.folder);
    const left: string[] = [];
    for await (const page of after.pages({ gte: 'i', lt: 'j' })) left.push(...page.map(([key]) => key));
    await after.close();
    expect(left).toEqual(keys);
  });

  it('keeps what is written while it is cleared', async () => {
    await kept.reopen();
    await kept.run('CreateTable', { ...TABLE, TableName: 'first' });
    await kept.close();
    const store = await checkedFolder();
    await store.write(['i0000000002/x', 'r0000000002/x'].map(key => ({ key, value: '{}' })));
    await store.close();

    const { clear } = CheckedStore.prototype;
    let begin = () => {};
    const written = new Promise<void>(resolve => {
      begin = resolve;
    });
    const spy = jest.spyOn(CheckedStore.prototype, 'clear').mockImplementation(async function (
      this: CheckedStore,
      range,
    ) {
      await written;
      return clear.call(this, range);
    });
    await kept.reopen();
    await kept.run('CreateTable', TABLE);
    await kept.put();
    begin();
    await kept.reopen();
    spy.mockRestore();
    expect(await kept.count()).toBe(1);
    const { Streams } = await kept.run('ListStreams', { TableName: 'orders' });
    const [{ StreamArn }] = Streams as [{ StreamArn: string }];
    const { StreamDescription } = await kept.run('DescribeStream', { StreamArn });
    const [{ ShardId }] = (StreamDescription as { Shards: [{ ShardId: string }] }).Shards;
    const place = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await kept.run('GetShardIterator', place);
    expect((await kept.run('GetRecords', { ShardIterator })).Records).toHaveLength(1);
  });

  const refusal = (message: string) => ({ name: 'DataFolderError', code: 'DATA_FOLDER', message });

  it('is for one process', async () => {
    await kept.reopen();
    const second = openEngine({ data: kept.folder });
    await expect(second).rejects.toMatchObject(refusal(`${kept.folder} is in use by another process`));
    await expect(second).rejects.toBeInstanceOf(DataFolderError);
  });

  it('of another version is left alone', async () => {
    await kept.reopen();
    await kept.close();
    const store = await DataFolder.open(kept.folder);
    await store.write([{ key: '!format', value: '3' }]);
    await store.close();
    const message = `${kept.folder} was written by another version of dynact: it has format 3, not 2`;
    await expect(openEngine({ data: kept.folder })).rejects.toMatchObject(refusal(message));
    await expect(openEngine({ data: kept.folder })).rejects.toMatchObject(refusal(message));
  });

  it('with other files in it is left alone', async () => {
    mkdirSync(kept.folder);
    writeFileSync(join(kept.folder, 'package.json'), '{}');
    const message = `${kept.folder} has other files in it: name an empty folder, or one that dynact made`;
    await expect(openEngine({ data: kept.folder })).rejects.toMatchObject(refusal(message));
    expect(readdirSync(kept.folder)).toEqual(['package.json']);
  });

  it('that another program made is left alone', async () => {
    const store = new ClassicLevel(kept.folder);
    await store.put('a', 'b');
    await store.close();
    await expect(openEngine({ data: kept.folder })).rejects.toMatchObject(
      refusal(`${kept.folder} is the store of another program`),
    );
  });

  it('must be a folder', async () => {
    writeFileSync(kept.folder, '');
    await expect(openEngine({ data: kept.folder })).rejects.toThrow(`Cannot read ${kept.folder}: ENOTDIR`);
  });

  it('that is broken is refused', async () => {
    mkdirSync(kept.folder);
    writeFileSync(join(kept.folder, 'CURRENT'), 'garbage');
    await expect(openEngine({ data: kept.folder })).rejects.toThrow(`${kept.folder} is damaged: Corruption`);
  });
});

describe('without classic-level', () => {
  it('data cannot be kept, and all else works', async () => {
    jest.resetModules();
    jest.doMock('classic-level', () => {
      throw Object.assign(new Error("Cannot find module 'classic-level'"), { code: 'MODULE_NOT_FOUND' });
    });
    const memory = require('dynact/memory') as typeof import('dynact/memory');
    const message = 'Keeping data in a folder needs the optional dependency classic-level: npm install classic-level';
    await expect(memory.openEngine({ data: kept.folder })).rejects.toMatchObject({ name: 'DataFolderError', message });
    expect((await memory.openEngine()).tableNames).toEqual([]);
    jest.dontMock('classic-level');
  });
});
