// Many calls of one record that are started without waiting: afterwards memory is what is stored, whatever the order of requests and answers.
import {
  ActiveRecord,
  Attribute,
  batchWrite,
  DeletedAt,
  DynactError,
  PartitionKey,
  Table,
  TransactWrite,
  transact,
  UpdatedAt,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { faultyClient } from '../support/faulty-handler';
import { type Random, sample, seeded, seedOfRun } from '../support/random';
import { useTables } from './harness';

interface Row extends ActiveRecord {
  id: string;
  n: number;
  text: string;
  map: Record<string, number>;
}

@Table(uniqueTable('at-once-plain'))
class Plain extends ActiveRecord implements Row {
  @PartitionKey() id!: string;
  @Attribute({ type: Number }) n = 0;
  @Attribute({ type: String }) text = '';
  @Attribute({ type: { map: Number } }) map: Record<string, number> = {};
}

@Table(uniqueTable('at-once-versioned'))
class Versioned extends ActiveRecord implements Row {
  @PartitionKey() id!: string;
  @Attribute({ type: Number }) n = 0;
  @Attribute({ type: String }) text = '';
  @Attribute({ type: { map: Number } }) map: Record<string, number> = {};
  @Version() version?: number;
}

@Table({ name: uniqueTable('at-once-timed'), writeToken: true })
class Timed extends ActiveRecord implements Row {
  @PartitionKey() id!: string;
  @Attribute({ type: Number }) n = 0;
  @Attribute({ type: String }) text = '';
  @Attribute({ type: { map: Number } }) map: Record<string, number> = {};
  @UpdatedAt() at?: Date;
  @DeletedAt() gone?: Date;
  @Version({ start: 'time' }) version?: number;
}

@Table(uniqueTable('at-once-unique'))
class Unique extends ActiveRecord implements Row {
  @PartitionKey() id!: string;
  @Attribute({ type: Number }) n = 0;
  @Attribute({ type: String, unique: true }) text = '';
  @Attribute({ type: { map: Number } }) map: Record<string, number> = {};
}

type Kind = typeof Plain;

/** What may be called, each with a value of its own. */
const CALLS: Record<string, (record: Plain, n: number) => Promise<unknown>> = {
  save: (record, n) => Object.assign(record, { n }).save(),
  'save, checked': (record, n) => Object.assign(record, { n }).save({ raiseOnConflict: true }),
  'save, unchecked': (record, n) => Object.assign(record, { n }).save({ raiseOnConflict: false }),
  'save, once': (record, n) => Object.assign(record, { n }).save({ idempotent: true }),
  'save of another text': (record, n) => Object.assign(record, { text: `${record.id} ${n}` }).save(),
  saveChanges: (record, n) => Object.assign(record, { n }).saveChanges(),
  update: (record, n) => record.update({ text: `${record.id} ${n}` }),
  add: record => record.update(r => r.n.add(1)),
  increment: record => record.increment('n', 5),
  setIn: (record, n) => record.setIn(r => r.map.get(`k${n % 3}`).set(n)),
  delete: record => record.delete(),
  reload: record => record.reload({ consistentRead: true }),
  batch: (record, n) => batchWrite([Object.assign(record, { n })]),
  'delete in a batch': record => batchWrite(batch => void batch.delete(record)),
  'save in a block': (record, n) => transact(tx => tx.save(Object.assign(record, { n }))),
  'update in a block': (record, n) => transact(tx => tx.update(record, { text: `${record.id} ${n}` })),
  TransactWrite: (record, n) => {
    const tx = new TransactWrite();
    tx.save(Object.assign(record, { n }));
    return tx.commit();
  },
  softDelete: record => (record instanceof Timed ? record.softDelete() : record.save()),
};

const UNIQUE_IN_BATCH = new Set(['batch', 'delete in a batch']);

describeEachBackend('The calls of one record that are started at once', backend => {
  const db = useTables(backend, Plain, Versioned, Timed, Unique);

  /** A client that holds requests and answers up, so that others overtake them. */
  const unevenClient = (random: Random) => {
    const pause = async () => {
      for (let turns = Math.floor(random() * 12); turns > 0; turns--) await new Promise(setImmediate);
    };
    return faultyClient(db.client, async () => {
      await pause();
      return {
        pass: async deliver => {
          const answer = await deliver();
          await pause();
          return answer;
        },
      };
    });
  };

  it.each<[string, Kind]>([
    ['without a version', Plain],
    ['with a version', Versioned as object as Kind],
    ['with a version that begins at the time', Timed as object as Kind],
    ['with a unique attribute', Unique as object as Kind],
  ])('leave memory as what is stored: %s', async (title, type) => {
    const random = seeded(seedOfRun());
    const client = unevenClient(random);
    const names = Object.keys(CALLS).filter(name => type !== (Unique as object) || !UNIQUE_IN_BATCH.has(name));
    for (let round = 1; round <= 25; round++) {
      const id = `${title} ${round}`;
      const record = type.build({ id, text: id });
      await record.save({ client });
      const called = sample(random, 6, names);
      const outcomes = await Promise.allSettled(called.map((name, i) => CALLS[name]!(record, 10 * i + round)));
      const told = called.map((name, i) => `${name}: ${outcomes[i]!.status}`).join(', ');
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DynactError);
      }
      const stored = await type.get({ id }, { consistentRead: true, withDeleted: true } as never);
      expect([told, record.isNew]).toEqual([told, !stored]);
      if (!stored) continue;
      // What memory takes for stored is what a check compares.
      const changes = record.changes() as Record<string, { from: unknown }>;
      const known = Object.fromEntries(Object.entries(changes).map(([name, { from }]) => [name, from]));
      expect([told, { ...record.toObject(), ...known }]).toEqual([told, stored.toObject()]);
      await record.save({ raiseOnConflict: true });
    }
    client.destroy();
  });
});
