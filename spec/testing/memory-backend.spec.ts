import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  BeforeSave,
  batchWrite,
  ConfigurationError,
  createTable,
  defineTable,
  Index,
  PartitionKey,
  repository,
  SortKey,
  setDefaultClient,
  Table,
  TableNotFoundError,
  TenantKey,
  ThrottledError,
  transact,
  ValidationError,
  Version,
  within,
} from 'dynact';
import { engineOf, memoryClient } from 'dynact/memory';
import { type MemoryBackendOptions, useMemoryBackend } from 'dynact/testing';

@Table('accounts')
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() balance = 0;
  @Attribute() owner?: string;
  @Attribute() roles: Set<string> = new Set();
  @Attribute({ type: Uint8Array }) photo?: Uint8Array;
  @Version() version?: number;

  @BeforeSave() refuseDebts() {
    if (this.balance < 0) throw new Error('in debt');
  }
}

const own = memoryClient();

@Table({ name: 'audit', client: own })
class Entry extends ActiveRecord {
  @PartitionKey() day!: string;
  @SortKey({ type: Number }) number!: number;
}

@Index('byOwner', { partitionKey: 'owner' })
@Table('shared')
class Cat {
  @PartitionKey() id!: string;
  @Attribute() owner?: string;
}

@Index('byName', { partitionKey: 'name' })
@Index('byOwner', { partitionKey: 'owner' })
@Table('shared')
class Dog {
  @PartitionKey({ name: 'id' }) tag!: string;
  @Attribute() owner?: string;
  @Attribute() name?: string;
}

@Table('unfit')
class Unfit {
  @Attribute() text?: string;
}

class Bare {
  id = 'x';
}

describe('useMemoryBackend', () => {
  const seeds = [
    Account.build({ id: 'a1', balance: 100, roles: new Set(['admin']), photo: new Uint8Array([1, 255]) }),
    Entry.build({ day: 'mon', number: 1 }),
  ];
  const db = useMemoryBackend({ seed: seeds });
  const seen: number[] = [];

  it('makes a table for each class', async () => {
    expect((await db.client.send(new ListTablesCommand())).TableNames).toEqual([
      'accounts',
      'audit',
      'shared',
      'shared-app',
      'tenant-invoices',
      'tenant-shared',
    ]);
    expect(db.engine.tableNames).toContain('accounts');
    expect(() => repository(Unfit).scan()).toThrow(/Unfit has no partition key/);
  });

  it('has the seed, as plain objects under their stored names', async () => {
    expect(db.items('accounts')).toEqual([
      { id: 'a1', balance: 100, roles: new Set(['admin']), photo: new Uint8Array([1, 255]), version: 1 },
    ]);
    expect((await Account.getOrFail({ id: 'a1' })).photo).toEqual(new Uint8Array([1, 255]));
    expect(db.items('audit')).toEqual([{ day: 'mon', number: 1 }]);
    expect(() => db.items('nothing')).toThrow();
  });

  it.each([1, 2, 3])('is fresh in each test (%i)', async () => {
    seen.push((await Account.getOrFail({ id: 'a1' })).balance);
    await Account.updateByKey({ id: 'a1' }, a => [a.balance.add(1)]);
    await Account.create({ id: 'a2' });
    expect(db.items('accounts')).toHaveLength(2);
  });

  it('was', () => {
    expect(seen).toEqual([100, 100, 100]);
    expect(seeds.every(record => record.isNew && !('version' in record && record.version))).toBe(true);
  });

  it('replaces the clients of classes, and no others', async () => {
    await Entry.create({ day: 'tue', number: 2 });
    expect(db.items('audit')).toHaveLength(2);
    expect(engineOf(own).tableNames).toEqual([]);
    const elsewhere = memoryClient();
    await expect(repository(Entry, { client: elsewhere }).get({ day: 'tue', number: 2 })).rejects.toThrow(
      TableNotFoundError,
    );
  });

  it('keeps what classes on one table declare together', async () => {
    await repository(Cat).save(Object.assign(new Cat(), { id: 'c', owner: 'jo' }));
    await repository(Dog).save(Object.assign(new Dog(), { tag: 'd', owner: 'jo', name: 'Rex' }));
    expect((await repository(Cat).query({ owner: 'jo' }).all()).map(({ id }) => id).sort()).toEqual(['c', 'd']);
    expect((await repository(Dog).query({ name: 'Rex' }).all())[0]).toMatchObject({ tag: 'd' });
  });

  it('records the requests of the test, and not its own', async () => {
    expect(db.requests).toEqual([]);
    await Account.get({ id: 'a1' });
    await batchWrite([Account.build({ id: 'a9', photo: new Uint8Array([1]) })]);
    expect(db.requests.map(({ operation }) => operation)).toEqual(['GetItem', 'PutItem']);
    expect(db.requests[0]!.input).toEqual({ TableName: 'accounts', Key: { id: { S: 'a1' } } });
    expect(JSON.stringify(db.requests[1]!.input)).toContain('{"B":"AQ=="}');
  });

  it('fails on demand, and recovers', async () => {
    db.fail({ operation: 'GetItem', error: 'ProvisionedThroughputExceededException' });
    await expect(Account.get({ id: 'a1' })).rejects.toThrow(ThrottledError);
    const stop = db.fail({ operation: 'UpdateItem', error: 'ValidationException', times: 100 });
    await expect(Account.updateByKey({ id: 'a1' }, { balance: 1 })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    stop();
    await Account.updateByKey({ id: 'a1' }, { balance: 1 });
    expect(db.items('accounts')[0]).toMatchObject({ balance: 1 });
  });

  it('drops failures at the end of the test', async () => {
    await expect(Account.getOrFail({ id: 'a1' })).resolves.toMatchObject({ balance: 100 });
  });

  it('goes back to a snapshot', async () => {
    const before = db.snapshot();
    await (await Account.getOrFail({ id: 'a1' })).delete();
    await createTable(Account, { client: memoryClient() });
    expect(db.items('accounts')).toEqual([]);
    db.restore(before);
    expect(db.items('accounts')).toHaveLength(1);
  });

  it('has a clock', async () => {
    const now = db.clock.now();
    db.clock.advance(60_000);
    expect(db.clock.now() - now).toBeGreaterThanOrEqual(60_000);
  });

  it('runs transactions', async () => {
    await transact(async tx => {
      const account = await tx.getOrFail(Account, { id: 'a1' });
      account.balance -= 40;
      tx.save(account);
      tx.create(Account.build({ id: 'b1', balance: 40 }));
    });
    expect(
      db
        .items('accounts')
        .map(({ balance }) => balance)
        .sort(),
    ).toEqual([40, 60]);
  });

  describe('in a group inside another', () => {
    const inner = useMemoryBackend({ seed: () => [Account.build({ id: 'inner' })] });

    it('the inner one is used, until the group is over', async () => {
      expect(await Account.get({ id: 'a1' })).toBeUndefined();
      expect(inner.items('accounts')).toEqual([expect.objectContaining({ id: 'inner' })]);
      expect(db.items('accounts')).toEqual([expect.objectContaining({ id: 'a1' })]);
    });
  });

  const after: number[] = [];
  afterEach(async () => {
    after.push(await Account.scan().count());
  });

  it('and the outer one again after it', async () => {
    expect(await Account.get({ id: 'inner' })).toBeUndefined();
    expect(await Account.get({ id: 'a1' })).toBeDefined();
    expect(after.slice(0, 6)).toEqual([1, 1, 2, 2, 2, 1]);
  });
});

describe('useMemoryBackend with options', () => {
  describe('seeds from a function', () => {
    let calls = 0;
    const db = useMemoryBackend({ seed: () => [Account.build({ id: `call${++calls}` })] });

    it.each([1, 2])('called for each test (%i)', call => {
      expect(db.items('accounts')).toMatchObject([{ id: `call${call}` }]);
    });
  });

  describe('makes tables of some classes only', () => {
    const db = useMemoryBackend({ classes: [Entry] });

    it('those', async () => {
      expect(db.engine.tableNames).toEqual(['audit']);
      await expect(Account.get({ id: 'a1' })).rejects.toThrow(TableNotFoundError);
    });
  });
});

describe('useMemoryBackend of a shared table', () => {
  const app = defineTable('shared-app', { partitionKey: 'pk', sortKey: 'sk' });

  @Table(app, { keys: { table: ['ORG#{org}', 'ORG'] } })
  class Org {
    @Attribute() org!: string;
  }

  @Table(app, { keys: { table: ['ORG#{org}', 'USER#{id}'] } })
  class Member {
    @Attribute() org!: string;
    @Attribute() id!: string;
  }

  const db = useMemoryBackend({ seed: [repository(Org).build({ org: 'o' })], classes: [Org, Member] });

  it('creates the table once, and seeds its classes', async () => {
    await repository(Member).create({ org: 'o', id: '1' });
    expect(db.items('shared-app')).toEqual([
      { pk: 'ORG#o', sk: 'ORG', org: 'o' },
      { pk: 'ORG#o', sk: 'USER#1', org: 'o', id: '1' },
    ]);
  });
});

describe('Seeds of a class with @TenantKey', () => {
  @Table('tenant-invoices')
  class Invoice extends ActiveRecord {
    @TenantKey() @PartitionKey() tenantId!: string;
    @SortKey() id!: string;
  }
  const app = defineTable('tenant-shared', { partitionKey: 'pk', sortKey: 'sk' });

  @Table(app, { keys: { table: ['TENANT#{tenant}', 'NOTE#{id}'] } })
  class Note extends ActiveRecord {
    @TenantKey() @Attribute({ type: Number }) tenant!: number;
    @Attribute() id!: string;
    @Attribute({ unique: { scope: ['tenant'] } }) slug?: string;
  }
  const made = () => [
    Invoice.build({ tenantId: 'acme', id: 'i1' }),
    Invoice.build({ tenantId: 'other', id: 'i2' }),
    Note.build({ tenant: 7, id: 'n1', slug: 's' }),
  ];

  describe.each<[string, MemoryBackendOptions['seed']]>([
    ['an array', made()],
    ['a function', made],
    ['a function in within', () => within({ tenant: 'acme' }, made)],
  ])('from %s', (_, seed) => {
    const db = useMemoryBackend({ seed, classes: [Invoice, Note] });

    it('are each of the tenant that they name, and the guard stands', async () => {
      expect(db.items('tenant-invoices')).toHaveLength(2);
      expect(db.items('tenant-shared')).toHaveLength(2);
      expect(await within({ tenant: 'acme' }, () => Invoice.query({ tenantId: 'acme' }).count())).toBe(1);
      expect((await within({ tenant: 7 }, () => Note.findBy({ tenant: 7, slug: 's' })))?.id).toBe('n1');
      await expect(Invoice.get({ tenantId: 'acme', id: 'i1' })).rejects.toThrow('no tenant is set');
    });
  });

  it('are refused without a tenant', () => {
    let before = () => {};
    useMemoryBackend({
      seed: [Invoice.build({ id: 'i1' })],
      classes: [Invoice],
      hooks: {
        beforeEach: hook => {
          before = hook;
        },
        afterAll: () => {},
      },
    });
    expect(before).toThrow(/^Invoice.tenantId is @TenantKey, and has no value in this seed/);
  });
});

describe('Outside the tests', () => {
  /** Hooks of a runner that does not run anything by itself. */
  function runner(options: MemoryBackendOptions = {}) {
    const hooks: Record<'before' | 'after', () => void> = { before: () => {}, after: () => {} };
    const backend = useMemoryBackend({
      ...options,
      hooks: {
        beforeEach: hook => {
          hooks.before = hook;
        },
        afterAll: hook => {
          hooks.after = hook;
        },
      },
    });
    return { backend, ...hooks, hooks };
  }

  it('the hooks that are given are used, and there is a backend only between them', async () => {
    const { backend, hooks } = runner();
    const message = /^The memory backend exists only while a test runs/;
    expect(() => backend.items('accounts')).toThrow(message);
    hooks.before();
    await Account.create({ id: 'x' });
    expect(backend.items('accounts')).toHaveLength(1);
    hooks.after();
    for (const use of [
      () => backend.client,
      () => backend.requests,
      () => backend.snapshot(),
      () => backend.fail({ error: 'X' }),
    ]) {
      expect(use).toThrow(ConfigurationError);
      expect(use).toThrow(message);
    }
    setDefaultClient(undefined);
    await expect(Account.get({ id: 'x' })).rejects.toThrow(ConfigurationError);
  });

  it('the default client is as it was before', async () => {
    const client = memoryClient();
    setDefaultClient(client);
    await createTable(Account);
    await Account.create({ id: 'outside' });
    const { hooks } = runner();
    hooks.before();
    expect(await Account.get({ id: 'outside' })).toBeUndefined();
    hooks.after();
    expect(await Account.get({ id: 'outside' })).toBeDefined();
    setDefaultClient(undefined);
  });

  it('the backend of the group around a group is used again after it', async () => {
    const [outer, inner] = [runner(), runner()];
    for (const _test of [1, 2]) {
      outer.hooks.before();
      inner.hooks.before();
      await Account.create({ id: 'inside' });
      expect(outer.backend.items('accounts')).toEqual([]);
    }
    inner.hooks.after();
    await Account.create({ id: 'after' });
    expect(outer.backend.items('accounts')).toMatchObject([{ id: 'after' }]);
    outer.hooks.after();
  });

  it('there is an error that says which runner it looks for', () => {
    const { beforeEach: before, afterAll: after } = globalThis;
    try {
      Object.assign(globalThis, { beforeEach: undefined, afterAll: undefined });
      expect(() => useMemoryBackend()).toThrow(ConfigurationError);
      expect(() => useMemoryBackend()).toThrow(/found no test runner.*pass `hooks: \{ beforeEach, afterAll \}`/);
    } finally {
      Object.assign(globalThis, { beforeEach: before, afterAll: after });
    }
  });

  it.each<[string, object, RegExp]>([
    ['a value that cannot be stored', Account.build({ id: 'a', balance: Number.NaN }), /Account.balance/],
    ['no key', Account.build({ balance: 1 }), /Account.id is undefined/],
  ])('a seed with %s is refused', (_, record, message) => {
    const { hooks } = runner({ seed: [record] });
    expect(() => hooks.before()).toThrow(ValidationError);
    expect(() => hooks.before()).toThrow(message);
    hooks.after();
  });

  it('a seed of another kind is refused', () => {
    const { hooks } = runner({ seed: [new Bare()] });
    expect(() => hooks.before()).toThrow(/^Bare has no table/);
    hooks.after();
  });
});
