import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  ConflictError,
  DeletedAt,
  ExpiresAt,
  Index,
  ItemNotFoundError,
  OverwriteError,
  PartitionKey,
  SortKey,
  Table,
  tableDefinition,
  transact,
  transactGet,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Index('byUser', { partitionKey: 'user', sortKey: 'n' })
@Table(uniqueTable('sessions'))
class Session extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey() n = 0;
  @Attribute() user?: string;
  @Attribute() hits = 0;
  @ExpiresAt({ name: 'ttl' }) expiresAt?: Date;
  @Version() version?: number;
}

@Table(uniqueTable('tokens'))
class Token extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() owner?: string;
  @Attribute() uses = 0;
  @ExpiresAt() expiresAt?: Date;
}

@Index('byOwner', { partitionKey: 'owner', projection: 'KEYS_ONLY' })
@Index('byPlace', { partitionKey: 'place', projection: ['expiresAt', 'deletedAt'] })
@Table(uniqueTable('lent'))
class Lent extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() owner!: string;
  @Attribute() place!: string;
  @Attribute({ unique: true }) label?: string;
  @ExpiresAt() expiresAt?: Date;
  @DeletedAt() deletedAt?: Date;
}

const FUTURE = new Date(Date.now() + 3_600_000);
const PAST = new Date(Date.now() - 3_600_000);

describeEachBackend('an item that has expired, and is not deleted yet', backend => {
  const db = useTables(backend);
  // Without time to live: what has expired must stay, as it does for days on AWS.
  beforeAll(async () => {
    for (const type of [Session, Token, Lent]) await db.client.send(new CreateTableCommand(tableDefinition(type)));
  });

  const write = (id: string, n: number, expiresAt: Date | undefined, user = 'u') =>
    db.write(Session, {
      id: { S: id },
      n: { N: String(n) },
      user: { S: user },
      hits: { N: '1' },
      version: { N: '4' },
      ...(expiresAt && { ttl: { N: String(Math.floor(expiresAt.getTime() / 1000)) } }),
    });

  it('is absent to get, reload, batches and transactions', async () => {
    await write('a', 0, FUTURE);
    await write('a', 1, PAST);
    await write('a', 2, undefined);
    const keys = [0, 1, 2].map(n => ({ id: 'a', n }));
    const seen = (records: (Session | undefined)[]) => records.map(record => record?.n);
    expect(seen(await Promise.all(keys.map(key => Session.get(key))))).toEqual([0, undefined, 2]);
    expect(seen(await Session.batchGet(keys))).toEqual([0, undefined, 2]);
    expect(seen(await transactGet([Session, keys[0]!], [Session, keys[1]!], [Session, keys[2]!]))).toEqual([
      0,
      undefined,
      2,
    ]);
    expect(
      seen(await transact(async tx => [await tx.get(Session, keys[0]!), await tx.get(Session, keys[1]!)])),
    ).toEqual([0, undefined]);
    await failure(Session.getOrFail(keys[1]!), ItemNotFoundError);
    const record = await Session.getOrFail(keys[1]!, { withExpired: true });
    await failure(record.reload(), ItemNotFoundError);
    await record.reload({ withExpired: true });
    expect(record.hits).toBe(1);
    expect(await Session.batchGet(keys, { withExpired: true })).not.toContain(undefined);
  });

  it('is absent to queries, scans and counts, except with withExpired()', async () => {
    for (const n of [1, 2, 3, 4, 5, 6]) await write('q', n, n % 2 ? PAST : FUTURE, 'queried');
    await write('q', 7, undefined, 'queried');
    const query = Session.query({ id: 'q' });
    const seen = async (reading: AsyncIterable<{ n: number }>) => {
      const found: number[] = [];
      for await (const { n } of reading) found.push(n);
      return found;
    };
    expect(await seen(query)).toEqual([2, 4, 6, 7]);
    expect(await seen(query.limit(3))).toEqual([2, 4, 6]);
    expect(await seen(query.desc().pageSize(1).limit(2))).toEqual([7, 6]);
    expect(await seen(query.select('n'))).toEqual([2, 4, 6, 7]);
    expect(await seen(Session.query({ user: 'queried' }))).toEqual([2, 4, 6, 7]);
    expect(await query.count()).toBe(4);
    expect(await query.withExpired().count()).toBe(7);
    expect(await seen(query.withExpired())).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await seen(Session.query({ id: 'q' }, { withExpired: true }))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(
      (
        await Session.scan()
          .filter(s => s.id.eq('q'))
          .all()
      ).length,
    ).toBe(4);
    expect(
      await Session.scan()
        .filter(s => s.id.eq('q'))
        .withExpired()
        .count(),
    ).toBe(7);
    const first = await query.limit(2).page();
    expect(first.items.map(({ n }) => n)).toEqual([2, 4]);
    expect((await query.limit(2).page(first)).items.map(({ n }) => n)).toEqual([6, 7]);
  });

  it('is absent on an index that holds its time to live; other indexes are refused if it cannot be seen', async () => {
    const of = { owner: 'jo', place: 'here' };
    for (const [id, expiresAt] of [
      ['now', FUTURE],
      ['past', PAST],
      ['gone', FUTURE],
    ] as const) {
      const lent = await Lent.create({ id, ...of, expiresAt, label: `label of ${id}` });
      if (id === 'gone') await lent.softDelete();
    }
    const here = Lent.query({ place: 'here' });
    expect(await here.count()).toBe(1);
    expect(await here.projected().all()).toEqual([{ id: 'now', place: 'here', expiresAt: expect.any(Date) }]);
    const jos = Lent.query({ owner: 'jo' });
    expect((await jos.fromTable().all()).map(({ id }) => id)).toEqual(['now']);
    expect(await jos.withExpired().withDeleted().count()).toBe(3);
    db.sent.length = 0;
    for (const [call, property] of [
      [() => jos.count(), 'expiresAt'],
      [() => jos.fromTable().count(), 'expiresAt'],
      [() => jos.select('id').all(), 'expiresAt'],
      [() => jos.projected().first(), 'expiresAt'],
      [() => jos.withExpired().count(), 'deletedAt'],
      [() => Lent.scan().index('byOwner').withDeleted().count(), 'expiresAt'],
    ] as const) {
      const error = await failure(call as () => Promise<unknown>, ValidationError);
      expect(error.message).toContain(`does not hold "${property}", which tells the items that are hidden`);
    }
    expect(db.sent).toEqual([]);
    expect(await jos.deleteAll()).toMatchObject({ deleted: 1 });
  });

  it('is overwritten by create', async () => {
    await write('c', 1, PAST);
    const session = await Session.create({ id: 'c', n: 1, user: 'new', expiresAt: FUTURE });
    expect(session.version).toBe(1);
    expect((await Session.getOrFail({ id: 'c', n: 1 })).user).toBe('new');
    const error = await failure(Session.create({ id: 'c', n: 1 }), OverwriteError);
    expect((error.stored as Session).user).toBe('new');
    await write('c', 2, PAST);
    await transact(async tx => {
      expect(await tx.get(Session, { id: 'c', n: 2 })).toBeUndefined();
      tx.create(Session.build({ id: 'c', n: 2, user: 'new' }));
    });
    expect((await Session.getOrFail({ id: 'c', n: 2 })).user).toBe('new');
  });

  it('does not exist for updates, deletes and conflict checks', async () => {
    await write('e', 1, PAST);
    const key = { id: 'e', n: 1 };
    const record = await Session.getOrFail(key, { withExpired: true });
    record.hits = 9;
    const error = await failure(record.save(), ConflictError);
    expect([error.stored, error.message]).toEqual([undefined, expect.stringMatching(/the item was deleted/)]);
    await failure(record.delete(), ConflictError);
    await failure(record.update({ hits: 2 }, { raiseOnConflict: false, mustExist: true }), ItemNotFoundError);
    await failure(Session.updateByKey(key, { hits: 2 }, { mustExist: true }), ItemNotFoundError);
    await failure(Session.deleteByKey(key, { mustExist: true }), ItemNotFoundError);
    expect((await db.stored(Session, { id: { S: 'e' }, n: { N: '1' } }))!.hits).toEqual({ N: '1' });
  });

  it('is created again by an update that may create it', async () => {
    await db.write(Token, { id: { S: 't' }, owner: { S: 'old' }, uses: { N: '7' }, expiresAt: { N: '1000' } });
    const token = await Token.updateByKey({ id: 't' }, t => [t.uses.add(1), t.expiresAt.set(FUTURE)]);
    expect([token.owner, token.uses]).toEqual([undefined, 1]);
    expect(db.sent.map(({ command }) => command)).toEqual([
      'UpdateItemCommand',
      'DeleteItemCommand',
      'UpdateItemCommand',
    ]);
  });

  it('has a number in the past as its time to live: other types do not count', async () => {
    await db.write(Token, { id: { S: 'text' }, owner: { S: 'x' } });
    expect(await Token.get({ id: 'text' })).toBeDefined();
    await db.write(Token, { id: { S: 'list' }, expiresAt: { S: '0' } });
    expect(
      await Token.scan()
        .filter(t => t.id.eq('list'))
        .count(),
    ).toBe(1);
  });
});
