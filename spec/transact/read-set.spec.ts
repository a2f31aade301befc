import { Attribute, PartitionKey, Table, Version } from 'dynact';
import { memoryClient } from 'dynact/memory';
import { targetOf } from '../../lib/client/target';
import { metadataOf } from '../../lib/metadata/entity-metadata';
import { BlockRead, ReadSet } from '../../lib/transact/read-set';
import type { Item } from '../../lib/wire/attribute-value';

@Table('things')
class Thing {
  @PartitionKey() id!: number;
  @Attribute() colour?: string;
}

@Table('things')
class Versioned {
  @PartitionKey() id!: number;
  @Attribute() size?: number;
  @Version() version?: number;
}

@Table('things')
class Timed {
  @PartitionKey() id!: number;
  @Version({ start: 'time' }) version?: number;
}

const client = memoryClient();
const thing = targetOf(metadataOf(Thing), { client });
const versioned = targetOf(metadataOf(Versioned), { client });
const timed = targetOf(metadataOf(Timed), { client });
afterAll(() => client.destroy());
const key: Item = { id: { N: '1' } };

describe('what a block read', () => {
  it('is read once for each item, however its key is spelled, also while the read is under way', async () => {
    const reads = new ReadSet(true);
    const read = jest.fn(async () => ({ ...key }));
    const first = reads.once(thing, key, read);
    const second = reads.once(versioned, { id: { N: '1.0' } }, read);
    expect(reads.find('things', key)).toBeUndefined();
    expect(await first).toBe(await second);
    expect(await reads.once(thing, key, read)).toBe(await first);
    expect(read).toHaveBeenCalledTimes(1);
    expect(reads.find('things', { id: { N: '1e0' } })).toBe(await first);
    expect(reads.toCheck()).toEqual([await first]);
  });

  it('may be read again when a read failed', async () => {
    const reads = new ReadSet(true);
    await expect(reads.once(thing, key, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(reads.toCheck()).toEqual([]);
    expect((await reads.once(thing, key, async () => undefined)).item).toBeUndefined();
    expect(reads.toCheck()).toHaveLength(1);
  });

  it('is not checked without isolation', async () => {
    const reads = new ReadSet(false);
    await reads.once(thing, key, async () => undefined);
    expect(reads.toCheck()).toEqual([]);
    expect(reads.find('things', key)).toBeDefined();
  });

  it('is one record for each class', async () => {
    const read = new BlockRead(thing, key, { ...key, colour: { S: 'red' }, size: { N: '2' } });
    const [record, same, other] = await Promise.all([read.as(thing, {}), read.as(thing, {}), read.as(versioned, {})]);
    expect(record).toBe(same);
    expect([record, other]).toEqual([{ id: 1, colour: 'red' }, expect.objectContaining({ id: 1, size: 2 })]);
    expect(read.records).toEqual([record, other]);
    expect(await new BlockRead(thing, key, undefined).as(thing, {})).toBeUndefined();
  });
});

describe('what must hold of it at commit', () => {
  const expected = (read: BlockRead) => Object.fromEntries(read.expectation.attributes);

  it('is that the item is still absent', () => {
    expect(expected(new BlockRead(thing, key, undefined))).toEqual({ id: undefined });
  });

  it('is that each attribute is unchanged, and other declared attributes are absent', () => {
    const item: Item = { ...key, other: { S: 'x' } };
    expect(expected(new BlockRead(thing, key, item))).toEqual({ ...item, colour: undefined });
  });

  it('applies to each class that the item was read as', async () => {
    const read = new BlockRead(thing, key, { ...key });
    await read.as(versioned, {});
    expect(expected(read)).toEqual({ ...key, colour: undefined, size: undefined, version: undefined });
  });

  it('is a version that never repeats, of an item that has more attributes than an expression takes', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x${i}`, { S: `${i}` }]));
    const item: Item = { ...many, ...key, version: { N: '1790000000000' } };
    expect(expected(new BlockRead(timed, key, item))).toEqual({ ...key, version: { N: '1790000000000' } });
    for (const type of [thing, versioned]) {
      expect(() => expected(new BlockRead(type, key, item))).toThrow(
        /: .* 15\d attributes.*@Version\({ start: 'time' }\)/,
      );
    }
  });
});
