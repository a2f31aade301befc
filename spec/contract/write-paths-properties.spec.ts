// Whatever way records are written, in whatever order: times, versions, reservations of unique values, memory and database agree.
import {
  ActiveRecord,
  Attribute,
  batchWrite,
  CreatedAt,
  DeletedAt,
  PartitionKey,
  Table,
  TransactionCanceledError,
  TransactWrite,
  transact,
  UniqueError,
  UpdatedAt,
  ValidationError,
  Version,
} from 'dynact';
import fc from 'fast-check';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';
import { itemsOf } from './table-items';

@Table(uniqueTable('write-paths'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) handle?: string;
  @Attribute({ type: Number }) visits = 0;
  @CreatedAt({ type: 'epochMilliseconds' }) createdAt!: Date;
  @UpdatedAt({ type: 'epochMilliseconds' }) updatedAt!: Date;
  @DeletedAt() deletedAt?: Date;
  @Version() version?: number;
}

/** Without unique values, which a batch cannot keep. */
@Table(uniqueTable('write-paths-batch'))
class Entry extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Number }) visits = 0;
  @CreatedAt({ type: 'epochMilliseconds' }) createdAt!: Date;
  @UpdatedAt({ type: 'epochMilliseconds' }) updatedAt!: Date;
  @Version() version?: number;
}

/** The same without a version: these go 25 at a time. */
@Table(uniqueTable('write-paths-bare'))
class Bare extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Number }) visits = 0;
  @CreatedAt({ type: 'epochMilliseconds' }) createdAt!: Date;
  @UpdatedAt({ type: 'epochMilliseconds' }) updatedAt!: Date;
}

/** What is expected to be stored. */
interface Model {
  handle: string | undefined;
  visits: number;
  version: number;
  createdAt: number;
  updatedAt: number;
}

/** Ways to write a record that is stored; each gives it a handle, and one visit more. */
const WAYS: Record<string, (user: User, handle: string | undefined) => Promise<unknown>> = {
  save: (user, handle) => Object.assign(user, { handle, visits: user.visits + 1 }).save(),
  saveChanges: (user, handle) => Object.assign(user, { handle, visits: user.visits + 1 }).saveChanges(),
  update: (user, handle) => user.update({ handle, visits: user.visits + 1 }),
  'update by actions': (user, handle) =>
    user.update(u => [u.visits.add(1), handle === undefined ? u.handle.remove() : u.handle.set(handle)]),
  updateByKey: async (user, handle) => {
    await User.updateByKey({ id: user.id }, u => [
      u.visits.add(1),
      handle === undefined ? u.handle.remove() : u.handle.set(handle),
    ]);
    await user.reload();
  },
  'save in a transaction': (user, handle) =>
    transact(tx => tx.save(Object.assign(user, { handle, visits: user.visits + 1 }))),
  'update in a transaction': (user, handle) => transact(tx => tx.update(user, { handle, visits: user.visits + 1 })),
  'read and saved in a block': async (user, handle) => {
    await transact(async tx => {
      const read = await tx.getOrFail(User, { id: user.id });
      tx.save(Object.assign(read, { handle, visits: read.visits + 1 }));
    });
    await user.reload();
  },
  'saveChanges in a transaction': (user, handle) =>
    transact(tx => tx.saveChanges(Object.assign(user, { handle, visits: user.visits + 1 }))),
  'upsert in a transaction': async (user, handle) => {
    await transact(tx => tx.upsert(User, { id: user.id, handle, visits: user.visits + 1 }));
    await user.reload();
  },
  'saveChanges in a TransactWrite': async (user, handle) => {
    const tx = new TransactWrite();
    tx.saveChanges(Object.assign(user, { handle, visits: user.visits + 1 }));
    await tx.commit();
  },
};

const away = ({ id }: User) => ({ id: `${id}-away` });
const back = ({ id }: User) => ({ id: id.replace('-away', '') });

/** The same, with calls after it that leave handle and visits as they are. Each is one write more. */
const THEN: Record<string, ((user: User) => Promise<unknown>)[]> = {
  'increment in a transaction': [
    user => transact(tx => tx.increment(user, 'visits')),
    user => transact(tx => tx.increment(user, 'visits', -1)),
  ],
  'touch in a transaction': [user => transact(tx => tx.touch(user))],
  'softDelete and restore': [user => user.softDelete(), user => user.restore()],
  'softDelete and restore in a transaction': [
    user => transact(tx => tx.softDelete(user)),
    user => transact(tx => tx.restore(user)),
  ],
  'moveTo and back': [user => user.moveTo(away(user)), user => user.moveTo(back(user))],
  'moveTo in a transaction and back': [
    user => transact(tx => tx.moveTo(user, away(user))),
    user => transact(tx => tx.moveTo(user, back(user))),
  ],
};

type Some = (Entry | Bare)[];

async function* streamOf(records: Some): AsyncGenerator<Entry | Bare> {
  yield* records;
}

/** Ways to write some records at once. */
const TOGETHER: Record<string, (records: Some) => Promise<unknown>> = {
  'one by one': async records => {
    for (const record of records) await record.save();
  },
  'in a transaction': records =>
    transact(tx => {
      for (const record of records) tx.save(record);
    }),
  'in a batch': records => batchWrite(records),
  'in a batch, by a function': records =>
    batchWrite(batch => {
      for (const record of records) void batch.put(record);
    }),
  'in a batch, from a stream': records => batchWrite(streamOf(records)),
  'in a batch, after others were put for the same items': async records => {
    await batchWrite([...records.map(record => Object.assign(copyOf(record), { visits: -1 })), ...records]);
  },
  'deleted in a batch': records =>
    batchWrite(batch => {
      for (const record of records) void batch.delete(record);
    }),
  'deleted in a batch, by key': records =>
    batchWrite(batch => {
      for (const record of records) void batch.delete(record.constructor as typeof Entry, { id: record.id });
    }),
};

const copyOf = (record: Entry | Bare) =>
  record instanceof Entry ? Entry.fromItem(record.toItem()) : Bare.fromItem(record.toItem());

/** Another user has the handle: told by itself, or as a reason of a cancelled transaction. */
function isTaken(error: unknown): boolean {
  if (error instanceof UniqueError) return true;
  return error instanceof TransactionCanceledError && error.reasons[0]?.error instanceof UniqueError;
}

const IDS = ['a', 'b', 'c'];

const step = fc.record({
  id: fc.constantFrom(...IDS),
  way: fc.constantFrom(...Object.keys(WAYS), ...Object.keys(THEN), 'delete', 'delete by key'),
  handle: fc.option(fc.constantFrom('ann', 'bob'), { nil: undefined, freq: 4 }),
});

const together = fc.record({
  type: fc.constantFrom(Entry, Bare),
  ids: fc.subarray(IDS, { minLength: 1 }),
  way: fc.constantFrom(...Object.keys(TOGETHER)),
  /** Somebody else writes in between: nothing is compared in a batch, and versions go on. */
  isLate: fc.boolean(),
});

describeEachBackend('Every way to write', backend => {
  const db = useTables(backend, User, Entry, Bare);

  /** Creates a user who is not there, else writes the one who is; undefined where another user has the handle. */
  async function carryOut({ id, way, handle }: { id: string; way: string; handle: string | undefined }) {
    try {
      const user = await User.get({ id });
      if (!user) return await User.create({ id, handle, visits: 1 });
      if (way === 'delete') await user.delete();
      else if (way === 'delete by key') await User.deleteByKey({ id });
      else await (WAYS[way] ?? WAYS.update!)(user, handle);
      for (const next of THEN[way] ?? []) await next(user);
      return user;
    } catch (error) {
      if (isTaken(error)) return undefined;
      throw error;
    }
  }

  it('leaves times, versions, reservations, memory and database in agreement', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async steps => {
        for (const id of IDS) await User.deleteByKey({ id });
        const users = new Map<string, Model>();
        for (const now of steps) {
          const before = users.get(now.id);
          const isDelete = now.way.startsWith('delete');
          const taken = [...users].some(([id, { handle }]) => id !== now.id && handle && handle === now.handle);
          const mayWrite = !taken || (before !== undefined && isDelete);
          const start = Date.now();
          const user = await carryOut(now);
          expect(user !== undefined).toBe(mayWrite);
          const found = await User.get({ id: now.id }, { consistentRead: true });
          if (!user) {
            expect(found?.version).toBe(before?.version);
            continue;
          }
          if (before && isDelete) {
            expect(found).toBeUndefined();
            users.delete(now.id);
            continue;
          }
          expect(found).toMatchObject({
            handle: now.handle,
            visits: (before?.visits ?? 0) + 1,
            version: (before?.version ?? 0) + 1 + (before ? (THEN[now.way]?.length ?? 0) : 0),
          });
          expect(found!.updatedAt.getTime()).toBeGreaterThanOrEqual(before?.updatedAt ?? start);
          if (before) expect(found!.createdAt.getTime()).toBe(before.createdAt);
          else expect(found!.createdAt.getTime()).toBeGreaterThanOrEqual(start);
          // Memory is what the database is.
          expect(user.toItem()).toEqual(found!.toItem());
          expect(user.isChanged).toBe(false);
          users.set(now.id, {
            handle: now.handle,
            visits: found!.visits,
            version: found!.version!,
            createdAt: found!.createdAt.getTime(),
            updatedAt: found!.updatedAt.getTime(),
          });
        }
        const handles = [...users.values()].filter(({ handle }) => handle !== undefined);
        expect(await itemsOf(db.client, User)).toHaveLength(users.size + handles.length);
        for (const id of users.keys()) await User.deleteByKey({ id });
        expect(await itemsOf(db.client, User)).toEqual([]);
      }),
      { numRuns: backend.name === 'embedded' ? 20 : 6 },
    );
  }, 240_000);

  it('leaves times, versions, memory and database in agreement for records that are written together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(together, { minLength: 3, maxLength: 6 }), async steps => {
        await batchWrite(batch => {
          for (const id of IDS) for (const type of [Entry, Bare]) void batch.delete(type as typeof Entry, { id });
        });
        for (const { type, ids, way, isLate } of steps) {
          const of = type as typeof Entry;
          const start = Date.now();
          const stored = await of.batchGet(
            ids.map(id => ({ id })),
            { consistentRead: true },
          );
          const records = ids.map((id, i) => stored[i] ?? of.build({ id }));
          const before = new Map<string, Entry>();
          const isBatch = way.includes('batch');
          for (const record of records) {
            record.visits++;
            if (isLate && isBatch && !record.isNew) await of.updateByKey({ id: record.id }, { visits: 1000 });
            const last = await of.get({ id: record.id }, { consistentRead: true });
            if (last) before.set(record.id, last);
          }
          await TOGETHER[way]!(records);
          const after = await of.batchGet(
            ids.map(id => ({ id })),
            { consistentRead: true },
          );
          for (const [i, record] of records.entries()) {
            const found = after[i];
            const last = before.get(record.id);
            if (way.startsWith('deleted')) {
              expect(found).toBeUndefined();
              if (!way.endsWith('by key')) expect(record.isNew).toBe(true);
              continue;
            }
            expect(found!.visits).toBe(record.visits);
            expect(found!.version).toBe(type === Entry ? (last?.version ?? 0) + 1 : undefined);
            expect(found!.updatedAt.getTime()).toBeGreaterThanOrEqual(last?.updatedAt.getTime() ?? start);
            if (last) expect(found!.createdAt).toEqual(last.createdAt);
            expect(record.toItem()).toEqual(found!.toItem());
            expect(record.isChanged).toBe(false);
            expect(record.isNew).toBe(false);
          }
          // One call is one instant.
          const times = after.flatMap(found => found?.updatedAt.getTime() ?? []);
          if (way !== 'one by one') expect(new Set(times).size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: backend.name === 'embedded' ? 15 : 4 },
    );
  }, 240_000);

  it('except batches, which are refused for unique values before anything is sent', async () => {
    const user = User.build({ id: 'batched', handle: 'ann' });
    for (const write of [
      () => batchWrite([Entry.build({ id: 'beside' }), user]),
      () => batchWrite(batch => void batch.delete(User, { id: 'batched' })),
    ]) {
      const error = await failure(write, ValidationError);
      expect(error.message).toContain('User has unique attributes, which a batch cannot keep');
    }
    expect(db.sent).toEqual([]);
    expect(user.isNew).toBe(true);
  });
});
