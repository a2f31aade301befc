import {
  and,
  type Batch,
  batchGet,
  batchWrite,
  createTable,
  executeStatement,
  type Page,
  type Query,
  repository,
  type Scan,
  type Walk,
} from 'dynact';
import { Account, Address } from './account';

class Note {
  id!: string;
  text = '';
}

const query = Account.query({ id: 'a1' });

export const right = async (cursor: string | undefined) => {
  const chained: Query<Account> = query
    .where(a => a.balance.between(1, 2))
    .filter(a => a.tags.contains('vip').and(a.address.city.eq('NYC')))
    .filter(a => and(cursor && a.owner.eq(cursor)))
    .index('byOwner')
    .desc()
    .limit(1)
    .pageSize(2)
    .consistent()
    .startFrom(cursor);
  const records: Account[] = await chained.all();
  const first: Account | undefined = await chained.first();
  const count: number = await chained.count();
  const page: Page<Account> = await chained.page({ cursor });
  const next: Page<Account> = await chained.page(page);
  const picked: Pick<Account, 'owner' | 'balance'>[] = await query.select('owner', 'balance').desc().all();
  const partial: string | undefined = (await query.projected().first())?.owner;
  const whole: Account[] = await query.select('owner').fromTable().all();
  const walk: Walk<Account> = query.iterate();
  for await (const { balance } of walk) void (balance satisfies number);
  for await (const { items } of query.select('tags').pages()) void (items[0]!.tags satisfies string[]);
  const scan: Scan<Account> = Account.scan({ skipHooks: true })
    .parallel(4)
    .filter(a => a.verified.eq(true));
  const notes: Note[] = await repository(Note)
    .query({ id: 'n1' }, { signal: AbortSignal.timeout(1) })
    .all();
  const ids: { id: string }[] = await scan.select('id').all();
  return { records, first, count, next, picked, partial, whole, notes, ids };
};

export const rightBatches = async (account: Account, note: Note, rows: AsyncIterable<Account>) => {
  const accounts: (Account | undefined)[] = await Account.batchGet([{ id: 'a' }], { consistentRead: true });
  const [some, others]: [(Account | undefined)[], (Note | undefined)[]] = await batchGet(
    [Account, [{ id: 'a' }]],
    [Note, [{ id: 'n' }]],
  );
  const [again, more] = await batchGet([Account, [{ id: 'a' }]], [Note, [{ id: 'n' }]], { consistentRead: true });
  const optional: [(Account | undefined)[], (Note | undefined)[]] = [again, more];
  void Account.query({ id: 'a' }, { consistentRead: undefined, tableName: 'other', signal: undefined });
  await batchWrite([account, note]);
  await batchWrite(rows, {
    concurrency: 2,
    rate: { writeUnits: 100 },
    onProgress: ({ done, total = 0, failed, unitsPerSecond }) => void (done / total + failed + unitsPerSecond),
  });
  await batchWrite(new Set([account]));
  await batchWrite(batch => {
    void batch.put(note);
    void batch.delete(account);
    void batch.delete(Account, { id: 'a' });
  });
  await batchWrite(async (batch: Batch) => {
    for await (const row of rows) await batch.put(row);
  });
  const found: Account[] = await Account.executeStatement('SELECT * FROM accounts', []);
  const plain: Record<string, unknown>[] = await executeStatement('SELECT * FROM accounts WHERE id = ?', ['a']);
  await createTable(Account, { billing: { readCapacity: 1, writeCapacity: 1 }, stream: 'KEYS_ONLY', tags: { a: 'b' } });
  return { accounts, some, others, optional, found, plain };
};

export const wrong = async (account: Account, walk: Walk<Account>) => {
  // @ts-expect-error a key of the wrong type
  Account.query({ id: 1 });
  // @ts-expect-error no such key
  Account.query({ nickname: 'Jo' });
  // @ts-expect-error a list is no key
  Account.query({ tags: ['a'] });
  // @ts-expect-error a number against a string
  query.where(a => a.balance.eq('1'));
  // @ts-expect-error no such attribute
  query.filter(a => a.nickname.exists());
  // @ts-expect-error an attribute is no condition
  query.filter(a => a.verified);
  // @ts-expect-error a boolean is no condition
  query.where(() => true);
  // @ts-expect-error no such attribute
  query.select('nickname');
  // @ts-expect-error a method is not an attribute
  query.select('rename');
  const [picked] = await query.select('owner').all();
  // @ts-expect-error not selected
  picked!.balance;
  // @ts-expect-error what was selected is no record
  await picked!.save();
  const partial = await query.projected().first();
  // @ts-expect-error what an index holds is no record
  await partial!.save();
  // @ts-expect-error an index may hold less
  partial!.owner.length;
  // @ts-expect-error a scan has no order
  Account.scan().desc();
  // @ts-expect-error a scan has no key
  Account.scan().where(a => a.id.eq('a'));
  // @ts-expect-error segments are of scans
  query.parallel(2);
  // @ts-expect-error what first gives may be undefined
  (await query.first()).owner;
  // @ts-expect-error a cursor is a text
  await query.page({ cursor: 1 });
  // @ts-expect-error how a walk takes its pages is its own affair
  walk.advance();
  // @ts-expect-error a walk is read, not set
  walk.count = 1;
  // @ts-expect-error a key of the wrong type
  await Account.batchGet([{ id: 1 }]);
  // @ts-expect-error a key of another class
  await batchGet([Account, [{ text: 'a' }]]);
  // @ts-expect-error a key of another class
  await batchGet([Account, [{ text: 'a' }]], { consistentRead: true });
  // @ts-expect-error no such option
  await batchGet([Account, [{ id: 'a' }]], { consistent: true });
  // @ts-expect-error a value is no record
  await batchWrite(['a']);
  await batchWrite(batch => {
    // @ts-expect-error a key without its class
    void batch.delete('a');
    // @ts-expect-error a key of the wrong type
    void batch.delete(Account, { id: 1 });
  });
  // @ts-expect-error no such billing
  await createTable(Account, { billing: 'provisioned' });
  return [account, Address];
};
