// DynamoDB deletes an expired item within days. Until then each way of writing takes its key, and its unique values, as free.
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  type ConditionInput,
  ExpiresAt,
  PartitionKey,
  Table,
  TransactionCanceledError,
  TransactWrite,
  tableDefinition,
  transact,
  UniqueError,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';
import { itemsOf } from './table-items';

@Table(uniqueTable('expired-plain'))
class Plain extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @Attribute({ type: String }) note?: string;
  @Attribute({ type: Number }) count = 0;
  @ExpiresAt() expiresAt?: Date;
}

@Table(uniqueTable('expired-unique'))
class Unique extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @Attribute({ type: String, unique: true }) email?: string;
  @Attribute({ type: String }) note?: string;
  @Attribute({ type: Number }) count = 0;
  @ExpiresAt() expiresAt?: Date;
  @Version() version?: number;
}

const PAST = new Date(Date.now() - 3_600_000);

describeEachBackend('an expired item that is in the way of a transaction', backend => {
  const db = useTables(backend);
  // Without time to live: what has expired must stay, as it does for days on AWS.
  beforeAll(async () => {
    for (const type of [Plain, Unique]) await db.client.send(new CreateTableCommand(tableDefinition(type)));
  });

  let ids = 0;
  let id: string;
  const mail = (name: string) => `${name}-${id}@example.com`;

  beforeEach(async () => {
    id = `id-${ids++}`;
    await Plain.create({ id, note: 'old', count: 7, expiresAt: PAST });
    const old = await Unique.create({ id, email: mail('old'), note: 'old', count: 7, expiresAt: PAST });
    await old.save({ raiseOnConflict: false }); // a version above that of a new record
    db.sent.length = 0;
  });

  /** The item is the new one alone, and of its reservations only those of its own values are left. */
  async function expectAnew(email: string | undefined, count: number) {
    expect(await Unique.getOrFail({ id }, { consistentRead: true })).toMatchObject({ email, count });
    expect((await db.stored(Unique, { id: { S: id } }))!.note).toBeUndefined();
    expect(await Unique.findBy({ email: mail('old') })).toBeUndefined();
    if (email) expect((await Unique.findBy({ email }))?.id).toBe(id);
    const reservations = (await itemsOf(db.client, Unique)).filter(item => item.uniqueOwner?.M?.id?.S === id);
    expect(reservations).toHaveLength(email ? 1 : 0);
  }

  const fresh = () => Unique.build({ id, email: mail('new'), count: 1 });

  it('is replaced by a create, with its reservations', async () => {
    await transact(tx => tx.create(fresh()));
    await expectAnew(mail('new'), 1);
  });

  it('is replaced by a create of a block that has read it, of its own value', async () => {
    await transact(async tx => {
      expect(await tx.get(Unique, { id })).toBeUndefined();
      tx.create(Unique.build({ id, email: mail('old'), count: 1 }));
    });
    expect((await Unique.findBy({ email: mail('old') }))?.count).toBe(1);
  });

  it.each([true, false])('is replaced by a save of a new record, under raiseOnConflict: %s', async raiseOnConflict => {
    await transact(tx => tx.save(fresh(), { raiseOnConflict }));
    await expectAnew(mail('new'), 1);
  });

  it('is replaced by a TransactWrite', async () => {
    const tx = new TransactWrite();
    tx.create(fresh());
    tx.create(Plain.build({ id, count: 1 }));
    expect((await tx.commit()).attempts).toBe(2);
    await expectAnew(mail('new'), 1);
    expect(await Plain.getOrFail({ id })).toMatchObject({ note: undefined, count: 1 });
  });

  it('is begun anew by an update by key, as by updateByKey', async () => {
    await transact(tx => {
      tx.update(Plain, { id }, p => p.count.add(1));
      tx.update(Unique, { id }, u => [u.count.add(1), u.email.set(mail('new'))]);
    });
    await expectAnew(mail('new'), 1);
    expect(await Plain.getOrFail({ id })).toMatchObject({ note: undefined, count: 1 });
  });

  it('is begun anew by an update by key that leaves its unique value', async () => {
    await transact(tx => tx.update(Unique, { id }, u => u.count.add(1)));
    await expectAnew(undefined, 1);
  });

  it('is begun anew by an upsert, and by an update after a read', async () => {
    await transact(async tx => {
      if (!(await tx.get(Plain, { id }))) tx.update(Plain, { id }, { count: 1 });
      tx.upsert(Unique, { id, count: 1 }, { onCreate: { email: mail('new') } });
    });
    await expectAnew(mail('new'), 1);
    expect(await Plain.getOrFail({ id })).toMatchObject({ note: undefined, count: 1 });
  });

  it('is replaced by a record that moves there', async () => {
    await (await Plain.create({ id: `from-${id}`, count: 1 })).moveTo({ id });
    expect(await Plain.getOrFail({ id })).toMatchObject({ note: undefined, count: 1 });
    const mover = await Unique.create({ id: `from-${id}`, email: mail('new'), count: 1 });
    await transact(tx => tx.moveTo(mover, { id }));
    await expectAnew(mail('new'), 1);
  });

  it('is absent to a check', async () => {
    const checking = (condition: ConditionInput<Plain>) =>
      transact(tx => {
        tx.check(Plain, { id }, condition);
        tx.create(Plain.build({ id: `checked-${id}` }));
      });
    const { reasons } = await failure(
      checking(p => p.count.eq(7)),
      TransactionCanceledError,
    );
    expect(reasons).toMatchObject([{ operation: 'check', stored: undefined }, undefined]);
    await checking(p => p.id.notExists());
    expect(await Plain.get({ id: `checked-${id}` })).toBeDefined();
  });

  it('stays where another reason ends the transaction', async () => {
    const other = await Unique.create({ id: `other-${id}`, email: mail('taken') });
    const tx = new TransactWrite();
    tx.create(Unique.build({ id, email: mail('taken') }));
    tx.check(Unique, { id: other.id }, u => u.count.eq(99));
    await failure(tx.commit(), TransactionCanceledError);
    expect(await db.stored(Unique, { id: { S: id } })).toMatchObject({ note: { S: 'old' } });
  });

  it('does not hide that a value is taken', async () => {
    await Unique.create({ id: `other-${id}`, email: mail('taken') });
    const outcome = transact(tx => tx.create(Unique.build({ id, email: mail('taken') })));
    const { reasons } = await failure(outcome, TransactionCanceledError);
    expect(reasons[0]?.error).toBeInstanceOf(UniqueError);
  });

  it('costs a transaction nothing where there is none', async () => {
    await transact(tx => tx.create(Unique.build({ id: `none-${id}`, email: mail('none') })));
    expect(db.sent.map(({ command }) => command)).toEqual(['TransactWriteItemsCommand']);
  });
});
