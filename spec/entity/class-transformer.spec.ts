import { Exclude, Expose, Transform, Type } from 'class-transformer';
import { ActiveRecord, Attribute, PartitionKey, repository, Table } from 'dynact';

describe('decorators of class-transformer', () => {
  class Inner {
    @Expose({ name: 'label' }) @Attribute() name!: string;
  }

  class Tag {
    constructor(readonly text = '') {}
  }

  @Table('presented')
  class Presented extends ActiveRecord {
    @PartitionKey() id!: string;
    @Exclude() @Attribute() password?: string;
    @Exclude({ toPlainOnly: true }) @Attribute() writeOnly?: string;
    @Exclude({ toClassOnly: true }) @Attribute() readOnly?: string;
    @Expose({ groups: ['admin'] }) @Attribute() grouped?: string;
    @Transform(({ value }) => String(value).toUpperCase(), { toPlainOnly: true }) @Attribute() country?: string;
    @Transform(({ value, obj, key }) => `${value}/${obj.id}/${key}`, { toClassOnly: true }) @Attribute() route?: string;
    @Attribute({ type: Inner }) inner?: Inner;
    @Attribute({ type: [Inner] }) list: Inner[] = [];
    @Type(() => Tag) @Attribute({ codec: { encode: (t: Tag) => t.text, decode: t => new Tag(t as string) } }) tag?: Tag;
    @Expose() note?: string;
    @Transform(({ value }) => `~${value}`) approximate?: string;
    inMemory?: string;
    @Expose() get shout(): string {
      return `${this.id}!`;
    }
  }

  class Child extends Presented {}

  @Exclude()
  class Closed {
    @Expose() @Attribute() open = 'o';
    @Attribute() shut = 's';
  }

  @Table('holder')
  class Holder {
    @PartitionKey() id = 'a';
    @Attribute({ type: Closed }) closed = new Closed();
  }

  it.each([Presented, Child])('apply on the way out: %p', type => {
    const inner = Object.assign(new Inner(), { name: 'n' });
    const values = { password: 'p', writeOnly: 'w', readOnly: 'r', grouped: 'g', country: 'no', inner, list: [inner] };
    const plain = type.build({ id: 'a', ...values }).toObject();
    expect(plain).toMatchObject({ id: 'a', readOnly: 'r', country: 'NO', shout: 'a!' });
    expect(plain).toMatchObject({ inner: { label: 'n' }, list: [{ label: 'n' }] });
    const known = Object.assign(type.build({ id: 'a' }), { note: 'n', approximate: '7', inMemory: 'm' });
    expect(known.toObject()).toMatchObject({ note: 'n', approximate: '~7' });
    expect(known.toObject()).not.toHaveProperty('inMemory');
    for (const absent of ['password', 'writeOnly', 'grouped']) expect(plain).not.toHaveProperty(absent);
    expect(JSON.parse(JSON.stringify(type.build({ id: 'a', ...values })))).not.toHaveProperty('password');
  });

  it.each([Presented, Child])('apply on the way in: %p', type => {
    const record = type.fromObject({
      id: 'a',
      password: 'p',
      writeOnly: 'w',
      readOnly: 'r',
      grouped: 'g',
      route: 'x',
      inner: { label: 'm' },
      list: [{ label: 'o' }],
      tag: { text: 't' },
      note: 'exposed, though no attribute',
      shout: 'ignored',
    });
    expect([record.password, record.readOnly, record.grouped, record.writeOnly]).toEqual([
      undefined,
      undefined,
      undefined,
      'w',
    ]);
    expect(record).toMatchObject({ route: 'x/a/route', note: 'exposed, though no attribute', shout: 'a!' });
    expect(record.inner).toEqual(Object.assign(new Inner(), { name: 'm' }));
    expect(record.list[0]).toBeInstanceOf(Inner);
    expect(record.tag).toEqual(new Tag('t'));
  });

  it('on a whole class show only what is exposed', () => {
    const holder = repository(Holder);
    expect(holder.toObject(new Holder())).toEqual({ id: 'a', closed: { open: 'o' } });
    expect(holder.fromObject({ closed: { open: 'x', shut: 'y' } }).closed).toEqual(
      Object.assign(new Closed(), { open: 'x' }),
    );
  });
});
