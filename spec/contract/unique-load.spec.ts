// Sixteen workers claim, change, swap and release a few handles, while requests are throttled, fail, or lose their answers. At no time
// do two records have one handle, and at the end reservations and records agree. `npm run spec:unique` runs 5,000 operations.
import {
  ActiveRecord,
  Attribute,
  createTable,
  DynactError,
  PartitionKey,
  setDefaultClient,
  Table,
  transact,
  transactGet,
  UniqueError,
  UpdatedAt,
} from 'dynact';
import { type Backend, describeEachBackend, uniqueTable } from '../support/backends';
import { type Fault, faultyClient } from '../support/faulty-handler';
import { seeded, seedOfRun } from '../support/random';
import { itemsOf } from './table-items';

const OPERATIONS = Number(process.env.DYNACT_UNIQUE_OPERATIONS ?? 320);
const WORKERS = 16;
const HANDLES = Array.from({ length: 20 }, (_, i) => `handle-${i}`);
const USERS = Array.from({ length: 24 }, (_, i) => `user-${i}`);

@Table(uniqueTable('handles'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: { as: (handle: string) => handle.toLowerCase() } }) handle?: string;
  @Attribute() moves = 0;
  @UpdatedAt() updatedAt?: Date;
}

const FAULTS: (Fault | undefined)[] = [
  { error: 'ProvisionedThroughputExceededException' },
  { error: 'InternalServerError', statusCode: 500 },
  'lost',
];

describeEachBackend('unique values under load', (backend: Backend) => {
  const seed = seedOfRun();
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  let healthy: ReturnType<Backend['client']>;

  beforeAll(async () => {
    healthy = backend.client();
    await createTable(User, { client: healthy });
  });
  afterAll(() => setDefaultClient(undefined));

  const operations: Record<string, () => Promise<unknown>> = {
    claim: () => User.updateByKey({ id: pick(USERS) }, { handle: pick(HANDLES) }),
    create: () => User.build({ id: pick(USERS), handle: pick(HANDLES).toUpperCase() }).save({ raiseOnConflict: false }),
    change: async () => {
      const user = await User.get({ id: pick(USERS) }, { consistentRead: true });
      if (user) user.handle = pick(HANDLES);
      await user?.save({ raiseOnConflict: random() < 0.5 });
    },
    update: async () => {
      const user = await User.get({ id: pick(USERS) });
      await user?.update(u => [u.handle.set(pick(HANDLES)), u.moves.add(1)]);
    },
    swap: async () => {
      const [a, b] = [pick(USERS), pick(USERS)];
      if (a === b) return;
      await transact(
        async tx => {
          const [one, other] = [await tx.get(User, { id: a }), await tx.get(User, { id: b })];
          if (!one || !other) return;
          [one.handle, other.handle] = [other.handle, one.handle];
          tx.save(one);
          tx.save(other);
        },
        { maxAttempts: 3 },
      );
    },
    release: async () => {
      const user = await User.get({ id: pick(USERS) });
      await user?.update({ handle: undefined });
    },
    delete: () => User.deleteByKey({ id: pick(USERS) }),
  };

  /** What may happen to an operation: others were faster, or the faults of the client came through. */
  const isExpected = (error: unknown) =>
    error instanceof DynactError ||
    // The last is what DynamoDB Local does by itself on a busy machine.
    /ECONNRESET|InternalServerError|TimeoutError|socket hang up/.test(
      `${(error as { code?: string }).code} ${(error as Error).name} ${(error as Error).message}`,
    );

  const expectOneOwner = (users: readonly (User | undefined)[]) => {
    const handles = users.flatMap(user => user?.handle?.toLowerCase() ?? []);
    expect(handles).toEqual([...new Set(handles)]);
  };

  it(
    `have one owner at any time (seed ${seed})`,
    async () => {
      setDefaultClient(
        faultyClient(healthy, ({ operation }) => {
          return operation !== 'Scan' && random() < 0.06 ? pick(FAULTS) : undefined;
        }),
      );
      const errors: Record<string, number> = {};
      let left = OPERATIONS;
      const work = async () => {
        while (left-- > 0) {
          await operations[pick(Object.keys(operations))]!().catch((error: Error) => {
            if (!isExpected(error)) throw error;
            errors[error.name] = (errors[error.name] ?? 0) + 1;
          });
        }
      };
      const watch = async () => {
        while (left > 0) {
          const users = await transactGet(...USERS.map(id => [User, { id }] as const)).catch(() => []);
          expectOneOwner(users as (User | undefined)[]);
          await new Promise(resolve => setTimeout(resolve, 5));
        }
      };
      await Promise.all([...Array.from({ length: WORKERS }, work), watch()]);
      expect(errors[UniqueError.name]).toBeGreaterThan(0);

      setDefaultClient(healthy);
      const items = await itemsOf(healthy, User);
      const reservations = items.filter(item => 'uniqueOwner' in item);
      const records = items.filter(item => !('uniqueOwner' in item));
      const owners = records.filter(({ handle }) => handle).map(({ id }) => id!.S!);
      expect(reservations.map(({ uniqueOwner }) => uniqueOwner!.M!.id!.S!).sort()).toEqual(owners.sort());
      for (const { id, handle } of records) {
        if (handle) expect((await User.findBy({ handle: handle.S! }))!.id).toBe(id!.S);
      }
      expectOneOwner(await User.scan().all());
    },
    Math.max(600_000, OPERATIONS * 300),
  );
});
