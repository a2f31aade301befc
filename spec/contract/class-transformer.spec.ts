import { Exclude, Expose, Transform } from 'class-transformer';
import { ActiveRecord, Attribute, PartitionKey, Table } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { useTables } from './harness';

// Legacy decorators only: class-transformer's own do not run under standard ones.
class Presented {
  @Expose({ name: 'label' }) @Attribute() name!: string;
}

@Table(uniqueTable('presented'))
class Profile extends ActiveRecord {
  @PartitionKey() id!: string;
  @Exclude() @Attribute() password?: string;
  @Expose() get initials(): string {
    return this.id.slice(0, 1).toUpperCase();
  }
  @Transform(({ value }) => String(value).toUpperCase(), { toPlainOnly: true }) @Attribute() country?: string;
  @Attribute({ type: Presented }) inner?: Presented;
  @Attribute() photo?: Uint8Array;
  @Attribute({ type: Buffer }) avatar?: Buffer;
  @Attribute({ type: ['binary'] }) files?: Uint8Array[];
  @Attribute({ type: 'binarySet' }) keys?: Set<Uint8Array>;
  @Attribute({ type: [Presented] }) list: Presented[] = [];
  @Attribute({ type: 'bigintSet' }) big?: Set<bigint>;
  @Attribute({ type: BigInt }) points?: bigint;
}

describeEachBackend('class-transformer', backend => {
  const db = useTables(backend, Profile);

  it('applies class-transformer decorators', () => {
    const inner = Object.assign(new Presented(), { name: 'n' });
    const profile = Profile.build({ id: 'a', password: 'secret', country: 'no', inner, list: [inner] });
    expect(profile.toObject()).toMatchObject({ id: 'a', country: 'NO', inner: { label: 'n' }, list: [{ label: 'n' }] });
    expect(profile.toObject()).not.toHaveProperty('password');
    const again = Profile.fromObject({ id: 'a', password: 'x', inner: { label: 'm' }, list: [{ label: 'o' }] });
    expect(again.password).toBeUndefined();
    expect(again.inner).toEqual(Object.assign(new Presented(), { name: 'm' }));
    expect(again.list[0]).toBeInstanceOf(Presented);
    expect(again.list[0]!.name).toBe('o');
  });

  it('skips getters, which no plain object can set', () => {
    const profile = Profile.build({ id: 'a', country: 'no' });
    expect(profile.toObject()).toMatchObject({ initials: 'A' });
    expect(Profile.fromObject({ ...profile.toObject(), isNew: false, isChanged: 1 })).toMatchObject({ id: 'a' });
  });

  it('takes bytes, bigints and sets through toObject and fromObject', () => {
    const profile = Profile.build({
      id: 'a',
      photo: Uint8Array.of(1, 2),
      avatar: Buffer.from('hi'),
      points: 2n ** 70n,
      big: new Set([2n ** 65n]),
    });
    const again = Profile.fromObject(profile.toObject());
    expect(again).toMatchObject({ photo: Uint8Array.of(1, 2), points: 2n ** 70n, big: new Set([2n ** 65n]) });
    expect(again.avatar?.toString()).toBe('hi');
    expect(profile.photo).toBeInstanceOf(Uint8Array);
  });

  it('takes bytes through JSON, also those in lists and maps', async () => {
    const values = { photo: Uint8Array.of(1, 2), avatar: Buffer.from('hi'), files: [Uint8Array.of(3)] };
    const profile = Profile.build({ id: 'bytes', ...values, keys: new Set([Uint8Array.of(4)]) });
    const again = Profile.fromObject(JSON.parse(JSON.stringify(profile)));
    await Profile.fromObject(JSON.parse(JSON.stringify(profile.toObject()))).save();
    expect(await db.stored(Profile, { id: { S: 'bytes' } })).toMatchObject({
      photo: { B: Uint8Array.of(1, 2) },
      avatar: { B: Uint8Array.from(Buffer.from('hi')) },
      files: { L: [{ B: Uint8Array.of(3) }] },
      keys: { BS: [Uint8Array.of(4)] },
    });
    expect(again.avatar?.toString()).toBe('hi');
  });
});
