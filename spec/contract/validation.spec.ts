import {
  ActiveRecord,
  Attribute,
  batchWrite,
  PartitionKey,
  repository,
  Table,
  transact,
  ValidationError,
} from 'dynact';
import { z } from 'zod';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

const span = z
  .object({ from: z.number(), to: z.number() })
  .refine(({ from, to }) => from <= to, { error: 'must not end before it begins', path: ['to'] });

@Table({ name: uniqueTable('validated'), schema: span })
class Booking extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ schema: z.string().trim().min(2), transform: true }) guest = 'Jo';
  @Attribute({ type: Number }) from = 1;
  @Attribute({ type: Number }) to = 2;
}

class Guest {
  #name = '';

  @Attribute({ type: String })
  get name(): string {
    return this.#name;
  }
  set name(name: string) {
    this.#name = name;
  }

  @Attribute({ type: String, schema: z.string().trim(), transform: true }) room = '';
}

@Table(uniqueTable('validated-stays'))
class Stay extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @Attribute({ type: Guest }) guest?: Guest;
}

describeEachBackend('A validated class', backend => {
  const db = useTables(backend, Booking, Stay);
  let id = 0;
  let booking: Booking;
  beforeEach(async () => {
    booking = await Booking.create({ id: `b${++id}` });
    db.sent.length = 0;
  });
  const stored = () => db.stored(Booking, { id: { S: booking.id } });

  it('keeps what a nested class holds in private fields, where a schema changes another value', async () => {
    const guest = Object.assign(new Guest(), { name: 'Jo', room: ' 7 ' });
    await Stay.create({ id: 's', guest });
    expect(await db.stored(Stay, { id: { S: 's' } })).toEqual({
      id: { S: 's' },
      guest: { M: { name: { S: 'Jo' }, room: { S: '7' } } },
    });
    expect(await Stay.get({ id: 's' })).toMatchObject({ guest: { name: 'Jo', room: '7' } });
  });

  it.each<[string, (valid: Booking) => Promise<unknown>, PropertyKey[]]>([
    ['save', valid => Object.assign(valid, { from: 9 }).save(), ['to']],
    ['saveChanges', valid => Object.assign(valid, { guest: ' x ' }).saveChanges(), ['guest']],
    ['update', valid => valid.update({ from: 9 }), ['to']],
    ['updateByKey', ({ id }) => Booking.updateByKey({ id }, { guest: 'x' }), ['guest']],
    ['upsert', ({ id }) => Booking.upsert({ id, guest: 'x' }), ['guest']],
    ['create', ({ id }) => Booking.create({ id: `${id}-new`, guest: 'x' }), ['guest']],
    [
      'batchWrite',
      ({ id }) => batchWrite([Booking.build({ id, from: 5, to: 6 }), Booking.build({ id: `${id}-b`, from: 9 })]),
      ['to'],
    ],
    [
      'transact',
      ({ id }) =>
        transact(tx => {
          tx.update(Booking, { id }, { from: 0 });
          tx.save(Booking.build({ id: `${id}-t`, guest: 'x' }));
        }),
      ['guest'],
    ],
  ])('refuses invalid values in %s, before anything is sent', async (_, write, path) => {
    const before = await stored();
    const error = await failure(write(booking), ValidationError);
    expect(error.code).toBe('VALIDATION');
    expect(error.issues.map(issue => issue.path)).toEqual([path]);
    expect(db.sent).toEqual([]);
    expect(await stored()).toEqual(before);
  });

  it('stores the output of a schema, and memory follows', async () => {
    booking.guest = '  Ann ';
    await booking.save();
    expect([booking.guest, (await stored())!.guest]).toEqual(['Ann', { S: 'Ann' }]);
    await booking.update({ guest: ' Eve  ' });
    expect([booking.guest, (await stored())!.guest]).toEqual(['Eve', { S: 'Eve' }]);
  });

  it('leaves memory as it is if the write is refused', async () => {
    booking.guest = '  Ann ';
    await booking.save({ condition: b => b.from.gt(100) }).catch(() => {});
    expect(booking.guest).toBe('  Ann ');
    expect((await stored())!.guest).toEqual({ S: 'Jo' });
  });

  it('reads invalid values, and writes them if told to', async () => {
    booking.from = 9;
    await booking.save({ validate: false });
    expect(await Booking.get({ id: booking.id })).toMatchObject({ from: 9, to: 2 });
    expect((await failure(repository(Booking).validate(booking), ValidationError)).issues).toHaveLength(1);
  });
});
