import {
  ActiveRecord,
  Attribute,
  batchWrite,
  ConfigurationError,
  ConflictError,
  OutcomeUnknownError,
  PartitionKey,
  Table,
  TransactWrite,
  transact,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type Fault, faultyClient } from '../support/faulty-handler';
import { failure, useTables } from './harness';

@Table(uniqueTable('versions-counted'))
class Counted extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @Version() version?: number;
}

@Table(uniqueTable('versions-timed'))
class Timed extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n = 0;
  @Version({ start: 'time' }) version?: number;
}

@Table(uniqueTable('versions-large'))
class Large extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() text = '';
}

describeEachBackend('Versions', backend => {
  const db = useTables(backend, Counted, Timed, Large);
  const NOT = { raiseOnConflict: false };

  describe('never go back', () => {
    const overwrites: [string, (record: Counted) => Promise<unknown>][] = [
      ['save', record => record.save(NOT)],
      ['tx.save', record => transact(tx => tx.save(record, NOT))],
      [
        'TransactWrite',
        async record => {
          const tx = new TransactWrite();
          tx.save(record, NOT);
          await tx.commit();
        },
      ],
      ['batchWrite', record => batchWrite([record, Counted.build({ id: 'beside' })])],
    ];
    it.each(overwrites)('by %s of a record that is behind, or new', async (_, write) => {
      const stored = async () => (await Counted.getOrFail({ id: 'v' }, { consistentRead: true })).version;
      await Counted.build({ id: 'v' }).save(NOT);
      const behind = await Counted.getOrFail({ id: 'v' });
      for (let i = 0; i < 3; i++) await Counted.updateByKey({ id: 'v' }, { n: i });
      const before = (await stored())!;
      const holder = await Counted.getOrFail({ id: 'v' });
      await write(behind);
      expect([behind.version, await stored()]).toEqual([before + 1, before + 1]);
      const fresh = Counted.build({ id: 'v', n: 9 });
      await write(fresh);
      expect([fresh.version, await stored()]).toEqual([before + 2, before + 2]);
      await failure(holder.save(), ConflictError);
      await Counted.deleteByKey({ id: 'v' });
    });
  });

  describe('that start at the time', () => {
    it('count on from it, and never repeat', async () => {
      const now = Date.now();
      const first = await Timed.create({ id: 't' });
      expect(first.version).toBeGreaterThanOrEqual(now);
      const start = first.version!;
      await first.save();
      await first.update({ n: 1 });
      expect(first.version).toBe(start + 2);
      await first.delete();
      const second = await Timed.create({ id: 't' });
      expect(second.version).toBeGreaterThan(start);
      expect(second.version).not.toBe(start + 2);
      await failure(first.save({ raiseOnConflict: true }), ConflictError);
      expect((await Timed.updateByKey({ id: 'made' }, { n: 1 })).version).toBeGreaterThan(now);
    });

    it('go 25 at a time in a batch, past known versions', async () => {
      const record = await Timed.create({ id: 'b' });
      await Timed.updateByKey({ id: 'b' }, { n: 1 });
      db.sent.length = 0;
      await batchWrite([record, Timed.build({ id: 'c' })]);
      expect(db.sent.map(({ command }) => command)).toEqual(['BatchWriteItemCommand']);
      expect(record.version).toBeGreaterThan(0);
      expect((await Timed.getOrFail({ id: 'b' })).version).toBe(record.version);
    });

    it('and at nothing else', () => {
      expect(() => Version({ start: 'now' as never })).toThrow(ConfigurationError);
    });
  });

  describe('of a transaction whose answer was lost', () => {
    it('keeps its token for the same content, though a conflict lies between', async () => {
      await Counted.create({ id: 'token' });
      const tokens = new Set<unknown>();
      let requests = 0;
      const client = faultyClient(db.client, ({ operation, input }) => {
        if (operation !== 'TransactWriteItems') return undefined;
        tokens.add(input.ClientRequestToken);
        requests++;
        if (requests === 1) return 'lost';
        const conflict: Fault = {
          error: 'TransactionCanceledException',
          body: { CancellationReasons: [{ Code: 'TransactionConflict' }] },
        };
        return requests === 2 ? conflict : undefined;
      });
      await transact(tx => tx.update(Counted, { id: 'token' }, c => c.n.add(1)), { client });
      expect([requests, tokens.size]).toEqual([3, 1]);
      expect((await Counted.getOrFail({ id: 'token' })).n).toBe(1);
      client.destroy();
    });

    it('says so where throttles are all that comes after it', async () => {
      let requests = 0;
      const client = faultyClient(db.client, ({ operation }) => {
        if (operation !== 'TransactWriteItems') return undefined;
        return ++requests === 1 ? 'lost' : { error: 'ThrottlingException' };
      });
      await failure(
        transact(tx => tx.create(Counted.build({ id: 'lost' })), { client }),
        OutcomeUnknownError,
      );
      client.destroy();
    });

    it('of too many bytes is refused before it is sent, what its conditions compare included', async () => {
      const ids = Array.from({ length: 6 }, (_, i) => `large-${i}`);
      for (const id of ids) await Large.build({ id, text: 'x'.repeat(380_000) }).save();
      db.sent.length = 0;
      const error = await failure(
        transact(async tx => {
          for (const id of ids) {
            const large = await tx.getOrFail(Large, { id });
            large.text = 'y'.repeat(380_000);
            tx.save(large);
          }
        }),
        ValidationError,
      );
      expect(error.message).toMatch(/A transaction takes 4194304 bytes/);
      expect(db.sent.filter(({ command }) => command !== 'GetItemCommand')).toEqual([]);
    });
  });

  describe('of reads that an error of a block depends on', () => {
    class Torn extends Error {}

    const sums = (validateErrors?: boolean) => {
      let runs = 0;
      return transact(
        async tx => {
          const a = await tx.getOrFail(Counted, { id: 'a' });
          // Somebody moves what the block adds up, between its two reads.
          if (++runs === 1) {
            await Counted.updateByKey({ id: 'a' }, c => c.n.add(-1));
            await Counted.updateByKey({ id: 'b' }, c => c.n.add(1));
          }
          const b = await tx.getOrFail(Counted, { id: 'b' });
          if (a.n + b.n !== 10) throw new Torn();
          return runs;
        },
        validateErrors === undefined ? {} : { validateErrors },
      );
    };

    beforeEach(async () => {
      await Counted.build({ id: 'a', n: 5 }).save({ raiseOnConflict: false });
      await Counted.build({ id: 'b', n: 5 }).save({ raiseOnConflict: false });
      db.sent.length = 0;
    });

    it('that depends on reads which were never true at the same time runs the block again', async () => {
      expect(await sums()).toBe(2);
    });

    it('is passed on as it is with validateErrors: false', async () => {
      await failure(sums(false), Torn);
    });
  });
});
