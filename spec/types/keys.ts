import { ActiveRecord, Attribute, Index, PartitionKey, Table } from 'dynact';
import { defineTable } from '../../lib/features/define-table';

const app = defineTable('app', {
  partitionKey: 'pk',
  sortKey: { name: 'sk', type: 'S' },
  timeToLive: 'expiresAt',
  discriminator: 'type',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' }, byDate: { type: 'local', sortKey: 'createdAt' } },
});

@Table(app, {
  keys: {
    table: ['ORG#{orgId}', 'ORDER#{placedAt:s}#{n:10}'],
    gsi1: ['STATUS#{status}', '{open}'],
    byDate: '{placedAt}',
  },
})
export class Order extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() placedAt!: Date;
  @Attribute() n!: bigint;
  @Attribute() open?: boolean;
  @Attribute() status: 'open' | 'paid' = 'open';
}

@Table(app, { keys: { table: ['ORG#{orgId}', 'META'], parse: true }, consistentRead: true })
export abstract class Base extends ActiveRecord {
  @Attribute() orgId!: string;
}

@Table(app)
export class Plain extends ActiveRecord {
  @PartitionKey({ name: 'pk' }) id!: string;
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

// @ts-expect-error: the name of a shared table is in defineTable
@Table(app, { name: 'other' })
export class Named extends ActiveRecord {
  @PartitionKey({ name: 'pk' }) id!: string;
}

@Index('byStatus', { partitionKey: 'status', sortKey: ['total', 'at'], projection: ['owner', 'tags'] })
@Table('tasks')
export class Task extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() status!: string;
  @Attribute() total?: number;
  @Attribute() at?: Date;
  @Attribute() owner?: { name: string };
  @Attribute() tags: string[] = [];
}

// @ts-expect-error: "statuss" is no property
@Index('byStatus', { partitionKey: 'statuss' })
// @ts-expect-error: "ownr" is no property
@Index('byState', { partitionKey: 'status', projection: ['ownr'] })
// @ts-expect-error: a list cannot be a key
@Index('byTags', { partitionKey: 'status', sortKey: 'tags' })
@Table('tasks')
export class MistypedIndex extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() status!: string;
  @Attribute() owner?: string;
  @Attribute() tags: string[] = [];
}

// Names that the compiler does not know are checked at run time.
const property: string = 'status';

@Index('byStatus', { partitionKey: property })
@Table(app, { keys: { table: [`ORG#{${property}}`, 'X'] } })
export class Dynamic extends ActiveRecord {
  @Attribute() status!: string;
}
