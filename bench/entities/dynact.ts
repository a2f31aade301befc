import { ActiveRecord, Attribute, PartitionKey, SortKey, Table, Version } from 'dynact';

class Address {
  @Attribute() street!: string;
  @Attribute() city!: string;
}

@Table('entities')
export class Entity extends ActiveRecord {
  @PartitionKey() tenant!: string;
  @SortKey() id!: string;
  @Attribute() name!: string;
  @Attribute() description?: string;
  @Attribute() status: 'draft' | 'open' | 'closed' = 'draft';
  @Attribute() total = 0;
  @Attribute() discount?: number;
  @Attribute() sequence?: bigint;
  @Attribute() active = true;
  @Attribute() archived?: boolean;
  @Attribute() openedAt?: Date;
  @Attribute() closedAt?: Date;
  @Attribute() tags: string[] = [];
  @Attribute() scores: number[] = [];
  @Attribute() roles: Set<string> = new Set();
  @Attribute() levels?: Set<number>;
  @Attribute() address?: Address;
  @Attribute() history: Address[] = [];
  @Attribute() payload?: Uint8Array;
  @Version() version?: number;
}

export async function use(): Promise<number | undefined> {
  const key = { tenant: 't', id: 'i' };
  await Entity.create({ ...key, name: 'n' });
  const found = await Entity.getOrFail(key);
  await found.update(e => [e.total.add(1), e.tags.append(['x']), e.address.city.set('Oslo')], {
    condition: e => e.total.gte(1).and(e.status.eq('open')).and(e.roles.contains('admin')),
  });
  await found.save({ condition: e => e.name.beginsWith('n').or(e.closedAt.notExists()) });
  return found.version;
}
