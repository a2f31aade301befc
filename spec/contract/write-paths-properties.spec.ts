// Whatever way records are written, in whatever order: times, versions, reservations of unique values, memory and database agree.
import {
  ActiveRecord,
  Attribute,
  CreatedAt,
  PartitionKey,
  Table,
  TransactionCanceledError,
  transact,
  UniqueError,
  UpdatedAt,
  Version,
} from 'dynact';
import fc from 'fast-check';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { useTables } from './harness';
import { itemsOf } from './table-items';

@Table(uniqueTable('write-paths'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) handle?: string;
  @Attribute({ type: Number }) visits = 0;
  @CreatedAt({ type: 'epochMilliseconds' }) createdAt!: Date;
  @UpdatedAt({ type: 'epochMilliseconds' }) updatedAt!: Date;
  @Version() version?: number;
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
};

/** Another user has the handle: told by itself, or as a reason of a cancelled transaction. */
function isTaken(error: unknown): boolean {
  if (error instanceof UniqueError) return true;
  return error instanceof TransactionCanceledError && error.reasons[0]?.error instanceof UniqueError;
}

const IDS = ['a', 'b', 'c'];

const step = fc.record({
  id: fc.constantFrom(...IDS),
  way: fc.constantFrom(...Object.keys(WAYS), 'delete', 'delete by key'),
  handle: fc.option(fc.constantFrom('ann', 'bob'), { nil: undefined, freq: 4 }),
});

describeEachBackend('Every way to write', backend => {
  const db = useTables(backend, User);

  /** Creates a user who is not there, else writes the one who is; undefined where another user has the handle. */
  async function carryOut({ id, way, handle }: { id: string; way: string; handle: string | undefined }) {
    try {
      const user = await User.get({ id });
      if (!user) return await User.create({ id, handle, visits: 1 });
      if (way === 'delete') await user.delete();
      else if (way === 'delete by key') await User.deleteByKey({ id });
      else await WAYS[way]!(user, handle);
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
            version: (before?.version ?? 0) + 1,
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
  }, 60_000);
});
