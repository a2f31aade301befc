import { ConfigurationError, createTable, DynactError, repository, setDefaultClient, tableDefinition } from 'dynact';
import { memoryClient } from 'dynact/memory';
import { compiled, DECORATORS, evaluated } from '../support/compiled';
import type * as Entities from './fixtures/entities';

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
