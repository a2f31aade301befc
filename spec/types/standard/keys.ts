// The names in templates and indexes, under standard decorators.
import { ActiveRecord, Attribute, defineTable, Index, PartitionKey, Table } from 'dynact';

const app = defineTable('app', {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
});

@Table(app, { keys: { table: ['ORG#{orgId}', 'ORDER#{placedAt:s}#{n:10}'], gsi1: ['STATUS#{status}', '{open}'] } })
export class Order extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute({ type: Date }) placedAt!: Date;
  @Attribute({ type: 'bigint' }) n!: bigint;
  @Attribute({ type: Boolean }) open?: boolean;
  @Attribute() status: 'open' | 'paid' = 'open';
  @Attribute() accessor label = '';
}

@Table(app, { keys: { table: ['LABEL#{label}', 'X'] } })
export class Accessor extends ActiveRecord {
  @Attribute() accessor label = '';
}

// @ts-expect-error: "orgID" is no property
@Table(app, { keys: { table: ['ORG#{orgID}', 'X'] } })
export class Mistyped extends ActiveRecord {
  @Attribute() orgId!: string;
}

// @ts-expect-error: a list cannot be a part of a key
@Table(app, { keys: { table: ['ORG#{orgId}', '{tags}'] } })
export class Unfit extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() tags!: string[];
}

// @ts-expect-error: a method is no attribute
@Table(app, { keys: { table: ['ORG#{orgId}', '{save}'] } })
export class Method extends ActiveRecord {
  @Attribute() orgId!: string;
}

// @ts-expect-error: the table has no index "gsi2"
@Table(app, { keys: { table: ['ORG#{orgId}', 'X'], gsi2: ['{orgId}', 'X'] } })
export class NoIndex extends ActiveRecord {
  @Attribute() orgId!: string;
}

// @ts-expect-error: "statuss" is no property
@Index('byStatus', { partitionKey: 'statuss' })
// @ts-expect-error: "ownr" is no property
@Index('byState', { partitionKey: 'status', projection: ['ownr'] })
@Table('tasks')
export class MistypedIndex extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() status!: string;
  @Attribute() owner?: string;
}
