import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { attribute, Dynamode, Entity as DynamodeEntity, TableManager } from 'dynamode';

Dynamode.ddb.set(new DynamoDB({}));

type Address = { street: string; city: string };

export class Entity extends DynamodeEntity {
  @attribute.partitionKey.string() tenant!: string;
  @attribute.sortKey.string() id!: string;
  @attribute.string() name!: string;
  @attribute.string() description?: string;
  @attribute.string() status: 'draft' | 'open' | 'closed' = 'draft';
  @attribute.number() total = 0;
  @attribute.number() discount?: number;
  @attribute.number() sequence?: number;
  @attribute.boolean() active = true;
  @attribute.boolean() archived?: boolean;
  @attribute.date.string() openedAt?: Date;
  @attribute.date.string() closedAt?: Date;
  @attribute.array() tags: string[] = [];
  @attribute.array() scores: number[] = [];
  @attribute.set() roles: Set<string> = new Set();
  @attribute.set() levels?: Set<number>;
  @attribute.object() address?: Address;
  @attribute.array() history: Address[] = [];
  @attribute.binary() payload?: Uint8Array;
  @attribute.number() version?: number;

  constructor(props: { tenant: string; id: string; name: string }) {
    super(props);
    Object.assign(this, props);
  }
}

const table = new TableManager(Entity, { tableName: 'entities', partitionKey: 'tenant', sortKey: 'id' });
const entities = table.entityManager();

export async function use(): Promise<number | undefined> {
  const key = { tenant: 't', id: 'i' };
  await entities.create(new Entity({ ...key, name: 'n' }));
  const found = await entities.get(key);
  await entities.update(
    key,
    { add: { total: 1 }, listAppend: { tags: ['x'] }, set: { 'address.city': 'Oslo' } },
    {
      condition: entities
        .condition()
        .attribute('total')
        .ge(1)
        .attribute('status')
        .eq('open')
        .attribute('roles')
        .contains(new Set(['admin'])),
    },
  );
  await entities.put(found, {
    condition: entities.condition().attribute('name').beginsWith('n').or.attribute('closedAt').not().exists(),
  });
  return found.version;
}
