import {
  ActiveRecord,
  Attribute,
  attributes,
  batchGet,
  DynactError,
  PartitionKey,
  repository,
  Table,
  transactGet,
  updateTable,
} from 'dynact';
import { memoryClient } from 'dynact/memory';

@Table({ name: 'escaped', client: memoryClient() })
class Note extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: 'map' }) data: Record<string, unknown> = {};
}

const evil = 'x\r\n\u001b[31mred\u0007\u202e\u2028';
const values = { [evil]: 1 } as never;
const reference = attributes(Note) as never as Record<string, unknown>;

describe('names from input', () => {
  it.each<[string, () => unknown]>([
    ['build', () => Note.build(values)],
    ['get', () => Note.get(values)],
    ['update', () => Note.updateByKey({ id: 'a' }, values)],
    ['a member', () => Note.build({ id: 'a', data: { [evil]: () => 1 } }).save()],
    ['query', () => Note.query(values).all()],
    ['index', () => Note.query({ id: 'a' }).index(evil).all()],
    ['scan of an index', () => Note.scan().index(evil).all()],
    [
      'select',
      () =>
        Note.scan()
          .select(evil as never)
          .all(),
    ],
    ['a reference', () => reference[evil]],
    ['batchGet', () => batchGet([Note, [values]])],
    ['transactGet', () => transactGet([Note, values])],
    ['a table', () => repository(Note).get({ id: 'a' }, { tableName: evil })],
    ['an index to drop', () => updateTable(Note, { drop: [evil] })],
  ])('are escaped in the message of %s', async (_, call) => {
    const error = await Promise.resolve()
      .then(call)
      .catch((thrown: unknown) => thrown);
    if (error instanceof DynactError) expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
    else expect((error as Error).name).toBe('ValidationException');
  });
});
