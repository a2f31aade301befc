import { runInNewContext } from 'node:vm';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  attributes,
  DynactError,
  PartitionKey,
  SortKey,
  Table,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

class Money {
  constructor(readonly cents: number) {}
}

const money = {
  encode: (value: Money) => value.cents,
  decode: (stored: unknown) => new Money(stored as number),
};

const upperCase = {
  encode: (value: string) => value.toUpperCase(),
  decode: (stored: unknown) => (stored as string).toLowerCase(),
};

class Point {
  @Attribute() x!: number;
  @Attribute({ name: 'why' }) y?: number;
  @Attribute({ type: Date }) at?: Date;
}

class Line {
  @Attribute({ type: Point }) from!: Point;
  @Attribute({ type: [Point] }) via: Point[] = [];
  @Attribute({ type: () => Line }) next?: object;
}

class Stamp extends Date {}

@Table(uniqueTable('forms'))
class Form extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() text?: string;
  @Attribute() count?: number;
  @Attribute({ type: BigInt }) big?: bigint;
  @Attribute({ type: 'numericString' }) exact?: string;
  @Attribute() flag?: boolean;
  @Attribute({ type: Date }) date?: Date;
  @Attribute({ type: 'epochSeconds' }) expires?: Date;
  @Attribute() bytes?: Uint8Array;
  @Attribute({ type: Buffer }) buffer?: Buffer;
  @Attribute() list?: unknown[];
  @Attribute({ type: [Date] }) dates?: Date[];
  @Attribute({ type: [['bigint']] }) matrix?: bigint[][];
  @Attribute() map?: Record<string, unknown>;
  @Attribute({ type: 'set' }) words?: Set<string>;
  @Attribute({ type: 'numberSet' }) numbers?: Set<number>;
  @Attribute({ type: 'bigintSet' }) bigs?: Set<bigint>;
  @Attribute({ type: 'binarySet' }) blobs?: Set<Uint8Array>;
  @Attribute() anySet?: Set<unknown>;
  @Attribute({ type: Line }) line?: Line;
  @Attribute() any?: unknown;
  @Attribute({ codec: money }) price?: Money;
  @Attribute({ codec: { encode: (d: Date) => d.getTime(), decode: n => new Date(n as number) } }) millis?: Date;
  @Attribute({ codec: upperCase, type: 'string' }) loud?: string;
  @Attribute({ codec: { encode: (v: string[]) => new Set(v), decode: v => [...(v as Set<string>)] } }) asSet?: string[];
}

const point = (values: Partial<Point>) => Object.assign(new Point(), values);
const line = (values: Partial<Line>) => Object.assign(new Line(), values);

/** A value in another realm: what a jest context or a worker hands over. */
const foreign = <T>(expression: string): T => runInNewContext(expression) as T;

type Row = [
  property: Exclude<keyof Form & string, keyof ActiveRecord>,
  value: unknown,
  stored: AttributeValue,
  back?: unknown,
];

const rows: Row[] = [
  ['text', 'a', { S: 'a' }],
  ['text', '', { S: '' }],
  ['text', 'æ 😀 \u0000 "', { S: 'æ 😀 \u0000 "' }],
  ['text', null, { NULL: true }],
  ['count', 1.5, { N: '1.5' }],
  ['count', -0, { N: '0' }, 0],
  ['count', 1e21, { N: '1000000000000000000000' }],
  ['count', 2 ** 53, { N: '9007199254740992' }],
  ['count', 0.1 + 0.2, { N: '0.30000000000000004' }],
  ['count', -1e-7, { N: '-0.0000001' }],
  ['big', 2n ** 100n, { N: '1267650600228229401496703205376' }],
  ['big', -1n, { N: '-1' }],
  ['exact', '99999999999999999999.999999999999999999', { N: '99999999999999999999.999999999999999999' }],
  ['exact', '1.50', { N: '1.5' }, '1.5'],
  ['flag', false, { BOOL: false }],
  ['date', new Date(0), { S: '1970-01-01T00:00:00.000Z' }],
  ['date', new Date('0099-12-31T23:59:59.999Z'), { S: '0099-12-31T23:59:59.999Z' }],
  ['date', new Stamp(5), { S: '1970-01-01T00:00:00.005Z' }, new Date(5)],
  ['date', foreign<Date>('new Date(7)'), { S: '1970-01-01T00:00:00.007Z' }, new Date(7)],
  ['expires', new Date(1_700_000_000_999), { N: '1700000000' }, new Date(1_700_000_000_000)],
  ['bytes', Uint8Array.of(0, 255), { B: Uint8Array.of(0, 255) }],
  ['bytes', new Uint8Array(), { B: new Uint8Array() }],
  ['bytes', Buffer.from('hi'), { B: Uint8Array.from(Buffer.from('hi')) }, Uint8Array.from(Buffer.from('hi'))],
  ['bytes', new Uint8Array([1, 2, 3, 4]).subarray(1, 3), { B: Uint8Array.of(2, 3) }, Uint8Array.of(2, 3)],
  ['buffer', Buffer.from('hi'), { B: Uint8Array.from(Buffer.from('hi')) }],
  [
    'list',
    ['a', 1, true, null, [], {}],
    { L: [{ S: 'a' }, { N: '1' }, { BOOL: true }, { NULL: true }, { L: [] }, { M: {} }] },
  ],
  ['list', foreign('["a"]'), { L: [{ S: 'a' }] }, ['a']],
  ['dates', [new Date(0)], { L: [{ S: '1970-01-01T00:00:00.000Z' }] }],
  ['matrix', [[1n], []], { L: [{ L: [{ N: '1' }] }, { L: [] }] }],
  [
    'map',
    { a: { b: [Uint8Array.of(1), new Set(['x'])] } },
    { M: { a: { M: { b: { L: [{ B: Uint8Array.of(1) }, { SS: ['x'] }] } } } } },
  ],
  ['map', { kept: 1, undefined: undefined, empty: new Set() }, { M: { kept: { N: '1' } } }, { kept: 1 }],
  ['map', Object.assign(Object.create(null), { a: 1 }), { M: { a: { N: '1' } } }, { a: 1 }],
  ['map', foreign('({ a: { b: 1 } })'), { M: { a: { M: { b: { N: '1' } } } } }, { a: { b: 1 } }],
  ['words', new Set(['a', '']), { SS: ['', 'a'] }],
  ['words', foreign('new Set(["a"])'), { SS: ['a'] }, new Set(['a'])],
  ['numbers', new Set([1.5]), { NS: ['1.5'] }],
  ['bigs', new Set([2n ** 70n]), { NS: ['1180591620717411303424'] }],
  ['blobs', new Set([Uint8Array.of(1)]), { BS: [Uint8Array.of(1)] }],
  ['anySet', new Set([7]), { NS: ['7'] }],
  ['anySet', new Set([Uint8Array.of(1)]), { BS: [Uint8Array.of(1)] }],
  [
    'line',
    line({
      from: point({ x: 1, y: 2, at: new Date(0) }),
      via: [point({ x: 3 })],
      next: line({ from: point({ x: 4 }) }),
    }),
    {
      M: {
        from: { M: { x: { N: '1' }, why: { N: '2' }, at: { S: '1970-01-01T00:00:00.000Z' } } },
        via: { L: [{ M: { x: { N: '3' } } }] },
        next: { M: { from: { M: { x: { N: '4' } } }, via: { L: [] } } },
      },
    },
  ],
  ['any', { deep: [1, 'a'] }, { M: { deep: { L: [{ N: '1' }, { S: 'a' }] } } }],
  ['any', Uint8Array.of(9), { B: Uint8Array.of(9) }],
  ['price', new Money(150), { N: '150' }],
  ['price', null, { NULL: true }],
  ['millis', new Date(5), { N: '5' }],
  ['loud', 'abc', { S: 'ABC' }],
  ['asSet', ['a'], { SS: ['a'] }],
];

describeEachBackend('Stored forms', backend => {
  const db = useTables(backend, Form);
  let id: string;
  let counter = 0;
  beforeEach(() => {
    id = `form-${++counter}`;
  });
  const stored = () => db.stored(Form, { id: { S: id } });
  const sorted = (value: AttributeValue | undefined) => (value?.SS ? { SS: [...value.SS].sort() } : value);

  describe.each(rows)('%s as %j', (property, value, expected, back = value) => {
    it('is saved, read, updated and compared in the same form', async () => {
      const form = await Form.create({ id, [property]: value });
      expect(sorted((await stored())?.[property])).toEqual(expected);

      const found = await Form.getOrFail({ id });
      expect(found[property]).toEqual(back);
      expect(Object.getPrototypeOf(found[property] ?? Form)).toBe(Object.getPrototypeOf(back ?? Form));
      expect(found.changes()).toEqual({});
      expect(form.changes()).toEqual({});

      await form.update({ [property]: undefined } as never);
      expect(await stored()).not.toHaveProperty(property);
      await form.update({ [property]: value } as never);
      expect(sorted((await stored())?.[property])).toEqual(expected);

      const reference = attributes(Form)[property] as unknown as { eq(v: unknown): never; set(v: unknown): never };
      await form.update({ text: 'untouched' }, { condition: reference.eq(value) });
      await form.update(() => reference.set(value));
      expect(sorted((await stored())?.[property])).toEqual(expected);
      await found.reload();
      await found.save({ raiseOnConflict: true });
      expect(sorted((await stored())?.[property])).toEqual(expected);
    });
  });

  it('stores no empty Set, and reads one if none is stored', async () => {
    const form = await Form.create({ id, words: new Set() });
    expect(await stored()).toEqual({ id: { S: id } });
    expect((await Form.getOrFail({ id })).words).toEqual(new Set());
    await form.update({ words: new Set(['a']) });
    await form.update({ words: new Set() });
    expect(await stored()).toEqual({ id: { S: id } });
    await form.update(a => a.words.add(['a']));
    await form.update(a => a.words.set(new Set()));
    expect(await stored()).toEqual({ id: { S: id } });
  });

  it('takes a plain object for a nested class, which reads back as an instance', async () => {
    const form = await Form.create({ id, line: { from: { x: 1 } } as Line });
    expect((await stored())?.line).toEqual({ M: { from: { M: { x: { N: '1' } } }, via: { L: [] } } });
    await form.reload();
    expect(form.line).toEqual(line({ from: point({ x: 1 }) }));
    expect(form.line?.from).toBeInstanceOf(Point);
    expect(form.changes()).toEqual({});
  });

  it('keeps undeclared attributes of nested classes and maps', async () => {
    const from = { M: { x: { N: '1' }, legacy: { S: 'kept' } } };
    await db.write(Form, { id: { S: id }, line: { M: { from, via: { L: [from] }, old: { BOOL: true } } } });
    const form = await Form.getOrFail({ id });
    expect(form.changes()).toEqual({});
    form.line!.from.x = 2;
    form.line!.via.push(point({ x: 9 }));
    await form.save();
    expect((await stored())?.line).toEqual({
      M: {
        from: { M: { x: { N: '2' }, legacy: { S: 'kept' } } },
        via: { L: [from, { M: { x: { N: '9' } } }] },
        old: { BOOL: true },
      },
    });
    await form.update({ line: form.line });
    expect((await stored())?.line?.M?.old).toEqual({ BOOL: true });
  });

  describe('numbers', () => {
    it.each(['9007199254740993', '0.12345678901234567890', '123456789012345678901234567890'])(
      'of more digits than a JS number holds are refused on reading: %s',
      async digits => {
        await db.write(Form, { id: { S: id }, count: { N: digits } });
        const error = await failure(Form.get({ id }), ValidationError);
        expect(error.message).toMatch(/Form\.count.*bigint.*numericString/);
        expect(error.message).not.toContain(digits);
      },
    );

    it('keep their digits as bigint and as text', async () => {
      await db.write(Form, {
        id: { S: id },
        big: { N: '9007199254740993' },
        exact: { N: '0.12345678901234567890123' },
      });
      expect(await Form.get({ id })).toMatchObject({ big: 9007199254740993n, exact: '0.12345678901234567890123' });
    });

    it('with a fraction are refused as bigint', async () => {
      await db.write(Form, { id: { S: id }, big: { N: '1.5' } });
      expect((await failure(Form.get({ id }), ValidationError)).message).toContain('Form.big');
    });

    it('are refused inside lists, maps and sets too', async () => {
      await db.write(Form, { id: { S: id }, map: { M: { a: { L: [{ N: '9007199254740993' }] } } } });
      expect((await failure(Form.get({ id }), ValidationError)).message).toContain('Form.map.a[0]');
      await db.write(Form, { id: { S: id }, numbers: { NS: ['9007199254740993'] } });
      expect((await failure(Form.get({ id }), ValidationError)).message).toContain('Form.numbers');
    });

    it.each([
      ['count', Number.MAX_VALUE],
      ['count', Number.MIN_VALUE],
      ['big', 10n ** 40n + 1n],
      ['big', 10n ** 130n],
      ['exact', '1'.repeat(39)],
      ['exact', 'twelve'],
      ['exact', ''],
      ['exact', '0x10'],
    ] as const)('that DynamoDB cannot hold are refused on writing: %s', async (property, value) => {
      const error = await failure(Form.create({ id, [property]: value }), ValidationError);
      expect(error.message).toContain(`Form.${property}`);
      expect(db.sent).toEqual([]);
    });
  });

  it('refuses stored values of another type than the class declares', async () => {
    await db.write(Form, { id: { S: id }, date: { N: '5' } });
    const error = await failure(Form.get({ id }), DynactError);
    expect(error.message).toBe(
      'Form.date: is stored as N, which is not a Date: declare its `type`, or give it a `codec`',
    );
    await db.write(Form, { id: { S: id }, date: { S: 'not a date' } });
    expect((await failure(Form.get({ id }), ValidationError)).message).toContain('Form.date');
  });

  it("hands out values that are the record's own", async () => {
    const bytes = Uint8Array.of(1);
    const form = await Form.create({ id, bytes, blobs: new Set([bytes]), map: { bytes } });
    bytes[0] = 2;
    expect(Object.keys(form.changes())).toEqual(['bytes', 'map', 'blobs']);
    const found = await Form.getOrFail({ id });
    found.bytes![0] = 3;
    expect(found.changes()).toEqual({ bytes: { from: Uint8Array.of(1), to: Uint8Array.of(3) } });
  });
});

@Table(uniqueTable('coded-keys'))
class CodedKey extends ActiveRecord {
  @PartitionKey({ codec: { encode: (v: string) => `USER#${v}`, decode: v => (v as string).slice(5) } }) user!: string;
  @SortKey({ type: Date }) at!: Date;
  @Attribute() n?: number;
}

@Table(uniqueTable('binary-keys'))
class BinaryKey extends ActiveRecord {
  @PartitionKey({ type: Uint8Array }) id!: Uint8Array;
  @SortKey({ type: 'bigint' }) at!: bigint;
}

@Table(uniqueTable('seconds'))
class Seconds extends ActiveRecord {
  @PartitionKey({ type: 'number' }) id!: number;
  @SortKey({ type: 'epochSeconds' }) at!: Date;
}

describeEachBackend('Keys', backend => {
  const db = useTables(backend, CodedKey, BinaryKey, Seconds);

  it('go through their codecs', async () => {
    const at = new Date(0);
    const record = await CodedKey.create({ user: 'u', at });
    const key = { user: { S: 'USER#u' }, at: { S: '1970-01-01T00:00:00.000Z' } };
    expect(await db.stored(CodedKey, key)).toEqual(key);
    expect(await CodedKey.get({ user: 'u', at })).toMatchObject({ user: 'u', at });
    await record.update(a => a.n.add(1), { condition: a => a.user.eq('u').and(a.at.lte(new Date(1))) });
    expect(await CodedKey.updateByKey({ user: 'u', at }, { n: 5 })).toMatchObject({ user: 'u', n: 5 });
    await record.reload();
    await record.delete({ raiseOnConflict: true });
    expect(await db.stored(CodedKey, key)).toBeUndefined();
  });

  it('may be binary and bigint', async () => {
    const id = Uint8Array.of(1, 2);
    await BinaryKey.create({ id, at: 2n ** 64n });
    expect(await BinaryKey.get({ id, at: 2n ** 64n })).toMatchObject({ id, at: 2n ** 64n });
    const found = await BinaryKey.getOrFail({ id, at: 2n ** 64n });
    await found.save({ raiseOnConflict: true });
    await expect(BinaryKey.create({ id, at: 2n ** 64n })).rejects.toMatchObject({ key: { id, at: 2n ** 64n } });
  });

  it('may be a number and a Date in seconds', async () => {
    await Seconds.create({ id: 0, at: new Date(5_000) });
    expect(await Seconds.get({ id: -0, at: new Date(5_999) })).toMatchObject({ id: 0, at: new Date(5_000) });
  });
});
