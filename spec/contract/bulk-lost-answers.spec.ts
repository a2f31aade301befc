import {
  ActiveRecord,
  Attribute,
  BeforeUpdate,
  MaxRetriesExceededError,
  OutcomeUnknownError,
  PartitionKey,
  SortKey,
  Table,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type Fault, faultyClient, type PassingRequest } from '../support/faulty-handler';
import { useTables } from './harness';

abstract class Account extends ActiveRecord {
  @PartitionKey() bank!: string;
  @SortKey({ type: Number }) n!: number;
  @Attribute({ type: Number }) coins = 100;
  @Attribute({ type: String }) status = 'open';
}

@Table(uniqueTable('bulk-plain'))
class Plain extends Account {}

@Table(uniqueTable('bulk-versioned'))
class Versioned extends Account {
  @Version() version?: number;
}

@Table({ name: uniqueTable('bulk-token'), writeToken: true })
class Tokened extends Account {
  @Version() version?: number;
  hooks = 0;

  @BeforeUpdate() count() {
    this.hooks++;
  }
}

type Kind = typeof Plain | typeof Versioned | typeof Tokened;

const COUNT = 10;

describeEachBackend('an update of all, whose answers are lost', backend => {
  const db = useTables(backend, Plain, Versioned, Tokened);
  const seed = async (type: Kind, bank: string) => {
    for (let n = 1; n <= COUNT; n++) await type.create({ bank, n });
  };
  const coinsIn = async (type: Kind, bank: string) => (await type.query({ bank }).all()).map(({ coins }) => coins);

  /** Meets faults in the first attempt of each record. */
  const faulty = (operation: string, fault: (request: PassingRequest, n: string) => Promise<Fault | undefined>) => {
    const seen = new Set<string>();
    return faultyClient(
      db.client,
      async request => {
        if (request.operation !== operation) return undefined;
        const n = /"n":\{"N":"(\d+)"\}/.exec(JSON.stringify(request.input))![1]!;
        if (seen.has(n)) return undefined;
        seen.add(n);
        return fault(request, n);
      },
      4,
    );
  };
  const losing = (operation = 'UpdateItem') => faulty(operation, async () => 'lost');
  const once = Array.from({ length: COUNT }, () => 110);

  it('adds once in a class with a version, and names the records whose outcome is unknown', async () => {
    await seed(Versioned, 'a');
    const result = await Versioned.query({ bank: 'a' }, { client: losing() }).updateAll(v => v.coins.add(10));
    expect(result).toMatchObject({ updated: 0, skipped: 0, failed: COUNT, cursor: undefined });
    for (const { error } of result.errors) expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(await coinsIn(Versioned, 'a')).toEqual(once);
  });

  it('adds once and recognizes it by a write token', async () => {
    await seed(Tokened, 'a');
    const query = Tokened.query({ bank: 'a' }, { client: losing() });
    expect(await query.updateAll(v => v.coins.add(10))).toMatchObject({ updated: COUNT, skipped: 0, failed: 0 });
    expect(await coinsIn(Tokened, 'a')).toEqual(once);
  });

  it('adds once under { idempotent: true }, in any class', async () => {
    for (const type of [Plain, Versioned]) {
      await seed(type, 'i');
      const query = type.query({ bank: 'i' }, { client: losing('TransactWriteItems') });
      const result = await query.updateAll(v => v.coins.add(10), { idempotent: true });
      expect(result).toMatchObject({ updated: COUNT, skipped: 0, failed: 0 });
      expect(await coinsIn(type, 'i')).toEqual(once);
    }
  });

  it('deletes once under { idempotent: true }, and reports success', async () => {
    await seed(Plain, 'd');
    const query = Plain.query({ bank: 'd' }, { client: losing('TransactWriteItems') });
    expect(await query.deleteAll({ idempotent: true })).toMatchObject({ deleted: COUNT, skipped: 0, failed: 0 });
  });

  it('is not applied again by a request that arrives twice', async () => {
    await seed(Versioned, 'twice');
    const client = faulty('UpdateItem', async () => ({
      pass: async deliver => {
        const answer = await deliver();
        await deliver();
        return answer;
      },
    }));
    const result = await Versioned.query({ bank: 'twice' }, { client }).updateAll(v => v.coins.add(10));
    expect(result).toMatchObject({ updated: COUNT, failed: 0 });
    expect(await coinsIn(Versioned, 'twice')).toEqual(once);
  });

  it('updates items that others changed meanwhile, if the query still finds them', async () => {
    await seed(Tokened, 'rivals');
    const client = faulty('UpdateItem', async (_, n) => {
      const key = { bank: 'rivals', n: Number(n) };
      if (key.n % 5 === 0) await Tokened.deleteByKey(key);
      else if (key.n % 2 === 0) await Tokened.updateByKey(key, { status: 'closed' });
      else await Tokened.updateByKey(key, t => t.coins.add(1));
      return undefined;
    });
    const query = Tokened.query({ bank: 'rivals' }, { client }).filter(t => t.status.eq('open'));
    const result = await query.updateAll(t => t.coins.add(10), { hooks: true });
    expect(result).toMatchObject({ updated: 4, skipped: 6, failed: 0 });
    const left = (await Tokened.query({ bank: 'rivals' }).all()).map(({ n, coins, version }) => [n, coins, version]);
    expect(left).toEqual([1, 2, 3, 4, 6, 7, 8, 9].map(n => (n % 2 ? [n, 111, 3] : [n, 100, 2])));
  });

  it('leaves an item that others change again and again, and says so', async () => {
    await Versioned.create({ bank: 'busy', n: 1 });
    const client = faultyClient(db.client, async ({ operation }) => {
      if (operation === 'UpdateItem') await Versioned.updateByKey({ bank: 'busy', n: 1 }, v => v.coins.add(1));
      return undefined;
    });
    const { failed, errors } = await Versioned.query({ bank: 'busy' }, { client }).updateAll({ status: 'late' });
    expect(failed).toBe(1);
    expect(errors[0]!.error).toBeInstanceOf(MaxRetriesExceededError);
  });
});
