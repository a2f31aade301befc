import {
  ActiveRecord,
  Attribute,
  ConditionalCheckFailedError,
  ItemTooLargeError,
  MaxRetriesExceededError,
  OverwriteError,
  PartitionKey,
  repository,
  Table,
  ValidationError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Table(uniqueTable('tickets'))
class Ticket extends ActiveRecord {
  @PartitionKey({ autoIncrement: true, name: 'ticket_id' }) id?: number;
  @Attribute() title?: string;
  @Attribute() weight?: number;
}

@Table(uniqueTable('versioned-tickets'))
class VersionedTicket {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Version() version?: number;
}

@Table(uniqueTable('blocked'))
class Blocked extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
}

describeEachBackend('Auto-increment keys', backend => {
  const db = useTables(backend, Ticket, VersionedTicket, Blocked);
  const counter = () => db.stored(Ticket, { ticket_id: { N: '-1' } });
  const last = async () => Number((await counter())?.lastId?.N ?? 0);

  it('take the next id on the first save: two write requests', async () => {
    const before = await last();
    const ticket = Ticket.build({ title: 'a' });
    await ticket.save();
    expect(ticket.id).toBe(before + 1);
    expect(db.sent.map(({ command }) => command)).toEqual(['UpdateItemCommand', 'PutItemCommand']);
    expect(await counter()).toEqual({ ticket_id: { N: '-1' }, lastId: { N: String(before + 1) } });
    expect(await Ticket.get({ id: before + 1 })).toMatchObject({ title: 'a' });
    await ticket.save();
    expect(db.sent).toHaveLength(4);
    expect((await Ticket.create({ title: 'b' })).id).toBe(before + 2);
  });

  it('leave an id of the caller alone, 0 too', async () => {
    for (const id of [0, 1_000_000]) {
      db.sent.length = 0;
      expect((await Ticket.create({ id })).id).toBe(id);
      expect(db.sent).toHaveLength(1);
      await failure(Ticket.create({ id }), OverwriteError);
      await Ticket.deleteByKey({ id });
    }
  });

  it('skip ids that are taken, and never overwrite', async () => {
    const next = (await last()) + 1;
    for (const id of [next, next + 1, next + 2]) await Ticket.create({ id, title: 'mine' });
    const ticket = Ticket.build({ title: 'new' });
    await ticket.save({ raiseOnConflict: false });
    expect(ticket.id).toBe(next + 3);
    expect(await Ticket.get({ id: next })).toMatchObject({ title: 'mine' });
  });

  it('give up after 100 attempts', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, n) => db.write(Blocked, { id: { N: String(n + 1) } })));
    const record = Blocked.build();
    const error = await failure(record.save(), MaxRetriesExceededError);
    expect(error.attempts).toBe(100);
    expect(error.cause).toBeInstanceOf(OverwriteError);
    expect(error.message).toContain('Blocked');
    expect(db.sent).toHaveLength(200);
    expect(record.id).toBeUndefined();
    expect(record.isNew).toBe(true);
    await record.save();
    expect(record.id).toBe(101);
  });

  it('work together with versions', async () => {
    const tickets = repository(VersionedTicket);
    const ticket = await tickets.create({});
    expect(ticket).toMatchObject({ id: 1, version: 1 });
    await tickets.save(ticket);
    expect(ticket).toMatchObject({ id: 1, version: 2 });
  });

  it('refuse the key of the counter', async () => {
    for (const call of [
      () => Ticket.create({ id: -1 }),
      () => Ticket.build({ id: -1 }).save(),
      () => Ticket.get({ id: -1 }),
      () => Ticket.updateByKey({ id: -1 }, { title: 'x' }),
      () => Ticket.deleteByKey({ id: -1 }),
      () => Ticket.build({ id: -1 }).delete(),
    ]) {
      const error = await failure(call, ValidationError);
      expect(error.message).toContain('Ticket.id');
    }
    expect(db.sent).toEqual([]);
  });

  it('do not show the counter to a query', async () => {
    await Ticket.create({});
    expect(await counter()).toBeDefined();
    const query = Ticket.query({ id: -1 });
    expect(await query.all()).toEqual([]);
    expect(await query.first()).toBeUndefined();
    expect(await query.count()).toBe(0);
    expect(await query.filter(a => a.title.notExists()).all()).toEqual([]);
    expect(await query.page()).toMatchObject({ items: [], cursor: undefined });
  });

  it('do not take an id for a record that cannot be saved', async () => {
    const ticket = Ticket.build({ weight: Number.NaN });
    await failure(ticket.save(), ValidationError);
    await failure(Ticket.create({ title: 'x'.repeat(500_000) }), ItemTooLargeError);
    await failure(Ticket.create({ title: 'x' }, { condition: 'wrong' as never }), ValidationError);
    expect(db.sent).toEqual([]);
    expect(ticket.id).toBeUndefined();
  });

  it('respect a condition of the caller', async () => {
    const ticket = Ticket.build({ title: 'a' });
    await failure(ticket.save({ condition: a => a.title.exists() }), ConditionalCheckFailedError);
    expect(ticket.id).toBeUndefined();
    await ticket.save({ condition: a => a.title.notExists() });
    expect(ticket.id).toEqual(expect.any(Number));
  });

  it('are different in 20 inserts at once', async () => {
    const tickets = await Promise.all(Array.from({ length: 20 }, (_, i) => Ticket.create({ title: `${i}` })));
    expect(new Set(tickets.map(({ id }) => id)).size).toBe(20);
    for (const { id, title } of tickets) expect(await Ticket.get({ id: id! })).toMatchObject({ title });
  });
});
