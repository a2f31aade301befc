import { DynamoDB } from '@aws-sdk/client-dynamodb';
import dynamoose from 'dynamoose';
import type { Item } from 'dynamoose/dist/Item.js';

dynamoose.aws.ddb.set(new DynamoDB({}));

interface Address {
  street: string;
  city: string;
}

export interface Entity extends Item {
  tenant: string;
  id: string;
  name: string;
  description?: string;
  status: 'draft' | 'open' | 'closed';
  total: number;
  discount?: number;
  sequence?: bigint;
  active: boolean;
  archived?: boolean;
  openedAt?: Date;
  closedAt?: Date;
  tags: string[];
  scores: number[];
  roles: Set<string>;
  levels?: Set<number>;
  address?: Address;
  history: Address[];
  payload?: Uint8Array;
  version?: number;
}

const address = { type: Object, schema: { street: String, city: String } };

const schema = new dynamoose.Schema({
  tenant: { type: String, hashKey: true },
  id: { type: String, rangeKey: true },
  name: { type: String, required: true },
  description: String,
  status: { type: String, enum: ['draft', 'open', 'closed'], default: 'draft' },
  total: { type: Number, default: 0 },
  discount: Number,
  sequence: Number,
  active: { type: Boolean, default: true },
  archived: Boolean,
  openedAt: Date,
  closedAt: Date,
  tags: { type: Array, schema: [String] },
  scores: { type: Array, schema: [Number] },
  roles: { type: Set, schema: [String] },
  levels: { type: Set, schema: [Number] },
  address,
  history: { type: Array, schema: [address] },
  payload: Buffer,
  version: Number,
});

const Entity = dynamoose.model<Entity>('entities', schema, { create: false, waitForActive: false });

export async function use(): Promise<number | undefined> {
  const key = { tenant: 't', id: 'i' };
  await Entity.create({ ...key, name: 'n' });
  const found = await Entity.get(key);
  await Entity.update(
    key,
    { $ADD: { total: 1, tags: ['x'] }, $SET: { address: { street: '', city: 'Oslo' } } },
    {
      condition: new dynamoose.Condition('total')
        .ge(1)
        .and()
        .where('status')
        .eq('open')
        .and()
        .where('roles')
        .contains('admin'),
    },
  );
  const condition = new dynamoose.Condition('name').beginsWith('n').or().where('closedAt').not().exists();
  await found.save({ return: 'item', condition });
  return found.version;
}
