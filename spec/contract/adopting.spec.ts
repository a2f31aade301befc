import { ActiveRecord, Attribute, createTable, Discriminator, defineTable, Table } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type Item, useTables } from './harness';

const indexes = { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } } as const;
const tables = {
  electro: defineTable(uniqueTable('electro'), {
    partitionKey: 'pk',
    sortKey: 'sk',
    discriminator: '__edb_e__',
    indexes,
  }),
  toolbox: defineTable(uniqueTable('toolbox'), { partitionKey: 'pk', sortKey: 'sk', discriminator: '_et' }),
  one: defineTable(uniqueTable('one'), { partitionKey: 'pk', sortKey: 'sk', discriminator: '_type', indexes }),
  hand: defineTable(uniqueTable('hand'), { partitionKey: 'pk', sortKey: 'sk' }),
};

@Discriminator('task')
@Table(tables.electro, {
  keys: {
    table: ['$taskapp#team_{team:lower}', '$task_1#id_{id:lower}'],
    gsi1: ['$taskapp#employee_{employee:lower}', '$task_1#status_{status:lower}#id_{id:lower}'],
  },
})
class ElectroTask extends ActiveRecord {
  @Attribute() team!: string;
  @Attribute() id!: string;
  @Attribute() employee?: string;
  @Attribute() status?: string;
  @Attribute({ name: '__edb_v__' }) entityVersion = '1';
}

@Discriminator('Pokemon')
@Table(tables.toolbox, { keys: { table: ['TRAINER#{trainer}', 'POKEMON#{level:3}#{name}'] } })
class Pokemon extends ActiveRecord {
  @Attribute() trainer!: string;
  @Attribute({ type: Number }) level!: number;
  @Attribute() name!: string;
  @Attribute({ name: '_ct', type: Date }) created?: Date;
  @Attribute({ name: '_md', type: Date }) modified?: Date;
}

@Discriminator('User')
@Table(tables.one, { keys: { table: ['account#{accountId}', 'user#{email}'], gsi1: ['user#', 'user#{name}#{email}'] } })
class OneUser extends ActiveRecord {
  @Attribute() accountId!: string;
  @Attribute() email!: string;
  @Attribute() name!: string;
}

@Table(tables.hand, { keys: { table: ['USER#{id}', 'LOGIN#{at}'], parse: true } })
class Login extends ActiveRecord {
  @Attribute() id!: string;
  @Attribute({ type: Date }) at!: Date;
  @Attribute() ip?: string;
}

const text = (values: Record<string, string>): Item =>
  Object.fromEntries(Object.entries(values).map(([name, S]) => [name, { S }]));
const at = '2026-05-01T10:00:00.000Z';

describeEachBackend('A table of another library', backend => {
  const db = useTables(backend);
  beforeAll(() => Promise.all(Object.values(tables).map(table => createTable(table))));
  const keyOf = ({ pk, sk }: Item): Item => ({ pk: pk!, sk: sk! });

  /** Reads the item as a record, and writes it again as it was. */
  async function roundTrip(type: typeof ElectroTask | typeof Pokemon | typeof OneUser, item: Item, key: object) {
    await db.write(type, item);
    const record = (await (type as typeof ElectroTask).get(key))!;
    expect(record.isChanged).toBe(false);
    await record.save();
    expect(await db.stored(type, keyOf(item))).toEqual(item);
    await record.delete();
    const { isNew } = record;
    expect(isNew).toBe(true);
    await record.save();
    expect(await db.stored(type, keyOf(item))).toEqual(item);
    return record;
  }

  it('as ElectroDB writes it', async () => {
    const item = text({
      pk: '$taskapp#team_green',
      sk: '$task_1#id_a-1',
      gsi1pk: '$taskapp#employee_jo',
      gsi1sk: '$task_1#status_open#id_a-1',
      team: 'Green',
      id: 'A-1',
      employee: 'Jo',
      status: 'OPEN',
      __edb_e__: 'task',
      __edb_v__: '1',
    });
    const task = (await roundTrip(ElectroTask, item, { team: 'GREEN', id: 'a-1' })) as ElectroTask;
    expect(task).toMatchObject({ team: 'Green', id: 'A-1', status: 'OPEN' });
    await task.update({ status: 'Done' });
    expect(await db.stored(ElectroTask, keyOf(item))).toMatchObject({ gsi1sk: { S: '$task_1#status_done#id_a-1' } });
    expect(await ElectroTask.query({ employee: 'JO', status: 'done' }).all()).toHaveLength(1);
  });

  it('as dynamodb-toolbox writes it', async () => {
    const item: Item = {
      ...text({
        pk: 'TRAINER#ash',
        sk: 'POKEMON#007#Pikachu',
        trainer: 'ash',
        name: 'Pikachu',
        _et: 'Pokemon',
        _ct: at,
        _md: at,
      }),
      level: { N: '7' },
    };
    await roundTrip(Pokemon, item, { trainer: 'ash', level: 7, name: 'Pikachu' });
    expect(
      await Pokemon.query({ trainer: 'ash' })
        .where(p => p.level.between(5, 9))
        .all(),
    ).toHaveLength(1);
  });

  it('as OneTable writes it', async () => {
    const item = text({
      pk: 'account#1',
      sk: 'user#jo@x.io',
      gsi1pk: 'user#',
      gsi1sk: 'user#Jo#jo@x.io',
      accountId: '1',
      email: 'jo@x.io',
      name: 'Jo',
      _type: 'User',
    });
    await roundTrip(OneUser, item, { accountId: '1', email: 'jo@x.io' });
    expect(
      await OneUser.query({})
        .index('gsi1')
        .where(u => u.name.eq('Jo'))
        .all(),
    ).toHaveLength(1);
  });

  it('as a program by hand writes it', async () => {
    await db.write(Login, text({ pk: 'USER#1', sk: `LOGIN#${at}`, ip: '::1' }));
    const [login] = await Login.query({ id: '1' }).all();
    expect(login).toMatchObject({ id: '1', at: new Date(at), ip: '::1', isChanged: false });
    await login!.update({ ip: '::2' });
    await login!.save();
    expect(await db.stored(Login, text({ pk: 'USER#1', sk: `LOGIN#${at}` }))).toEqual(
      text({ pk: 'USER#1', sk: `LOGIN#${at}`, ip: '::2', id: '1', at }),
    );
  });
});
