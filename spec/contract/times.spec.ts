import { CreateTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  batchWrite,
  ConfigurationError,
  CreatedAt,
  createTable,
  defineTable,
  deleteTable,
  type EntityClass,
  ExpiresAt,
  PartitionKey,
  Table,
  tableDefinition,
  transact,
  UpdatedAt,
  updateTable,
  ValidationError,
  Version,
} from 'dynact';
import { useMemoryBackend } from 'dynact/testing';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { inFull } from '../support/in-full';
import { failure, onlyInput, useTables } from './harness';

@Table(uniqueTable('posts'))
class Post extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() title = '';
  @CreatedAt() createdAt!: Date;
  @UpdatedAt() updatedAt!: Date;
}

@Table(uniqueTable('numbers'))
class Numbers extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @CreatedAt({ type: 'epochSeconds', name: 'c' }) createdAt!: Date;
  @UpdatedAt({ type: 'epochMilliseconds' }) updatedAt!: Date;
  @Version() version?: number;
}

@Table(uniqueTable('leases'))
class Lease extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() holder?: string;
  @ExpiresAt({ after: { days: 1, hours: 1 } }) expiresAt?: Date;
}

const T = Date.UTC(2030, 0, 1, 12, 0, 0, 500);
const LATER = T + 60_000;

describeEachBackend('times', backend => {
  const db = useTables(backend, Post, Numbers, Lease);
  let now = T;

  beforeEach(() => {
    now = T;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });
  afterEach(() => jest.restoreAllMocks());

  it('are set by create, in memory too, and read back', async () => {
    const post = await Post.create({ id: 'p1', title: 'x' });
    expect([post.createdAt, post.updatedAt]).toEqual([new Date(T), new Date(T)]);
    expect(await db.stored(Post, { id: { S: 'p1' } })).toMatchObject({
      createdAt: { S: '2030-01-01T12:00:00.500Z' },
      updatedAt: { S: '2030-01-01T12:00:00.500Z' },
    });
    expect(await Post.getOrFail({ id: 'p1' })).toEqual(post);
    expect(post.isChanged).toBe(false);
  });

  it('are set by save, update, updateByKey, batches and transactions: updatedAt each time, createdAt once', async () => {
    const post = await Post.create({ id: 'p2' });
    const expectTimes = async (updated: number) => {
      const stored = await Post.getOrFail({ id: 'p2' }, { consistentRead: true });
      expect([stored.createdAt, stored.updatedAt]).toEqual([new Date(T), new Date(updated)]);
    };
    now = LATER;
    post.title = 'saved';
    await post.save();
    expect(post.updatedAt).toEqual(new Date(LATER));
    await expectTimes(LATER);
    now += 1;
    await post.update({ title: 'updated' });
    expect(post.updatedAt).toEqual(new Date(LATER + 1));
    await expectTimes(LATER + 1);
    now += 1;
    await Post.updateByKey({ id: 'p2' }, p => [p.title.set('by key')]);
    await expectTimes(LATER + 2);
    now += 1;
    await batchWrite([post]);
    await expectTimes(LATER + 3);
    now += 1;
    await transact(async tx => {
      const read = await tx.getOrFail(Post, { id: 'p2' });
      read.title = 'in a block';
      tx.save(read);
    });
    await expectTimes(LATER + 4);
    now += 1;
    await transact(tx => tx.update(Post, { id: 'p2' }, p => [p.title.set('blind')]));
    await expectTimes(LATER + 5);
  });

  it('are the same for everything that a batch or a transaction writes', async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => ++now);
    await batchWrite(Array.from({ length: 30 }, (_, i) => Post.build({ id: `batch-${i}` })));
    const read = await Post.batchGet(Array.from({ length: 30 }, (_, i) => ({ id: `batch-${i}` })));
    expect(new Set(read.map(post => post!.createdAt.getTime())).size).toBe(1);
    // These go one by one.
    const versioned = Array.from({ length: 5 }, (_, i) => Numbers.build({ id: `batch-${i}` }));
    await batchWrite(versioned);
    expect(new Set(versioned.map(({ updatedAt }) => updatedAt.getTime())).size).toBe(1);
    await transact(tx => {
      for (let i = 0; i < 5; i++) tx.create(Post.build({ id: `tx-${i}` }));
    });
    const made = await Post.batchGet(Array.from({ length: 5 }, (_, i) => ({ id: `tx-${i}` })));
    expect(new Set(made.map(post => post!.updatedAt.getTime())).size).toBe(1);
  });

  it('of an update that creates the item are set too', async () => {
    const post = await Post.updateByKey({ id: 'new' }, { title: 'made' });
    expect([post.createdAt, post.updatedAt]).toEqual([new Date(T), new Date(T)]);
    now = LATER;
    const again = await Post.updateByKey({ id: 'new' }, { title: 'again' });
    expect([again.createdAt, again.updatedAt]).toEqual([new Date(T), new Date(LATER)]);
  });

  it('that the caller gives are kept when a record is new', async () => {
    const createdAt = new Date('2001-01-01');
    const updatedAt = new Date('2002-01-01');
    const post = await Post.create({ id: 'imported', createdAt, updatedAt });
    expect([post.createdAt, post.updatedAt]).toEqual([createdAt, updatedAt]);
    post.title = 'x';
    await post.save();
    expect([post.createdAt, post.updatedAt]).toEqual([createdAt, new Date(T)]);
  });

  it('stay as they are with touch: false', async () => {
    const post = await Post.create({ id: 'quiet' });
    now = LATER;
    post.title = 'a';
    await post.save({ touch: false });
    await post.update({ title: 'b' }, { touch: false });
    await Post.updateByKey({ id: 'quiet' }, { title: 'c' }, { touch: false });
    await batchWrite([post], { touch: false });
    await transact(tx => tx.save(post, { touch: false }));
    const stored = await Post.getOrFail({ id: 'quiet' });
    expect(stored.updatedAt).toEqual(new Date(T));
  });

  it('that an update sets itself are kept', async () => {
    const post = await Post.create({ id: 'told' });
    const updatedAt = new Date('2005-05-05');
    await post.update({ updatedAt });
    expect(post.updatedAt).toEqual(updatedAt);
  });

  it('change in memory only when the write succeeded', async () => {
    await Post.create({ id: 'taken' });
    const post = Post.build({ id: 'taken' });
    await failure(post.save({ raiseOnConflict: true }), Error);
    expect([post.createdAt, post.updatedAt]).toEqual([undefined, undefined]);
    const mine = await Post.getOrFail({ id: 'taken' });
    now = LATER;
    await failure(mine.save({ condition: p => p.title.eq('other') }), Error);
    expect(mine.updatedAt).toEqual(new Date(T));
  });

  it('do not count as a change', async () => {
    const post = await Post.create({ id: 'same' });
    post.updatedAt = new Date(LATER);
    expect([post.isChanged, post.changes()]).toEqual([false, {}]);
  });

  it('may be numbers, and are the same in memory as when they are read', async () => {
    const numbers = await Numbers.create({ id: 'n1' });
    expect([numbers.createdAt, numbers.updatedAt]).toEqual([new Date(T - 500), new Date(T)]);
    expect(await db.stored(Numbers, { id: { S: 'n1' } })).toMatchObject({
      c: { N: String((T - 500) / 1000) },
      updatedAt: { N: String(T) },
    });
    now = LATER;
    await numbers.update(n => [n.n.add(1)]);
    expect([numbers.createdAt, numbers.updatedAt, numbers.version]).toEqual([new Date(T - 500), new Date(LATER), 2]);
  });

  it('of expiry are set by the first save, and not by later ones', async () => {
    const lease = await Lease.create({ id: 'l1' });
    const expiry = new Date(T - 500 + 25 * 3_600_000);
    expect(lease.expiresAt).toEqual(expiry);
    now = LATER;
    await lease.save();
    await lease.update({ holder: 'Jo' });
    expect((await Lease.getOrFail({ id: 'l1' })).expiresAt).toEqual(expiry);
    const own = await Lease.create({ id: 'l2', expiresAt: new Date(T + 5_000_500) });
    expect((await Lease.getOrFail({ id: 'l2' })).expiresAt).toEqual(own.expiresAt);
    expect((await Lease.updateByKey({ id: 'l3' }, { holder: 'Al' })).expiresAt).toEqual(
      new Date(LATER - 500 + 25 * 3_600_000),
    );
  });

  it('cost only their attributes', async () => {
    await Post.updateByKey({ id: 'cost' }, { title: 'x' }, { mustExist: false });
    expect(inFull(onlyInput(db)).UpdateExpression).toMatch(
      /^SET title = 'x', \w+ = .+, (\w+) = if_not_exists\(\1, .+\)$/,
    );
  });

  it('of expiry cannot lie where milliseconds would put them', async () => {
    const error = await failure(Lease.create({ id: 'far', expiresAt: new Date(T * 1000) }), ValidationError);
    expect(error.message).toMatch(/^Lease.expiresAt: lies after the year 2200/);
    await failure(Lease.updateByKey({ id: 'far' }, { expiresAt: new Date(T * 1000) }), ValidationError);
    await failure(
      Lease.updateByKey({ id: 'far' }, l => [l.expiresAt.set(new Date(T * 1000))]),
      ValidationError,
    );
    // @ts-expect-error a number of milliseconds
    await failure(Lease.create({ id: 'far', expiresAt: T }), ValidationError);
    expect(db.sent).toEqual([]);
  });
});

describe('declarations of times that contradict', () => {
  it('two @CreatedAt', () => {
    @Table('wrong')
    class Wrong extends ActiveRecord {
      @PartitionKey() id!: string;
      @CreatedAt() a!: Date;
      @CreatedAt() b!: Date;
    }
    expect(() => Wrong.build()).toThrow(ConfigurationError);
    expect(() => Wrong.build()).toThrow('Wrong has more than one @CreatedAt: a, b');
  });

  it.each([{}, { days: 0 }, { days: -1 }, { weeks: 1 } as object])('@ExpiresAt after %j', after => {
    @Table('wrong')
    class Wrong extends ActiveRecord {
      @PartitionKey() id!: string;
      @ExpiresAt({ after }) at!: Date;
    }
    expect(() => Wrong.build()).toThrow(/^Wrong.at: @ExpiresAt\(\{ after \}\) takes a time above 0/);
  });
});

describeEachBackend('the time to live of a class', backend => {
  @Table(uniqueTable('sessions'))
  class Session extends ActiveRecord {
    @PartitionKey() id!: string;
    @ExpiresAt({ name: 'ttl' }) expiresAt?: Date;
  }

  @Table(uniqueTable('sessions'))
  class Adopted extends ActiveRecord {
    @PartitionKey() id!: string;
    @ExpiresAt({ name: 'ttl' }) expiresAt?: Date;
  }

  const app = defineTable(uniqueTable('app'), { partitionKey: 'pk', sortKey: 'sk' });
  const old = defineTable(uniqueTable('app'), { partitionKey: 'pk', sortKey: 'sk' });

  @Table(app, { keys: { table: ['ORG#{org}', 'ORG'] } })
  class Org extends ActiveRecord {
    @Attribute({ type: 'string' }) org!: string;
  }

  @Table(app, { keys: { table: ['ORG#{org}', 'INVITE#{id}'] } })
  class Invite extends ActiveRecord {
    @Attribute({ type: 'string' }) org!: string;
    @Attribute({ type: 'string' }) id!: string;
    @ExpiresAt() expiresAt?: Date;
  }

  @Table(old, { keys: { table: ['ORG#{org}', 'LINK#{id}'] } })
  class Link extends ActiveRecord {
    @Attribute({ type: 'string' }) org!: string;
    @Attribute({ type: 'string' }) id!: string;
    @ExpiresAt({ name: 'gone' }) expiresAt?: Date;
  }

  const db = useTables(backend, Session);

  const timeToLive = async (type: EntityClass | typeof app) => {
    const TableName = tableDefinition(type).TableName!;
    return (await db.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
  };

  it('is turned on by createTable', async () => {
    expect(await timeToLive(Session)).toEqual({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });
  });

  it('is turned on by updateTable, once', async () => {
    await db.client.send(new CreateTableCommand(tableDefinition(Adopted)));
    expect((await timeToLive(Adopted))?.TimeToLiveStatus).toBe('DISABLED');
    await updateTable(Adopted);
    await updateTable(Adopted);
    expect(await timeToLive(Adopted)).toEqual({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });
  });

  it('is turned on for a shared table that names none, whichever of its classes is given, or the table itself', async () => {
    for (const target of [app, Org, Invite]) {
      await createTable(target);
      expect(await timeToLive(app)).toEqual({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' });
      await deleteTable(app);
    }
    await db.client.send(new CreateTableCommand(tableDefinition(old)));
    await updateTable(old);
    expect(await timeToLive(Link)).toEqual({ AttributeName: 'gone', TimeToLiveStatus: 'ENABLED' });
  });
});

describe('the time to live of a class in a test backend', () => {
  @Table('leased')
  class Leased extends ActiveRecord {
    @PartitionKey() id!: string;
    @ExpiresAt() expiresAt?: Date;
  }

  const shared = defineTable('rooms', { partitionKey: 'pk', sortKey: 'sk' });

  @Table(shared, { keys: { table: ['ROOM#{room}', 'ROOM'] } })
  class Room extends ActiveRecord {
    @Attribute({ type: 'string' }) room!: string;
  }

  @Table(shared, { keys: { table: ['ROOM#{room}', 'KEY#{id}'] } })
  class RoomKey extends ActiveRecord {
    @Attribute({ type: 'string' }) room!: string;
    @Attribute({ type: 'string' }) id!: string;
    @ExpiresAt({ name: 'ttl' }) expiresAt?: Date;
  }

  const db = useMemoryBackend({ classes: [Leased, Room] });

  const timeToLive = async (TableName: string) =>
    (await db.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;

  it('is on', async () => {
    expect(await timeToLive('leased')).toEqual({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' });
  });

  it('is on for a shared table, by any of its classes', async () => {
    expect(await timeToLive('rooms')).toEqual({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });
    const key = await RoomKey.create({ room: 'r', id: 'k', expiresAt: new Date(db.clock.now() + 60_000) });
    db.clock.advance(120_000);
    expect(db.items('rooms').map(({ id }) => id)).not.toContain(key.id);
  });
});
