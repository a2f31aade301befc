import {
  ActiveRecord,
  Attribute,
  ConfigurationError,
  createTable,
  Discriminator,
  oneOf,
  PartitionKey,
  Table,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

abstract class Shape {
  @Attribute() color = 'red';
}

@Discriminator('circle', { also: ['round'] })
class Circle extends Shape {
  @Attribute({ type: Number }) radius!: number;

  static of(radius: number): Circle {
    return Object.assign(new Circle(), { radius });
  }
}

@Discriminator('square')
class Square extends Shape {
  @Attribute({ type: Number }) side!: number;

  static of(side: number): Square {
    return Object.assign(new Square(), { side });
  }
}

@Discriminator('cube')
class Cube extends Square {}

@Table(uniqueTable('drawings'))
class Drawing extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: oneOf(Circle, Square) }) main?: Circle | Square;
  @Attribute({ type: [oneOf(Circle, Square)] }) all: (Circle | Square)[] = [];
}

describeEachBackend('oneOf', backend => {
  const db = useTables(backend);
  beforeAll(() => createTable(Drawing));
  let count = 0;
  let id = '';
  beforeEach(() => {
    id = `d${count++}`;
  });
  const stored = () => db.stored(Drawing, { id: { S: id } });

  it('stores each class with its name, and reads it back', async () => {
    const drawing = await Drawing.create({ id, main: Circle.of(2), all: [Square.of(1), Circle.of(3)] });
    expect((await stored())?.main).toEqual({ M: { kind: { S: 'circle' }, color: { S: 'red' }, radius: { N: '2' } } });
    const found = await Drawing.getOrFail({ id });
    expect(found).toEqual(drawing);
    expect(found.main).toBeInstanceOf(Circle);
    expect(found.all.map(shape => shape.constructor)).toEqual([Square, Circle]);
    expect(found.isChanged).toBe(false);
    found.main = Square.of(9);
    expect(Object.keys(found.changes())).toEqual(['main']);
    await found.save();
    expect((await stored())?.main).toEqual({ M: { kind: { S: 'square' }, color: { S: 'red' }, side: { N: '9' } } });
  });

  it('works in conditions and updates', async () => {
    const drawing = await Drawing.create({ id, main: Circle.of(2) });
    await drawing.update(d => [d.all.append([Square.of(4)]), d.main.color.set('blue')], {
      condition: d => d.main.color.eq('red'),
    });
    expect(drawing.main).toEqual(Object.assign(Circle.of(2), { color: 'blue' }));
    expect(drawing.all).toEqual([Square.of(4)]);
  });

  it('reads items under a former name of a class', async () => {
    await db.write(Drawing, { id: { S: id }, main: { M: { kind: { S: 'round' }, radius: { N: '1' } } } });
    const drawing = await Drawing.getOrFail({ id });
    expect(drawing.main).toBeInstanceOf(Circle);
    await drawing.save();
    expect((await stored())?.main).toMatchObject({ M: { kind: { S: 'circle' } } });
  });

  it('survives JSON', () => {
    const drawing = Drawing.build({ id, main: Circle.of(2) });
    const plain = JSON.parse(
      JSON.stringify({ ...drawing.toObject(), main: { kind: 'square', side: 1, color: 'red' } }),
    );
    expect(Drawing.fromObject(plain).main).toEqual(Square.of(1));
  });

  it('refuses instances of other classes', async () => {
    await failure(Drawing.create({ id, main: Object.assign(new Cube(), { side: 1 }) }), ValidationError);
    await failure(Drawing.create({ id, main: { radius: 1, color: 'red' } }), ValidationError);
    await failure(Drawing.create({ id, main: 'circle' as never }), ValidationError);
    await db.write(Drawing, { id: { S: id }, main: { M: { kind: { S: 'star' } } } });
    await failure(Drawing.get({ id }), ValidationError);
  });

  it('refuses classes that cannot be distinguished', () => {
    class Nameless {
      @Attribute() a = 1;
    }
    const declared = (...classes: (new () => object)[]) => {
      class Holder {
        @PartitionKey() id!: string;
        @Attribute({ type: oneOf(...classes) }) shape?: object;
      }
      Table('holders')(Holder);
      return failure(() => createTable(Holder), ConfigurationError);
    };
    return Promise.all([declared(Circle, Nameless), declared(Circle, Circle), declared()]);
  });
});
