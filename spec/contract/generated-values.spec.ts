import {
  ActiveRecord,
  Attribute,
  batchWrite,
  ConfigurationError,
  PartitionKey,
  SortKey,
  Table,
  transact,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

let counter = 0;

@Table(uniqueTable('notes'))
class Note extends ActiveRecord {
  @PartitionKey({ generate: 'uuidv7' }) id!: string;
  @Attribute() text = '';
  @Attribute({ generate: 'uuid' }) token?: string;
  @Attribute({ generate: () => `#${++counter}` }) label?: string;
}

@Table(uniqueTable('events'))
class LogEntry extends ActiveRecord {
  @PartitionKey() source!: string;
  @SortKey({ generate: 'ulid' }) at!: string;
}

enum Level {
  Low = 1,
  High = 2,
}

@Table(uniqueTable('tasks'))
class Task extends ActiveRecord {
  @PartitionKey({ generate: 'ksuid' }) id!: string;
  @Attribute({ enum: ['open', 'done'] }) status: 'open' | 'done' = 'open';
  @Attribute({ enum: Level }) level?: Level;
  @Attribute({ enum: ['a', 'b'] }) flags: ('a' | 'b')[] = [];
  @Attribute({ enum: ['x', 'y'] }) marks: Set<'x' | 'y'> = new Set();
}

const UUID = /^[0-9a-f-]{36}$/;

describeEachBackend('generated values', backend => {
  const db = useTables(backend, Note, LogEntry);

  it('exist as soon as a record is built, and are saved', async () => {
    const note = Note.build({ text: 'x' });
    expect(note.id).toMatch(UUID);
    expect(note.label).toBe(`#${counter}`);
    await note.save();
    const stored = await db.stored(Note, { id: { S: note.id } });
    expect(stored).toEqual({
      id: { S: note.id },
      text: { S: 'x' },
      token: { S: note.token },
      label: { S: note.label },
    });
  });

  it('are not used if the caller gives a value', async () => {
    const note = await Note.create({ id: 'mine', token: 'own', label: 'kept' });
    expect([note.id, note.token, note.label]).toEqual(['mine', 'own', 'kept']);
    expect(Note.build({ id: undefined as never }).id).toMatch(UUID);
  });

  it('are made by the first save for a record that was not built, and kept from then on', async () => {
    const note = new Note();
    await note.save();
    const { id, label, token } = note;
    expect(id).toMatch(UUID);
    await note.save();
    expect([note.id, note.label, note.token]).toEqual([id, label, token]);
  });

  it('are never made for an item that was read', async () => {
    await db.write(Note, { id: { S: 'old' }, text: { S: 'old' } });
    const note = await Note.getOrFail({ id: 'old' });
    expect([note.token, note.label, note.isChanged]).toEqual([undefined, undefined, false]);
    await note.save();
    expect(await db.stored(Note, { id: { S: 'old' } })).toEqual({ id: { S: 'old' }, text: { S: 'old' } });
  });

  it('are made for batches and transactions too', async () => {
    const [a, b, c] = [new Note(), Note.build(), new Note()];
    await batchWrite([a, b]);
    await transact(tx => tx.create(c));
    for (const { id } of [a, b, c]) expect(await Note.get({ id })).toBeDefined();
  });

  it('sort by the time they were made', async () => {
    const made: LogEntry[] = [];
    for (let i = 0; i < 5; i++) made.push(await LogEntry.create({ source: 's' }));
    const read = await LogEntry.query({ source: 's' }).all();
    expect(read.map(({ at }) => at)).toEqual(made.map(({ at }) => at));
  });
});

describeEachBackend('enums', backend => {
  const db = useTables(backend, Task);

  it('are stored if they are allowed', async () => {
    const task = await Task.create({ status: 'done', level: Level.High, flags: ['a', 'b'], marks: new Set(['x']) });
    await task.update(t => [t.level.set(Level.Low), t.marks.add(['y'])]);
    expect(task.level).toBe(Level.Low);
    expect(
      await Task.scan()
        .filter(t => t.status.beginsWith('do'))
        .all(),
    ).toHaveLength(1);
    expect(
      await Task.scan()
        .filter(t => t.flags.contains('b'))
        .all(),
    ).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['status', { status: 'late' }],
    ['level', { level: 3 }],
    ['level', { level: 'High' }],
    ['flags', { flags: ['a', 'c'] }],
    ['marks', { marks: new Set(['z']) }],
  ])('refuse another %s before anything is sent', async (property, values) => {
    const saving = await failure(Task.create(values), ValidationError);
    expect(saving.message).toMatch(`Task.${property}: must be one of`);
    await failure(Task.updateByKey({ id: 't' }, values), ValidationError);
    expect(db.sent).toEqual([]);
  });

  it('read values that were stored before they were declared', async () => {
    await db.write(Task, { id: { S: 'old' }, status: { S: 'late' } });
    expect((await Task.getOrFail({ id: 'old' })).status).toBe('late');
  });
});

describe('declarations that contradict', () => {
  it.each<[string, RegExp, object]>([
    [
      'an unknown generator',
      /Wrong.id: `generate` must be 'uuid', 'uuidv7', 'ulid', 'ksuid' or a function/,
      { generate: 'uuid4' },
    ],
    ['a generator and a default', /has `generate` and a `default`: keep one/, { generate: 'uuid', default: 'x' }],
    [
      'a generator and a counter',
      /has `generate` and `autoIncrement`: keep one/,
      { generate: 'uuid', autoIncrement: true, type: Number },
    ],
  ])('%s', (_, message, options) => {
    @Table('wrong')
    class Wrong extends ActiveRecord {
      @PartitionKey(options) id!: string;
    }
    expect(() => Wrong.build()).toThrow(ConfigurationError);
    expect(() => Wrong.build()).toThrow(message);
  });
});
