import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { declareTable } from '../metadata/declarations';
import { classDecorator, type EntityDecorator } from './front-door';

export interface TableOptions {
  name: string;
  /** The client of this class, in place of the default one. */
  client?: DynamoDBClient;
  /** Read consistently unless a call says otherwise. Costs twice the read capacity. Default false. */
  consistentRead?: boolean;
  /** Bytes; a larger item is an ItemTooLargeError before anything is sent. Default and maximum 409,600. */
  maxItemSize?: number;
  /** Run no hooks unless a call says otherwise. */
  skipHooks?: boolean;
  /** Detect conflicts unless a call says otherwise. Default: true for a class with `@Version`, false without. */
  raiseOnConflict?: boolean;
}

/**
 * Makes a class an entity: its instances are items of this table.
 *
 * @example
 * @Table('accounts')
 * class Account extends ActiveRecord { ... }
 */
export function Table(table: string | TableOptions): EntityDecorator {
  const declaration = typeof table === 'string' ? { name: table } : { ...table };
  return classDecorator((own, type) => declareTable(own, type, declaration));
}
