import {
  ActiveRecord,
  Attribute,
  batchGet,
  batchWrite,
  ConditionalCheckFailedError,
  createTable,
  Discriminator,
  Index,
  ItemNotFoundError,
  PartitionKey,
  repository,
  SortKey,
  Table,
  TransactWrite,
  transact,
  transactGet,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, useTables } from './harness';

@Table({ name: uniqueTable('animals'), discriminator: 'kind' })
@Index('byLegs', { partitionKey: 'legs', projection: 'KEYS_ONLY' })
@Index('byName', { partitionKey: 'name' })
abstract class Animal extends ActiveRecord {
  @PartitionKey() owner!: string;
  @SortKey() name!: string;
  @Attribute({ type: Number }) legs?: number;
}

@Discriminator('dog', { also: ['hound'] })
class Dog extends Animal {
  @Attribute() breed?: string;
}

@Discriminator('puppy')
class Puppy extends Dog {
  @Attribute() weeks = 8;
}

@Discriminator('cat')
class Cat extends Animal {
  @Attribute() indoor = true;
}

// Stands between others, and is no class of items.
abstract class Bird extends Animal {
  @Attribute({ type: Number }) wings = 2;
}

@Discriminator('parrot')
class Parrot extends Bird {
  @Attribute() words: string[] = [];
}

class Nameless extends Animal {}

@Table({ name: uniqueTable('shapes'), discriminator: 'type', onUnknown: 'base' })
class Shape extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() type?: string;
}

@Discriminator('circle')
class Circle extends Shape {
  @Attribute() radius = 1;
}

describeEachBackend('Subtypes', backend => {
  const db = useTables(backend);
  beforeAll(() => Promise.all([createTable(Animal), createTable(Shape)]));
  let count = 0;
  let owner = '';
  beforeEach(async () => {
    owner = `o${count++}`;
    await Dog.create({ owner, name: 'rex', breed: 'terrier', legs: 4 });
    await Puppy.create({ owner, name: 'pup', legs: 4 });
    await Cat.create({ owner, name: 'tom', legs: 4 });
    await Parrot.create({ owner, name: 'ara', words: ['hi'], legs: 2 });
    db.sent.length = 0;
  });
  const types = (records: readonly (object | undefined)[]) => records.map(record => record?.constructor);
  const stored = (name: string) => db.stored(Animal, { owner: { S: owner }, name: { S: name } });

  it('are written with the value of their class, and read as such', async () => {
    expect(await stored('rex')).toEqual({
      owner: { S: owner },
      name: { S: 'rex' },
      legs: { N: '4' },
      breed: { S: 'terrier' },
      kind: { S: 'dog' },
    });
    const dog = await Animal.getOrFail({ owner, name: 'rex' });
    expect(dog).toBeInstanceOf(Dog);
    expect(dog.isChanged).toBe(false);
    await dog.update({ legs: 3 });
    expect(await stored('rex')).toMatchObject({ kind: { S: 'dog' }, legs: { N: '3' } });
    await dog.save();
    expect(await stored('rex')).toMatchObject({ kind: { S: 'dog' }, breed: { S: 'terrier' } });
    await dog.reload();
    await dog.delete();
    expect(await stored('rex')).toBeUndefined();
  });

  it('are read as their base, each as what it is', async () => {
    expect(types(await Animal.query({ owner }).all())).toEqual([Parrot, Puppy, Dog, Cat]);
    expect(
      types(
        await Animal.scan()
          .filter(a => a.owner.eq(owner))
          .all(),
      ).length,
    ).toBe(4);
    expect(
      types(
        await Animal.batchGet([
          { owner, name: 'tom' },
          { owner, name: 'x' },
        ]),
      ),
    ).toEqual([Cat, undefined]);
    expect(
      types(
        await Animal.query({ name: 'ara' })
          .filter(a => a.owner.eq(owner))
          .all(),
      ),
    ).toEqual([Parrot]);
    const [[a, b]] = await batchGet([
      Animal,
      [
        { owner, name: 'rex' },
        { owner, name: 'tom' },
      ],
    ]);
    expect(types([a, b])).toEqual([Dog, Cat]);
    expect(types(await transactGet([Animal, { owner, name: 'rex' }], [Cat, { owner, name: 'tom' }]))).toEqual([
      Dog,
      Cat,
    ]);
    expect(await Animal.query({ owner }).count()).toBe(4);
    expect(types(await repository(Animal).query({ owner }).limit(1).all())).toEqual([Parrot]);
  });

  it('are read as one class', async () => {
    expect(types(await Dog.query({ owner }).all())).toEqual([Puppy, Dog]);
    expect(types(await Puppy.query({ owner }).all())).toEqual([Puppy]);
    expect(types(await Bird.query({ owner }).all())).toEqual([Parrot]);
    expect(await Dog.query({ owner }).count()).toBe(2);
    expect(await Cat.query({ owner }).limit(1).all()).toHaveLength(1);
    expect(
      types(
        await Cat.scan()
          .filter(a => a.owner.eq(owner))
          .all(),
      ),
    ).toEqual([Cat]);
    expect(await Dog.get({ owner, name: 'tom' })).toBeUndefined();
    expect(await Cat.get({ owner, name: 'tom' })).toBeInstanceOf(Cat);
    await failure(Dog.getOrFail({ owner, name: 'tom' }), ItemNotFoundError);
    expect(
      types(
        await Dog.batchGet([
          { owner, name: 'tom' },
          { owner, name: 'pup' },
        ]),
      ),
    ).toEqual([undefined, Puppy]);
    expect(inFull(Dog.query({ owner }).toRequest())).toMatchObject({
      FilterExpression: "kind IN ('dog', 'hound', 'puppy')",
    });
  });

  it('are read under former names', async () => {
    await db.write(Animal, { owner: { S: owner }, name: { S: 'old' }, kind: { S: 'hound' } });
    const dog = await Animal.getOrFail({ owner, name: 'old' });
    expect(dog).toBeInstanceOf(Dog);
    await dog.save();
    expect(await stored('old')).toMatchObject({ kind: { S: 'dog' } });
  });

  it('are refused an index that does not hold the type', async () => {
    await failure(Dog.query({ legs: 4 }).projected().all(), ValidationError);
    expect(
      await Animal.query({ legs: 4 })
        .fromTable()
        .filter(a => a.owner.eq(owner))
        .all(),
    ).toHaveLength(3);
  });

  it('are written and deleted by key only as their class', async () => {
    const refused = await failure(Dog.updateByKey({ owner, name: 'tom' }, { breed: 'x' }), ConditionalCheckFailedError);
    expect(refused.message).toMatch(/^Dog: the item with this key is of another class, so nothing was written/);
    await failure(Dog.deleteByKey({ owner, name: 'tom' }), ConditionalCheckFailedError);
    await Dog.updateByKey({ owner, name: 'pup' }, { breed: 'x' });
    expect(await stored('pup')).toMatchObject({ kind: { S: 'puppy' } });
    await Dog.updateByKey({ owner, name: 'new' }, { breed: 'x' });
    expect(await stored('new')).toMatchObject({ kind: { S: 'dog' } });
    await Dog.deleteByKey({ owner, name: 'nobody' });
    await Animal.deleteByKey({ owner, name: 'new' });
    expect(await stored('new')).toBeUndefined();
  });

  it('keep their class when another is written into the record', async () => {
    const dog = await Dog.getOrFail({ owner, name: 'rex' });
    Object.assign(dog, { kind: 'cat' });
    expect((await failure(dog.save(), ValidationError)).message).toMatch(/^Dog.kind names the class of the record/);
    expect(await stored('rex')).toMatchObject({ kind: { S: 'dog' } });
  });

  it('are written in transactions and batches', async () => {
    await batchWrite(batch => {
      batch.put(Cat.build({ owner, name: 'b' }));
      batch.put(Parrot.build({ owner, name: 'c' }));
    });
    expect(await stored('b')).toMatchObject({ kind: { S: 'cat' } });
    await transact(async tx => {
      const dog = await tx.getOrFail(Animal, { owner, name: 'rex' });
      expect(dog).toBeInstanceOf(Dog);
      dog.legs = 3;
      tx.save(dog);
      tx.update(Puppy, { owner, name: 'd' }, { weeks: 1 });
    });
    expect(await stored('rex')).toMatchObject({ kind: { S: 'dog' }, legs: { N: '3' } });
    expect(await stored('d')).toMatchObject({ kind: { S: 'puppy' } });
    const tx = new TransactWrite();
    tx.delete(await Animal.getOrFail({ owner, name: 'b' }));
    await tx.commit();
    expect(await stored('b')).toBeUndefined();
  });

  it('are saved by the repository of their base', async () => {
    const cat = Cat.build({ owner, name: 'kit' });
    await repository(Animal).save(cat);
    expect(await stored('kit')).toMatchObject({ kind: { S: 'cat' }, indoor: { BOOL: true } });
    await repository(Animal).update(cat, { legs: 3 });
    expect(cat.legs).toBe(3);
  });

  it('of no known class are an error, left out, or a record of the base', async () => {
    await db.write(Animal, { owner: { S: owner }, name: { S: 'nemo' }, kind: { S: 'fish' } });
    const { message } = await failure(Animal.get({ owner, name: 'nemo' }), ValidationError);
    expect(message).toContain('"dog", "hound", "puppy", "cat", "parrot"');
    await failure(Animal.query({ owner }).all(), ValidationError);
    expect(await Animal.get({ owner, name: 'nemo' }, { onUnknown: 'skip' })).toBeUndefined();
    expect(await Animal.query({ owner }, { onUnknown: 'skip' }).all()).toHaveLength(4);
    expect((await Animal.get({ owner, name: 'nemo' }, { onUnknown: 'base' }))?.constructor).toBe(Animal);
    expect(await Dog.get({ owner, name: 'nemo' })).toBeUndefined();

    await db.write(Shape, { id: { S: owner }, type: { S: 'square' } });
    expect(await Shape.get({ id: owner })).toMatchObject({ type: 'square' });
  });

  it('cannot be given or changed', async () => {
    const circle = Circle.build({ id: owner });
    expect(circle.type).toBe('circle');
    await circle.save();
    expect(await Shape.get({ id: owner })).toEqual(circle);
    circle.type = 'square';
    db.sent.length = 0;
    await failure(circle.save(), ValidationError);
    await failure(circle.update({ type: 'square' }), ValidationError);
    await failure(() => Circle.build({ id: 'x', type: 'circle' }), ValidationError);
    await failure(Nameless.create({ owner, name: 'x' }), ValidationError);
    expect(db.sent).toHaveLength(0);
    const plain = await Shape.create({ id: `${owner}plain` });
    expect((await Shape.get({ id: plain.id }))?.constructor).toBe(Shape);
  });

  it('do not depend on the names of their classes', async () => {
    Object.defineProperty(Cat, 'name', { value: 'a' });
    Object.defineProperty(Dog, 'name', { value: 'a' });
    expect(
      types(
        await Animal.batchGet([
          { owner, name: 'tom' },
          { owner, name: 'rex' },
        ]),
      ),
    ).toEqual([Cat, Dog]);
  });
});
