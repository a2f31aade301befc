import { ActiveRecord, Attribute, createTable, PartitionKey, setDefaultClient, Table, Version } from 'dynact';
import { memoryClient } from 'dynact/memory';
import { withValues } from '../../lib/entity/with-values';
import { evaluated } from '../support/compiled';

afterAll(() => setDefaultClient(undefined));

class Secretive {
  #prefix = 'USER#';
  id?: string;
  size = 1;
  get key(): string {
    return this.#prefix + this.id;
  }
}

describe('a record with values', () => {
  it('has them, also for getters with private fields, while the record stays as it is', () => {
    const record = new Secretive();
    const view = withValues(record, { id: 'a' }) as Secretive;
    expect([view.id, view.key, view.size]).toEqual(['a', 'USER#a', 1]);
    const more = withValues(view, { size: 2 }) as Secretive;
    expect([more.id, more.key, more.size]).toEqual(['a', 'USER#a', 2]);
    expect({ ...record }).toEqual({ id: undefined, size: 1 });
    expect(view).toBeInstanceOf(Secretive);
  });

  it('is the record itself if there are no values', () => {
    const record = new Secretive();
    expect(withValues(record, {})).toBe(record);
  });

  it('can be made of a frozen one', () => {
    const view = withValues(Object.freeze(new Secretive()), { id: 'a' }) as Secretive;
    expect([view.id, view.size]).toEqual(['a', 1]);
  });
});

@Table('secretive')
class User extends ActiveRecord {
  #prefix = 'USER#';
  @PartitionKey({ generate: 'uuid' }) id!: string;
  @Attribute({ default: 'free' }) plan!: string;
  @Version() version?: number;

  @Attribute()
  get sort(): string {
    return `${this.#prefix}${this.id}#${this.plan}`;
  }
}

it('a computed attribute of private fields is stored with what the save generated', async () => {
  setDefaultClient(memoryClient());
  await createTable(User);
  const user = new User();
  await user.save();
  expect(user.id).toMatch(/^[0-9a-f-]{36}$/);
  expect((await User.getOrFail({ id: user.id })).toItem().sort).toEqual({ S: `USER#${user.id}#free` });
  await user.save();
  expect(user.version).toBe(2);
});

it('accessors take generated keys, versions and defaults', async () => {
  const { Doc } = evaluated<{ Doc: typeof User }>(
    `import { ActiveRecord, Attribute, PartitionKey, Table, Version } from 'dynact';
     @Table('docs') export class Doc extends ActiveRecord {
       @PartitionKey({ generate: 'uuid', type: String }) accessor id;
       @Attribute({ default: 'free' }) accessor plan;
       @Version() accessor version;
     }`,
    'standard by esbuild',
  );
  setDefaultClient(memoryClient());
  await createTable(Doc);
  const doc = new Doc();
  await doc.save();
  await doc.update({ plan: 'paid' });
  const found = await Doc.getOrFail({ id: doc.id });
  expect([found.plan, found.version, doc.plan, doc.version]).toEqual(['paid', 2, 'paid', 2]);
});
