import {
  ConfigurationError,
  createTable,
  DynactError,
  load,
  repository,
  setDefaultClient,
  tableDefinition,
  UniqueError,
  ValidationError,
  within,
} from 'dynact';
import { memoryClient } from 'dynact/memory';
import { compiled, DECORATORS, evaluated } from '../support/compiled';
import type * as Entities from './fixtures/entities';
import type * as Owned from './fixtures/owned';
import type * as Shared from './fixtures/shared';

type Fixture = typeof Entities;

afterAll(() => setDefaultClient(undefined));

describe.each(DECORATORS)('entities under %s decorators', kind => {
  let fixture: Fixture;

  beforeAll(async () => {
    fixture = compiled<Fixture>('decorators/fixtures/entities.ts', kind);
    setDefaultClient(memoryClient());
    await createTable(fixture.Contact);
  });

  it('have fields, getters, accessors, nested classes, versions and hooks', async () => {
    const { Contact, Point } = fixture;
    const center = Object.assign(new Point(), { x: 3 });
    const made = await Contact.create({ id: '1', section: 's', email: 'a@b.io', nickname: 'Jo', center });
    expect(made.hooks).toEqual(['stamp']);
    expect([made.label, made.version, made.domain]).toEqual(['friend', 1, 'b.io']);

    const found = await Contact.getOrFail({ id: '1', section: 's' });
    expect(found.hooks).toEqual(['loaded']);
    expect(found.center).toBeInstanceOf(Point);
    expect([found.label, found.nickname, found.center?.x, found.center?.y]).toEqual(['friend', 'Jo', 3, 0]);
    found.label = 'foe';
    found.createdAt = new Date(0);
    expect(found.changes()).toEqual({
      label: { from: 'friend', to: 'foe' },
      createdAt: { from: undefined, to: new Date(0) },
    });
    await found.save();
    expect(found.version).toBe(2);
    const again = await Contact.getOrFail({ id: '1', section: 's' });
    expect([again.label, again.createdAt]).toEqual(['foe', new Date(0)]);
  });

  it('have indexes in the order in which they stand', () => {
    const { GlobalSecondaryIndexes = [] } = tableDefinition(fixture.Contact);
    expect(GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)).toEqual(['byDomain', 'byEmail']);
  });

  it('inherit, and add nothing to their parents', () => {
    const { Contact, Friend, Other } = fixture;
    expect(Friend.build({ email: 'a@b.io' }).note).toBe('');
    expect(Other.build({ only: 'x' }).only).toBe('x');
    expect(() => Contact.build({ only: 'x' } as object)).toThrow(/Contact has no attribute "only"/);
  });

  it.each([
    ['a static member', '@Attribute() static text = ""', /^text cannot be an attribute: only public instance members/],
    ['a symbol', '@Attribute() [Symbol("s")] = ""', /^Symbol\(s\) cannot be an attribute/],
    ['a static hook', '@BeforeSave() static run() {}', /^run cannot be a hook/],
    ['two decorators', '@Attribute() @Attribute() text = ""', /^(Wrong\.)?text is decorated twice/],
  ])('refuse %s', (_, member, message) => {
    const define = () =>
      evaluated(`import { Attribute, BeforeSave } from 'dynact'; class Wrong { ${member} }`, kind, {
        dynact: { ...jest.requireActual<object>('dynact') },
      });
    expect(define).toThrow(ConfigurationError);
    expect(define).toThrow(message);
  });

  it.each(DECORATORS)('are bases of classes under %s decorators', async other => {
    const child = evaluated<{ Child: new () => InstanceType<Fixture['Contact']> & { extra: number } }>(
      `import { Attribute } from 'dynact'; import { Contact, Point } from 'entities';
       export class Child extends Contact { @Attribute({ type: Point }) other = new Point(); @Attribute() extra = 1; }`,
      other,
      { entities: fixture },
    );
    const children = repository(child.Child);
    await children.create({ id: `child of ${other}`, section: 's', email: 'a@b.io' });
    const found = await children.getOrFail({ id: `child of ${other}`, section: 's' });
    expect([found.extra, found.label, found.version]).toEqual([1, 'friend', 1]);
    expect(found).toHaveProperty('other', expect.any(fixture.Point));
  });
});

describe.each(DECORATORS)('entities of a shared table under %s decorators', kind => {
  let fixture: typeof Shared;

  beforeAll(async () => {
    fixture = compiled<typeof Shared>('decorators/fixtures/shared.ts', kind);
    setDefaultClient(memoryClient());
    await createTable(fixture.User);
  });

  it('have times, generated and hidden values, keys and a class by the discriminator', async () => {
    const { Admin, User } = fixture;
    const user = await User.create({ org: 'o', email: 'a@b.io', handle: 'Jo', secret: 's' });
    expect(user.id).toMatch(/^[0-9A-Z]{26}$/);
    expect([user.luck, user.owner, user.deletedAt]).toEqual([7, 'root', undefined]);
    expect(user.updatedAt).toEqual(user.createdAt);
    expect(user.expiresAt!.getTime() - user.createdAt!.getTime()).toBeLessThanOrEqual(86_400_000);
    expect(user.toObject()).toMatchObject({ boss: 'root', handle: 'Jo' });
    expect(user.toObject()).not.toHaveProperty('secret');

    await Admin.create({ org: 'o', email: 'c@d.io', handle: 'Al', rights: ['all'] });
    const found = await User.query({ org: 'o' }).all();
    expect(new Set(found.map(user => user.constructor))).toEqual(new Set([User, Admin]));
    expect(found.find(({ email }) => email === 'a@b.io')).toMatchObject({
      id: user.id,
      secret: 's',
      luck: 7,
      createdAt: user.createdAt,
    });
    expect(await User.query({ owner: 'root' }).index('byOwner').count()).toBe(2);

    await user.softDelete();
    expect([user.deletedAt, (await User.query({ org: 'o' }).all()).length]).toEqual([expect.any(Date), 1]);
  });

  it('have unique values and schemas', async () => {
    const { User } = fixture;
    await User.create({ org: 'p', email: 'e@f.io', handle: 'Eve' });
    const taken = User.create({ org: 'p', email: 'g@h.io', handle: 'EVE' });
    await expect(taken).rejects.toThrow(UniqueError);
    await expect(User.create({ org: 'q', email: 'nobody', handle: 'Eve' })).rejects.toThrow(ValidationError);
    expect((await User.findBy({ email: 'e@f.io' }))?.handle).toBe('Eve');
  });
});

describe.each(DECORATORS)('entities that belong to others under %s decorators', kind => {
  let fixture: typeof Owned;

  beforeAll(async () => {
    fixture = compiled<typeof Owned>('decorators/fixtures/owned.ts', kind);
    setDefaultClient(memoryClient());
    for (const type of [fixture.Customer, fixture.Order, fixture.Counter]) await createTable(type);
  });

  const as = <R>(tenant: string | number, run: () => R): R => within({ tenant }, run);

  it('have tenants, of text and of numbers', async () => {
    const { Counter, Order } = fixture;
    await as('a', () => Order.create({ tenant: 'a', id: '1' }));
    await expect(as('b', async () => Order.get({ tenant: 'a', id: '1' }))).rejects.toThrow(ValidationError);
    await expect(as('b', async () => Order.create({ tenant: 'a', id: '2' }))).rejects.toThrow(ValidationError);
    await as(7, () => Counter.create({ tenant: 7 }));
    expect((await as(7, () => Counter.get({ tenant: 7 })))?.count).toBe(0);
    await expect(as(8, async () => Counter.get({ tenant: 7 }))).rejects.toThrow(ValidationError);
  });

  it('load the record that they belong to, of a subclass with times, and the records that it has', async () => {
    const { Company, Customer, Order } = fixture;
    await as('c', async () => {
      const company = await Company.create({ tenant: 'c', id: 'x', vat: '1' });
      expect(company.updatedAt!.getTime()).toBeLessThanOrEqual(company.createdAt!.getTime());
      await Order.create({ tenant: 'c', id: '1', customerId: 'x' });
      await Order.create({ tenant: 'c', id: '2' });

      const orders = await Order.query({ tenant: 'c' }).all();
      expect(orders.map(({ customer }) => customer)).toEqual([undefined, undefined]);
      await load(orders, 'customer');
      expect(orders.map(({ customer }) => customer?.constructor)).toEqual([Company, undefined]);
      expect(orders[0]!.customer).toMatchObject({ vat: '1', createdAt: company.createdAt });
      expect(orders[0]!.isChanged).toBe(false);
      expect(orders[0]!.toObject()).not.toHaveProperty('customer');

      const customer = await Customer.getOrFail({ tenant: 'c', id: 'x' });
      const had = await load(customer, 'orders');
      expect((await had.all()).map(({ id }) => id)).toEqual(['1']);
    });
  });
});

describe.each(DECORATORS.filter(kind => kind !== 'legacy'))('standard decorators, %s,', kind => {
  it('refuse a private member', () => {
    const define = () =>
      evaluated(`import { Attribute } from 'dynact'; class Wrong { @Attribute() #text = ''; }`, kind);
    expect(define).toThrow(/#text cannot be an attribute: only public instance members/);
  });
});

it('says what to do where a compiler gives no metadata', () => {
  const { Attribute } = jest.requireActual<typeof import('dynact')>('dynact');
  const context = { kind: 'field', name: 'text', static: false, private: false };
  const decorate = () => Reflect.apply(Attribute(), undefined, [undefined, context]);
  expect(decorate).toThrow(DynactError);
  expect(decorate).toThrow(/^text: .*TypeScript 5\.2 or newer/);
});
