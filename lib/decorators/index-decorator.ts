import { classDecorator, type EntityDecorator } from './front-door';

export interface IndexOptions {
  /** The property, or up to four, of the partition key; a local index has the table's. */
  partitionKey?: string | readonly string[];
  /** The property, or up to four, of the sort key. */
  sortKey?: string | readonly string[];
  /** What the index holds besides its keys and the table's: everything, nothing, or these properties. Default `'ALL'`. */
  projection?: 'ALL' | 'KEYS_ONLY' | readonly string[];
  /** Default `'global'`. */
  type?: 'global' | 'local';
}

/**
 * A secondary index of the table.
 *
 * @example
 * @Index('byStatus', { partitionKey: 'status', sortKey: 'total', projection: ['customerId'] })
 * @Table('orders')
 * class Order extends ActiveRecord { ... }
 *
 * Order.query({ status: 'open' }) // Query { IndexName: 'byStatus', ... }
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html
 */
export function Index(name: string, options: IndexOptions): EntityDecorator {
  const { type = 'global', projection = 'ALL' } = options;
  const declaration = {
    name,
    type,
    projection,
    partitionKey: list(options.partitionKey),
    sortKey: list(options.sortKey),
  };
  return classDecorator(own => own.indexes.unshift(declaration));
}

function list(properties: string | readonly string[] | undefined): readonly string[] {
  if (properties === undefined) return [];
  return typeof properties === 'string' ? [properties] : [...properties];
}
