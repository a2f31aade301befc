import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AfterLoad, Attribute, PartitionKey, Table, ValidationError } from 'dynact';
import { targetOf } from '../../lib/client/target';
import { load, loadAll, loadEach, loadImage, loadInto } from '../../lib/load/load';
import { metadataOf } from '../../lib/metadata/entity-metadata';
import type { Item } from '../../lib/wire/attribute-value';

@Table('plain')
class Plain {
  @PartitionKey() id!: string;
  @Attribute() n: number = 0;
}

const order: string[] = [];

@Table('hooked')
class Hooked {
  @PartitionKey() id!: string;

  @AfterLoad() async first() {
    order.push(`${this.id} begins`);
    await Promise.resolve();
    order.push(`${this.id} ends`);
  }
}

@Table('counted')
class Counted {
  @PartitionKey({ autoIncrement: true }) id?: number;
}

const client = new DynamoDBClient({});
const [plain, hooked, counted] = [Plain, Hooked, Counted].map(type => targetOf(metadataOf(type), { client })) as [
  ReturnType<typeof targetOf>,
  ReturnType<typeof targetOf>,
  ReturnType<typeof targetOf>,
];
const item = (id: string): Item => ({ id: { S: id } });

describe('what was read', () => {
  beforeEach(() => {
    order.length = 0;
  });

  it('becomes records at once, without a promise, where no hook waits', () => {
    expect(load(plain, item('a'), {})).toBeInstanceOf(Plain);
    const records = loadAll(plain, [item('a'), undefined, item('b')], {});
    expect(records).toEqual([expect.any(Plain), undefined, expect.any(Plain)]);
    expect(loadEach([{ source: hooked, item: item('a') }], { skipHooks: true })).toEqual([expect.any(Hooked)]);
    expect(loadInto(plain, new Plain(), item('a'), {})).toBeUndefined();
  });

  it('becomes records whose hooks run one after the other', async () => {
    const loading = loadAll<Hooked>(hooked, [item('a'), undefined, item('b')], {});
    expect(loading).toBeInstanceOf(Promise);
    expect((await loading).map(record => record?.id)).toEqual(['a', undefined, 'b']);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('is one record for each class that read the item, and its hooks run once', async () => {
    const same = item('a');
    const reads = [hooked, plain, hooked, hooked].map(source => ({ source, item: same }));
    const made: (object | undefined)[][] = [];
    const [first, other, second] = await loadEach(reads, {}, records => {
      expect(order).toEqual([]);
      made.push(records);
    });
    expect(first).toBeInstanceOf(Hooked);
    expect(second).toBe(first);
    expect(other).toBeInstanceOf(Plain);
    expect(made).toEqual([[first, other, first, first]]);
    expect(order).toEqual(['a begins', 'a ends']);
  });

  it('is undefined if the item is not a record of the class', () => {
    const counter: Item = { id: { N: '-1' }, lastId: { N: '7' } };
    expect(load(counted, counter, {})).toBeUndefined();
    expect(loadAll(counted, [counter, { id: { N: '1' } }], {})).toEqual([undefined, expect.any(Counted)]);
    expect(loadImage(counted.metadata, counter)).toBeInstanceOf(Counted);
  });

  it('is left out, or an error with its key, if it cannot be decoded', () => {
    const bad: Item = { ...item('a'), n: { S: 'x' } };
    expect(loadAll(plain, [bad, item('b')], { onDecodeError: 'skip' })).toEqual([undefined, expect.any(Plain)]);
    const record = Object.assign(new Plain(), { id: 'old', n: 5 });
    for (const read of [() => loadAll(plain, [bad], {}), () => loadInto(plain, record, bad, {})]) {
      expect(read).toThrow(expect.objectContaining({ key: { id: 'a' } }));
      expect(read).toThrow(ValidationError);
    }
    expect(record).toEqual({ id: 'old', n: 5 });
  });
});
