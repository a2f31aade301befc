import {
  ActiveRecord,
  Attribute,
  batchWrite,
  defineTable,
  Index,
  PartitionKey,
  SortKey,
  Table,
  transact,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Index('byOwner', { partitionKey: 'owner', sortKey: 'at' })
@Index('byBytes', { partitionKey: 'bytes' })
@Table(uniqueTable('files'))
class File extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ name: 'o' }) owner?: string | null;
  @Attribute({ type: Number }) at?: number | null;
  @Attribute({ type: Uint8Array }) bytes?: Uint8Array;
  @Attribute() note?: string;
}

@Index('inverted', { partitionKey: 'sk', sortKey: 'pk' })
@Table(uniqueTable('pages'))
class Page extends ActiveRecord {
  @PartitionKey() pk!: string;
  @SortKey() sk!: string;
  @Attribute() text?: string;
}

const app = defineTable(uniqueTable('app'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: { gsi: { partitionKey: 'gsiPk', sortKey: 'gsiSk' } },
});

@Table(app)
class Note extends ActiveRecord {
  @PartitionKey() pk!: string;
  @SortKey() sk!: string;
  // The class has only one of the two keys: DynamoDB looks at it all the same.
  @Attribute() gsiPk?: string;
}

describeEachBackend('a value of a key of an index', backend => {
  const db = useTables(backend, File, Note, Page);

  it.each([
    ['an empty string', 'owner', { owner: '' }, 'byOwner', /cannot be empty/],
    ['null', 'owner', { owner: null }, 'byOwner', /must be a string, a number or binary/],
    ['null for a number', 'at', { at: null }, 'byOwner', /must be a string, a number or binary/],
    ['no bytes', 'bytes', { bytes: new Uint8Array() }, 'byBytes', /cannot be empty/],
    [
      'a large string',
      'owner',
      { owner: 'x'.repeat(2049), at: 2 },
      'byOwner',
      /: it has 2049 bytes, DynamoDB takes 2048$/,
    ],
    [
      'large in bytes',
      'owner',
      { owner: 'é'.repeat(1025), at: 2 },
      'byOwner',
      /: it has 2050 bytes, DynamoDB takes 2048$/,
    ],
    ['many bytes', 'bytes', { bytes: new Uint8Array(2049) }, 'byBytes', /: it has 2049 bytes, DynamoDB takes 2048$/],
  ])('is refused before anything is sent: %s', async (name, property, values, index, why) => {
    const stored = await File.create({ id: `stored ${name}`, owner: 'jo', at: 1 });
    await stored.save();
    const edited = Object.assign(File.fromItem(stored.toItem()), values);
    db.sent.length = 0;
    for (const call of [
      () => File.create({ id: 'a', ...values }),
      () => File.build({ id: 'a', ...values }).save(),
      () => edited.save(),
      () => edited.save({ raiseOnConflict: true }),
      () => edited.saveChanges(),
      () => stored.update(values),
      () => File.updateByKey({ id: 'a' }, values),
      () => File.upsert({ id: 'a', ...values }),
      () => File.upsert({ id: 'a' }, { onCreate: values }),
      () => File.findOrCreate({ id: 'a' }, values),
      () => batchWrite([File.build({ id: 'a', ...values })]),
      () => transact(tx => tx.create(File.build({ id: 'a', ...values }))),
      () => transact(tx => tx.update(File, { id: 'a' }, values)),
    ]) {
      const error = await failure(call as () => Promise<unknown>, ValidationError);
      expect(error.message).toContain(`File.${property} is a key of the index "${index}": `);
      expect(error.message).toMatch(why);
      expect(error.issues?.map(({ path }) => path)).toEqual([[property]]);
    }
    expect(db.sent).toEqual([]);
  });

  it('is refused in a shared table, even if the class has only a part of the keys', async () => {
    const error = await failure(Note.create({ pk: 'a', sk: 'b', gsiPk: '' }), ValidationError);
    expect(error.message).toContain('Note.gsiPk is a key of the index "gsi": it cannot be empty');
    await failure(Note.updateByKey({ pk: 'a', sk: 'b' }, { gsiPk: '' }), ValidationError);
    expect(db.sent).toEqual([]);
    expect((await Note.create({ pk: 'a', sk: 'b' })).gsiPk).toBeUndefined();
  });

  it('may be as large as DynamoDB takes it', async () => {
    await File.create({ id: 'largest', owner: 'x'.repeat(2048), at: 1, bytes: new Uint8Array(2048) });
    await File.updateByKey({ id: 'largest' }, { owner: 'é'.repeat(1024) });
    expect((await File.query({ owner: 'é'.repeat(1024) }).first())?.id).toBe('largest');
  });

  it('may be less large as the sort key of an index than as the partition key of the table', async () => {
    const pk = 'x'.repeat(1025);
    for (const call of [
      () => Page.create({ pk, sk: 'a' }),
      () => Page.updateByKey({ pk, sk: 'a' }, { text: 'b' }),
      () => Page.upsert({ pk, sk: 'a', text: 'b' }),
      () => batchWrite([Page.build({ pk, sk: 'a' })]),
    ]) {
      const { message } = await failure(call as () => Promise<unknown>, ValidationError);
      expect(message).toBe('Page.pk is a key of the index "inverted": it has 1025 bytes, DynamoDB takes 1024');
    }
    expect(db.sent).toEqual([]);
    expect(await Page.get({ pk, sk: 'a' })).toBeUndefined();
    await Page.create({ pk: 'x'.repeat(1024), sk: 'a' });
  });

  it('is accepted unless it is empty, and left out if it is undefined', async () => {
    const file = await File.create({ id: 'ok', owner: 'x', at: 0, bytes: Uint8Array.of(0), note: '' });
    expect(await File.query({ owner: 'x' }).count()).toBe(1);
    await file.update({ owner: undefined, note: '' });
    expect(await File.query({ owner: 'x' }).count()).toBe(0);
    await failure(File.create({ id: 'nan', at: Number.NaN }), ValidationError);
  });
});
