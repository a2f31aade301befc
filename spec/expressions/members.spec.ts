import {
  Attribute,
  attributes,
  createTable,
  PartitionKey,
  repository,
  setDefaultClient,
  Table,
  ValidationError,
} from 'dynact';
import { memoryClient } from 'dynact/memory';

const NAMES = [
  'at',
  'plus',
  'minus',
  'add',
  'delete',
  'contains',
  'append',
  'prepend',
  'lt',
  'lte',
  'gt',
  'gte',
] as const;
const MORE = ['between', 'beginsWith', 'then', 'constructor2'] as const;

class Inner {
  @Attribute({ type: Number }) at?: number;
  @Attribute({ type: Number }) plus?: number;
  @Attribute({ type: Number }) minus?: number;
  @Attribute({ type: Number }) add?: number;
  @Attribute({ type: Number }) delete?: number;
  @Attribute({ type: Number }) contains?: number;
  @Attribute({ type: Number }) append?: number;
  @Attribute({ type: Number }) prepend?: number;
  @Attribute({ type: Number }) lt?: number;
  @Attribute({ type: Number }) lte?: number;
  @Attribute({ type: Number }) gt?: number;
  @Attribute({ type: Number }) gte?: number;
  @Attribute({ type: Number }) between?: number;
  @Attribute({ type: Number }) beginsWith?: number;
  @Attribute({ name: 'then', type: Number }) then?: number;
  @Attribute({ type: Number }) constructor2?: number;
  @Attribute({ type: Number }) size?: number;
}

class Money {
  constructor(readonly cents: number) {}
}

@Table('outer')
class Outer {
  @PartitionKey() id = 'a';
  @Attribute({ type: Inner }) inner?: Inner;
  @Attribute({ type: { map: Inner } }) places: Record<string, Inner> = {};
  @Attribute({ type: 'map' }) open: Record<string, number> = {};
  @Attribute({ codec: { encode: (m: Money) => m.cents, decode: n => new Money(n as number) } }) price?: Money;
}

const outers = repository(Outer);

beforeAll(async () => {
  setDefaultClient(memoryClient());
  await createTable(Outer);
  const inner = Object.assign(new Inner(), { size: 1 });
  for (const name of [...NAMES, ...MORE]) inner[name] = 1;
  await outers.save(outers.build({ inner, places: { at: inner }, open: { at: 1 }, price: new Money(5) }));
});
afterAll(() => setDefaultClient(undefined));

describe.each([...NAMES, ...MORE])('a member named %s', name => {
  it('is an attribute like any other', async () => {
    const found = (condition: Parameters<ReturnType<typeof outers.scan>['filter']>[0]) =>
      outers.scan().filter(condition).count();
    expect(await found(o => o.inner[name].eq(1))).toBe(1);
    expect(await found(o => o.inner[name].gt(1))).toBe(0);
    expect(await found(o => o.places.at![name].eq(1))).toBe(1);
    await outers.updateByKey({ id: 'a' }, o => [o.inner[name].add(1)]);
    expect((await outers.getOrFail({ id: 'a' })).inner![name]).toBe(2);
  });
});

it('a member named like a method of maps is reached by name', () => {
  const { inner, open } = attributes(Outer);
  expect(inner.get('size').eq(1).node).toMatchObject({ left: { path: ['inner', 'size'] } });
  expect(open.at!.eq(1).node).toMatchObject({ left: { path: ['open', 'at'] } });
});

it('a map of a class has instances, in nested maps of plain objects too', async () => {
  const found = await outers.getOrFail({ id: 'a' });
  expect(found.places.at).toBeInstanceOf(Inner);
  const built = outers.build({ places: { home: { at: 1 } as Inner } });
  expect(built.places.home).toBeInstanceOf(Inner);
  expect(outers.toObject(built).places).toEqual({ home: expect.objectContaining({ at: 1 }) });
  expect(outers.fromObject(JSON.parse(JSON.stringify(outers.toJSON(built)))).places.home).toBeInstanceOf(Inner);
  expect(() => outers.toItem(outers.build({ places: { home: { nope: 1 } as never } }))).toThrow(/places\.home\.nope/);
});

it('what a codec stores is compared as a whole', async () => {
  const { price } = attributes(Outer);
  expect(() => price.cents).toThrow(ValidationError);
  expect(() => price.cents).toThrow(/^Outer\.price has a codec, so its "cents" is not stored.*Coded/);
  expect(
    await outers
      .scan()
      .filter(o => o.price.eq(new Money(5)))
      .count(),
  ).toBe(1);
});
