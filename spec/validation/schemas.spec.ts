import {
  ActiveRecord,
  Attribute,
  BeforeSave,
  batchWrite,
  ConfigurationError,
  configure,
  type Issue,
  PartitionKey,
  repository,
  type StandardSchema,
  Table,
  TransactWrite,
  transact,
  ValidationError,
} from 'dynact';
import { useMemoryBackend } from 'dynact/testing';
import * as v from 'valibot';
import { z } from 'zod';
import { expectHidden, failure } from '../contract/harness';
import { esmPackage } from '../support/esm-package';

type ArkType = typeof import('arktype', { with: { 'resolution-mode': 'import' }});
const { type } = esmPackage<ArkType>('arktype');

class Address {
  @Attribute({ schema: z.string().min(1) }) street!: string;
  @Attribute({ name: 'zip_code', schema: v.pipe(v.string(), v.regex(/^\d{5}$/, 'must be five digits')) }) zip!: string;
}

@Table('users')
class User extends ActiveRecord {
  @PartitionKey({ schema: z.string().startsWith('u') }) id!: string;
  @Attribute({ schema: z.email() }) email!: string;
  @Attribute({ schema: v.pipe(v.number(), v.minValue(0)), type: Number }) age = 0;
  @Attribute({ schema: type('string >= 2 | undefined') }) nickname?: string;
  @Attribute({ type: Address }) address?: Address;
  @Attribute({ type: [Address] }) former: Address[] = [];
  @Attribute({ type: Number }) logins = 0;
}

const good = { id: 'u1', email: 'jane@example.com', age: 30 };
const address = (zip: string, street = 'Main'): Address => Object.assign(new Address(), { street, zip });

const paths = (error: ValidationError) => error.issues.map(({ path }) => path.join('.'));

describe('schemas of attributes', () => {
  const db = useMemoryBackend({ classes: [User] });
  const refused = async (outcome: Promise<unknown> | (() => unknown)): Promise<ValidationError> => {
    const before = db.requests.length;
    const error = await failure(outcome, ValidationError);
    expect(error.code).toBe('VALIDATION');
    expect(db.requests).toHaveLength(before);
    return error;
  };

  it('let good records through', async () => {
    const user = await User.create({ ...good, nickname: 'jo', address: address('12345'), former: [address('54321')] });
    user.age = 31;
    await user.save();
    expect(db.items('users')).toMatchObject([{ age: 31, address: { zip_code: '12345' } }]);
  });

  it('say all that is wrong at once, where it is, and show no value', async () => {
    const user = User.build({ id: 'x-secret', email: 'secret-mail', age: -4711, nickname: 's' });
    user.address = address('secret-zip');
    user.former = [address('12345'), address('secret-zip', '')];
    const error = await refused(user.save());
    expect(paths(error)).toEqual(['id', 'email', 'age', 'nickname', 'address.zip', 'former.1.street', 'former.1.zip']);
    expect(error.issues.find(({ path }) => path[0] === 'address')).toEqual({
      path: ['address', 'zip'],
      message: 'must be five digits',
    });
    expect(error.message).toContain('User.former[1].zip: must be five digits');
    expectHidden(error, 'secret', '4711');
    for (const { message } of error.issues) expect(message).not.toMatch(/secret|4711/);
    expect(user.isNew).toBe(true);
  });

  it('are not asked by build, get or the record in memory', async () => {
    const user = User.build({ id: 'x', email: 'none' });
    expect(user.email).toBe('none');
    db.engine.execute('PutItem', { TableName: 'users', Item: { id: { S: 'old' }, email: { S: 'none' } } });
    expect((await User.get({ id: 'old' }))?.email).toBe('none');
  });

  it('are asked of values that are missing, too', async () => {
    expect(paths(await refused(User.create({ id: 'u1' })))).toEqual(['email']);
  });

  it('see what before-hooks set', async () => {
    class Tidy extends User {
      @BeforeSave() tidy() {
        this.email = this.email.trim();
      }
    }
    const spaced = { ...good, email: ' jane@example.com ' };
    await Tidy.create(spaced);
    await refused(User.create(spaced));
  });

  it('can be left out for one call', async () => {
    const bad = { ...good, email: 'none' };
    await User.create(bad, { validate: false });
    const user = await User.getOrFail({ id: 'u1' });
    await user.save({ validate: false });
    await user.update({ age: -1 }, { validate: false });
    await User.updateByKey({ id: 'u1' }, { age: -2 }, { validate: false });
    await batchWrite([User.build(bad)], { validate: false });
    await transact(tx => tx.save(User.build(bad), { validate: false }));
  });

  describe('in updates', () => {
    beforeEach(() => User.create({ ...good, address: address('12345'), former: [address('11111')] }));

    it('check the values that are set, by attribute', async () => {
      const user = await User.getOrFail({ id: 'u1' });
      expect(paths(await refused(user.update({ email: 'x', age: -1 })))).toEqual(['email', 'age']);
      expect(paths(await refused(User.updateByKey({ id: 'u1' }, { email: 'x' })))).toEqual(['email']);
      expect(paths(await refused(user.update(a => [a.age.set(-1), a.logins.add(1)])))).toEqual(['age']);
      expect(paths(await refused(user.update(a => a.nickname.ifNotExists('x'))))).toEqual(['nickname']);
      expect(paths(await refused(user.update(a => a.email.remove())))).toEqual(['email']);
      await user.update(a => [a.age.set(31), a.logins.add(1), a.nickname.ifNotExists('jo')]);
      expect(user).toMatchObject({ age: 31, logins: 1, nickname: 'jo' });
    });

    it('check inside of nested classes and lists, whatever is set', async () => {
      const update = (input: Parameters<typeof User.updateByKey<User>>[1]) => User.updateByKey({ id: 'u1' }, input);
      expect(paths(await refused(update({ address: address('x') })))).toEqual(['address.zip']);
      expect(paths(await refused(update(a => a.address.zip.set('x'))))).toEqual(['address.zip']);
      expect(paths(await refused(update(a => a.former.at(0).set(address('x')))))).toEqual(['former.0.zip']);
      expect(paths(await refused(update(a => a.former.at(0).zip.set('x'))))).toEqual(['former.0.zip']);
      await update(a => [a.address.zip.set('54321'), a.former.at(0).street.set('New')]);
    });

    it('do not check what expressions make of stored values', async () => {
      const user = await User.getOrFail({ id: 'u1' });
      await user.update(a => a.age.add(-100));
      expect(user.age).toBe(-70);
    });
  });

  describe('in batches and transactions', () => {
    const bad = () => User.build({ ...good, id: 'u2', email: 'none' });

    it('check all records before anything is sent', async () => {
      expect(paths(await refused(batchWrite([User.build(good), bad()])))).toEqual(['email']);
      await refused(transact(tx => [tx.save(User.build(good)), tx.save(bad())]));
      await refused(transact(tx => [tx.create(User.build(good)), tx.update(User, { id: 'u3' }, { age: -1 })]));
      const write = new TransactWrite();
      write.save(User.build(good));
      write.save(bad());
      await refused(write.commit());
    });

    it('leave deletes alone', async () => {
      const user = await User.create(good);
      user.email = 'none';
      await batchWrite(batch => batch.delete(user));
      await user.delete();
    });
  });

  describe('validate', () => {
    it('checks without sending anything', async () => {
      await User.build(good).validate();
      expect(paths(await refused(User.build({ ...good, email: 'x', age: -1 }).validate()))).toEqual(['email', 'age']);
      expect(paths(await refused(repository(User).validate(User.build({ ...good, email: 'x' }))))).toEqual(['email']);
      expect(db.requests).toEqual([]);
    });

    it('says, too, what could not be stored', async () => {
      const user = User.build(good);
      user.logins = 'many' as never;
      user.id = undefined as never;
      const error = await refused(user.validate());
      expect(paths(error)).toEqual(['id', 'logins']);
      expect(error.issues[1]).toEqual({ path: ['logins'], message: 'expected a number, got a string' });
    });
  });
});

describe('schemas of a record', () => {
  const shape = z
    .object({ id: z.string(), from: z.number(), to: z.number(), note: z.string().trim().optional() })
    .refine(({ from, to }) => from <= to, { error: 'must not end before it begins', path: ['to'] });

  @Table({ name: 'spans', schema: shape })
  class Span extends ActiveRecord {
    @PartitionKey() id!: string;
    @Attribute({ type: Number }) from!: number;
    @Attribute({ type: Number }) to!: number;
    @Attribute() note?: string;
  }
  const db = useMemoryBackend({ classes: [Span] });

  it('are given the attributes as a plain object', async () => {
    await Span.create({ id: 'a', from: 1, to: 2 });
    const error = await failure(Span.create({ id: 'b', from: 3, to: 2 }), ValidationError);
    expect(error.issues).toEqual([{ path: ['to'], message: 'must not end before it begins' }]);
  });

  it('check an update of a loaded record as it will be', async () => {
    const span = await Span.create({ id: 'a', from: 1, to: 5 });
    expect(paths(await failure(span.update({ from: 6 }), ValidationError))).toEqual(['to']);
    await span.update({ from: 6, to: 7 });
    await span.update(a => [a.from.set(7)]);
  });

  it('do not judge attributes that an expression changes, nor updates by key', async () => {
    const span = await Span.create({ id: 'a', from: 1, to: 5 });
    await span.update(a => [a.from.set(6), a.to.add(5)]);
    expect(span).toMatchObject({ from: 6, to: 10 });
    await Span.updateByKey({ id: 'a' }, { from: 100 });
  });

  it('only check: what they make of values is not stored', async () => {
    await Span.create({ id: 'a', from: 1, to: 2, note: ' x ' });
    expect(db.items('spans')).toMatchObject([{ note: ' x ' }]);
  });
});

describe('transform', () => {
  class Tag {
    @Attribute({ schema: z.string().toLowerCase(), transform: true }) name!: string;
  }

  @Table('posts')
  class Post extends ActiveRecord {
    @PartitionKey() id!: string;
    @Attribute({ schema: z.string().trim(), transform: true }) title!: string;
    @Attribute({ schema: v.optional(v.string(), 'draft'), transform: true }) status?: string;
    @Attribute({ type: [Tag] }) tags: Tag[] = [];
  }

  @Table({
    name: 'slugs',
    transform: true,
    schema: z.object({ id: z.string(), slug: z.string().optional(), title: z.string() }).transform(post => ({
      ...post,
      slug: post.title.toLowerCase(),
    })),
  })
  class Slugged extends ActiveRecord {
    @PartitionKey() id!: string;
    @Attribute() title!: string;
    @Attribute() slug?: string;
  }
  const db = useMemoryBackend({ classes: [Post, Slugged] });
  const tag = (name: string) => Object.assign(new Tag(), { name });

  it('stores what the schema makes of a value; memory follows once it is stored', async () => {
    const post = Post.build({ id: 'p', title: ' Hello ', tags: [tag('A'), tag('b')] });
    db.fail({ operation: 'PutItem', error: 'InternalServerError' });
    await expect(post.save()).rejects.toThrow();
    expect(post).toMatchObject({ title: ' Hello ', status: undefined });
    await post.save();
    const after = { title: 'Hello', status: 'draft', tags: [{ name: 'a' }, { name: 'b' }] };
    expect(post).toMatchObject(after);
    expect(post.tags[0]).toBeInstanceOf(Tag);
    expect(db.items('posts')).toMatchObject([after]);
    expect(post.isChanged).toBe(false);
  });

  it('stores it in updates, batches and transactions', async () => {
    const post = await Post.create({ id: 'p', title: 'x' });
    await post.update({ title: ' a ' });
    expect(post.title).toBe('a');
    await post.update(a => [a.title.set(' b '), a.tags.append([tag('x')])]);
    expect((await Post.updateByKey({ id: 'p' }, { tags: [tag('Y')] })).tags).toMatchObject([{ name: 'y' }]);
    expect((await Post.updateByKey({ id: 'p' }, a => a.tags.at(0).name.set('Z'))).tags).toMatchObject([{ name: 'z' }]);
    const batched = Post.build({ id: 'q', title: ' c ' });
    await batchWrite([batched]);
    const saved = Post.build({ id: 'r', title: ' d ' });
    await transact(tx => tx.save(saved));
    expect([batched.title, saved.title]).toEqual(['c', 'd']);
    expect((await Post.get({ id: 'r' }))?.title).toBe('d');
  });

  it('stores what the schema of the class makes of the attributes', async () => {
    const post = await Slugged.create({ id: 'a', title: 'Hello' });
    expect(post.slug).toBe('hello');
    expect(db.items('slugs')).toEqual([{ id: 'a', title: 'Hello', slug: 'hello' }]);
  });
});

describe('schemas that take their time', () => {
  let asked: string[] = [];
  const slow: StandardSchema = {
    '~standard': {
      version: 1,
      vendor: 'spec',
      validate: async value => {
        asked.push(String(value));
        await new Promise(setImmediate);
        return value === 'taken' ? { issues: [{ message: 'is taken' }] } : { value };
      },
    },
  };

  @Table('names')
  class Named extends ActiveRecord {
    @PartitionKey({ autoIncrement: true, type: Number }) id?: number;
    @Attribute({ schema: slow }) name!: string;
    @Attribute({ schema: slow }) other = 'x';
    @Attribute({ schema: z.string().refine(async () => true) }) third = 'y';
  }
  const db = useMemoryBackend({ classes: [Named] });
  beforeEach(() => {
    asked = [];
  });

  it('are waited for, once a write, and at once', async () => {
    await Named.create({ name: 'a' });
    expect(asked).toEqual(['a', 'x']);
    expect(paths(await failure(Named.create({ name: 'taken' }), ValidationError))).toEqual(['name']);
    await failure(batchWrite([Named.build({ name: 'b' }), Named.build({ name: 'taken' })]), ValidationError);
    await failure(
      transact(tx => tx.save(Named.build({ name: 'taken' }))),
      ValidationError,
    );
    expect(paths(await failure(Named.updateByKey({ id: 1 }, { name: 'taken' }), ValidationError))).toEqual(['name']);
    expect(paths(await failure(Named.build({ name: 'taken' }).validate(), ValidationError))).toEqual(['name']);
  });

  it('refuse a record before it takes an id', async () => {
    await failure(Named.create({ name: 'taken' }), ValidationError);
    await failure(
      transact(tx => [tx.save(Named.build({ name: 'ok' })), tx.save(Named.build({ name: 'taken' }))]),
      ValidationError,
    );
    expect(db.requests).toEqual([]);
  });

  it('pass on what a schema throws', async () => {
    const broken: StandardSchema = {
      '~standard': { version: 1, vendor: 'x', validate: () => Promise.reject(new Error('broken')) },
    };
    @Table('broken')
    class Broken extends ActiveRecord {
      @PartitionKey({ schema: broken }) id!: string;
    }
    await expect(Broken.create({ id: 'a' })).rejects.toThrow('broken');
  });
});

describe("a validator of one's own", () => {
  @Table('things')
  class Thing extends ActiveRecord {
    @PartitionKey() id!: string;
    @Attribute({ schema: z.string() }) name!: string;
  }
  useMemoryBackend({ classes: [Thing] });
  afterEach(() => configure({ validate: undefined }));

  it('is asked besides the schemas, with what is there', async () => {
    const asked: unknown[] = [];
    configure({
      validate: (record, { partial }): Issue[] => {
        asked.push([record instanceof Thing, (record as Thing).name, partial]);
        return (record as Thing).name === 'bad' ? [{ path: ['name'], message: 'is bad' }] : [];
      },
    });
    const thing = await Thing.create({ id: 'a', name: 'ok' });
    await thing.update({ name: 'fine' });
    await Thing.updateByKey({ id: 'a' }, { name: 'good' });
    expect(asked).toEqual([
      [true, 'ok', false],
      [true, 'fine', false],
      [true, 'good', true],
    ]);
    expect((await failure(thing.update({ name: 'bad' }), ValidationError)).issues).toEqual([
      { path: ['name'], message: 'is bad' },
    ]);
  });
});

describe('declarations', () => {
  const compile = (decorate: () => unknown) => () => decorate();

  it.each<[string, object]>([
    ['no schema', { schema: {} }],
    ['a schema that is none', { schema: /x/ }],
    ['a transform without a schema', { transform: true }],
  ])('refuse %s', async (_, options) => {
    @Table('a')
    class OnAttribute extends ActiveRecord {
      @PartitionKey() id!: string;
      @Attribute(options) name?: string;
    }
    await failure(
      compile(() => OnAttribute.build().itemSize()),
      ConfigurationError,
    );
    @Table({ name: 'a', ...options })
    class OnClass extends ActiveRecord {
      @PartitionKey() id!: string;
    }
    await failure(
      compile(() => OnClass.build().itemSize()),
      ConfigurationError,
    );
  });
});
