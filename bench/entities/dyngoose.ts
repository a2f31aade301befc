import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Dyngoose } from 'dyngoose';

const { Attribute } = Dyngoose;
const address = { street: Attribute.String(), city: Attribute.String() };

interface Address {
  street: string;
  city: string;
}

@Dyngoose.$Table({ name: 'entities', connection: new DynamoDB({}) })
export class Entity extends Dyngoose.Table {
  @Attribute.String() declare tenant: string;
  @Attribute.String() declare id: string;
  @Attribute.String() declare name: string;
  @Attribute.String() declare description?: string;
  @Attribute.String({ default: 'draft' }) declare status: 'draft' | 'open' | 'closed';
  @Attribute.Number({ default: 0 }) declare total: number;
  @Attribute.Number() declare discount?: number;
  @Attribute.Number() declare sequence?: bigint;
  @Attribute.Boolean({ default: true }) declare active: boolean;
  @Attribute.Boolean() declare archived?: boolean;
  @Attribute.Date() declare openedAt?: Date;
  @Attribute.Date() declare closedAt?: Date;
  @Attribute.List() declare tags: string[];
  @Attribute.List() declare scores: number[];
  @Attribute.StringSet() declare roles: Set<string>;
  @Attribute.NumberSet() declare levels?: Set<number>;
  @Attribute.Map({ attributes: address }) declare address?: Address;
  @Attribute.List() declare history: Address[];
  @Attribute.Binary() declare payload?: Uint8Array;
  @Attribute.Number() declare version?: number;
  @Dyngoose.$PrimaryKey('tenant', 'id') static readonly primaryKey: Dyngoose.Query.PrimaryKey<Entity, string, string>;
}

export async function use(): Promise<number | undefined> {
  const key = { tenant: 't', id: 'i' };
  await Entity.new({ ...key, name: 'n' }).save({ conditions: { tenant: ['not exists'] } });
  const found = await Entity.primaryKey.get(key);
  if (!found) throw new Error('Not found');
  found.set('total', 1, { operator: 'increment' });
  found.set('tags', ['x'], { operator: 'append' });
  found.set('address', { street: '', city: 'Oslo' });
  await found.save({ conditions: { total: ['>=', 1], status: 'open', roles: ['contains', 'admin'] } });
  await found.save({ force: true, conditions: { name: ['beginsWith', 'n'], closedAt: ['not exists'] } });
  return found.version;
}
