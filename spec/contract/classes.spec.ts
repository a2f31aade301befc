import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  attributes,
  PartitionKey,
  repository,
  SortKey,
  Table,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

/** Classes as people write them. */

abstract class Timestamped extends ActiveRecord {
  @Attribute() createdAt: Date = new Date(0);
  @Version() version?: number;
}

@Table(uniqueTable('people'))
class Person extends Timestamped {
  @PartitionKey() id!: string;
  @Attribute() first: string = '';
  @Attribute() last: string = '';
  #visits = 0;
  notStored = 'default';

  /** Not decorated: not stored. */
  get fullName(): string {
    return `${this.first} ${this.last}`;
  }

  /** Computed and stored: what an index needs. */
  @Attribute({ name: 'search_name' })
  get searchName(): string {
    return this.fullName.toLowerCase();
  }

  @Attribute()
  get visits(): number {
    return this.#visits;
  }
  set visits(value: number) {
    this.#visits = value;
  }

  @AfterLoad() visit(): void {
    this.#visits++;
  }
}

@Table(uniqueTable('employees'))
class Employee extends Person {
  @Attribute({ name: 'surname' }) override last: string = 'Doe';
  @Attribute({ type: 'epochSeconds' }) override createdAt: Date = new Date(1_000);
  @Attribute() salary?: number;
}

/** No `@Table` of its own: the items of Person with one attribute more. */
class Member extends Person {
  @Attribute() level?: number;
}

@Table(uniqueTable('single-table'))
class Customer {
  @PartitionKey({ name: 'pk' }) id!: string;
  @SortKey({ name: 'sk' })
  get sortKey(): string {
    return 'CUSTOMER';
  }
  @Attribute() name?: string;
}

class Circular {
  @Attribute() name?: string;
  @Attribute({ type: () => Circular }) child?: Circular;
  @Attribute({ type: [() => Circular] }) children: Circular[] = [];
}

@Table(uniqueTable('trees'))
class Tree extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Circular }) root?: Circular;
}

describeEachBackend('Classes', backend => {
  const db = useTables(backend, Person, Employee, Customer, Tree);

  it('with getters, setters, private fields and properties that are not stored', async () => {
    const person = Person.build({ id: 'p', first: 'Jane', last: 'Roe', visits: 3 });
    await person.save();
    expect(await db.stored(Person, { id: { S: 'p' } })).toEqual({
      id: { S: 'p' },
      first: { S: 'Jane' },
      last: { S: 'Roe' },
      search_name: { S: 'jane roe' },
      visits: { N: '3' },
      createdAt: { S: '1970-01-01T00:00:00.000Z' },
      version: { N: '1' },
    });
    const found = await Person.getOrFail({ id: 'p' });
    expect(found).toMatchObject({ fullName: 'Jane Roe', searchName: 'jane roe', visits: 4, notStored: 'default' });
    found.last = 'Poe';
    expect(Object.keys(found.changes()).sort()).toEqual(['last', 'searchName', 'visits']);
    await found.update({ last: 'Poe' });
    expect(found).toMatchObject({ searchName: 'jane poe', visits: 3 });
    await found.save();
    await found.reload();
    expect(
      await Person.updateByKey({ id: 'p' }, a => a.visits.add(1), { condition: a => a.searchName.eq('jane poe') }),
    ).toMatchObject({ visits: 4 });
    const error = await failure(() => Person.build({ id: 'q', searchName: 'x' }), ValidationError);
    expect(error.message).toContain('Person.searchName');
  });

  it('with a key that is computed', async () => {
    const customers = repository(Customer);
    await customers.save(customers.build({ id: 'c', name: 'Jo' }));
    const found = await customers.getOrFail({ id: 'c', sortKey: 'CUSTOMER' });
    expect(found).toMatchObject({ id: 'c', sortKey: 'CUSTOMER', name: 'Jo' });
    await customers.delete(found, { raiseOnConflict: true });
  });

  it('that extend each other, override attributes, and leave their parents alone', async () => {
    const employee = await Employee.create({ id: 'e', first: 'Jane', salary: 5 });
    expect(await db.stored(Employee, { id: { S: 'e' } })).toMatchObject({
      surname: { S: 'Doe' },
      createdAt: { N: '1' },
      salary: { N: '5' },
      version: { N: '1' },
    });
    expect(employee.version).toBe(1);
    expect(await Employee.get({ id: 'e' })).toBeInstanceOf(Employee);
    expect(() => (attributes(Person) as unknown as Record<string, unknown>).salary).toThrow(ValidationError);
    await Person.create({ id: 'base' });
    expect(await db.stored(Person, { id: { S: 'base' } })).toHaveProperty('last');
  });

  it('that share a table, each keeping the attributes of the other', async () => {
    await Member.create({ id: 'm', first: 'Jo', level: 3 });
    const person = await Person.getOrFail({ id: 'm' });
    expect(person).not.toHaveProperty('level');
    person.first = 'Joe';
    await person.save();
    expect(await Member.get({ id: 'm' })).toMatchObject({ first: 'Joe', level: 3, version: 2 });
  });

  it('that contain themselves', async () => {
    const leaf = Object.assign(new Circular(), { name: 'leaf' });
    const root = Object.assign(new Circular(), { name: 'root', child: leaf, children: [leaf, leaf] });
    const tree = await Tree.create({ id: 't', root });
    expect((await Tree.getOrFail({ id: 't' })).root).toEqual(root);
    await tree.update(a => a.root.child.name.set('twig'), { condition: a => a.root.children.at(1).name.eq('leaf') });
    expect(tree.root?.child?.name).toBe('twig');
    expect(tree.root?.children[0]).toBeInstanceOf(Circular);
    root.children.push(root);
    await failure(Tree.create({ id: 'u', root }), ValidationError);
  });

  it('whose instances have symbols, and are frozen when they are only read', async () => {
    const tag = Symbol('tag');
    const tree = Object.assign(Tree.build({ id: 's', [tag]: 1 } as never), { [tag]: 'mine' });
    await tree.save();
    expect(tree[tag as never]).toBe('mine');
    const frozen = Object.freeze(await Tree.getOrFail({ id: 's' }));
    expect(frozen.isChanged).toBe(false);
    expect(frozen.toObject()).toMatchObject({ id: 's' });
    await frozen.save();
    await frozen.delete();
    expect(frozen.isNew).toBe(true);
  });
});
