import { checkChoices, type OptionNames } from '../errors/known-options';
import { bring } from '../metadata/declarations';
import { indexesOf } from '../metadata/index-metadata';
import { INDEXES } from '../metadata/index-part';
import type { KeyedDecorator } from './checked';
import { classDecorator } from './front-door';

export interface IndexOptions {
  /** The property, or up to four, of the partition key; a local index has the table's. */
  partitionKey?: string | readonly string[] | undefined;
  /** The property, or up to four, of the sort key. */
  sortKey?: string | readonly string[] | undefined;
  /** What the index holds besides its keys and the table's: everything, nothing, or these properties. Default `'ALL'`. */
  projection?: 'ALL' | 'KEYS_ONLY' | readonly string[] | undefined;
  /** Default `'global'`. */
  type?: 'global' | 'local' | undefined;
}

const INDEX_OPTIONS: OptionNames<IndexOptions> = {
  partitionKey: true,
  sortKey: true,
  projection: true,
  type: true,
};

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
export function Index<const Options extends IndexOptions>(
  name: string,
  options: Options,
): KeyedDecorator<Named<Options['partitionKey'] | Options['sortKey']>, Projected<Options['projection']>> {
  checkChoices(`@Index('${name}')`, options, INDEX_OPTIONS);
  const { type = 'global', projection = 'ALL' } = options as IndexOptions;
  const declaration = {
    name,
    type,
    projection,
    partitionKey: list(options.partitionKey),
    sortKey: list(options.sortKey),
  };
  return classDecorator(own => {
    bring(own, INDEXES.with({ indexesOf }));
    own.indexes.unshift(declaration);
  });
}

type Named<Properties> = Properties extends string
  ? Properties
  : Properties extends readonly (infer P extends string)[]
    ? P
    : never;

type Projected<Projection> = Projection extends readonly (infer P extends string)[] ? P : never;

function list(properties: string | readonly string[] | undefined): readonly string[] {
  if (properties === undefined) return [];
  return typeof properties === 'string' ? [properties] : [...properties];
}
