import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { checkChoices, type Flat, namesOf, type OptionNames } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import { declareTable, type KeysDeclaration, type TableDeclaration } from '../metadata/declarations';
import { isSharedTable, type SharedTable, type TableName, type UnknownItems } from '../metadata/shared-table';
import type { StandardSchema } from '../validation/standard-schema';
import type { KeyedDecorator, OfTable, TemplateNames } from './checked';
import { classDecorator, type EntityDecorator } from './front-door';

/** Options of a class that do not depend on its table. */
export interface EntityOptions {
  /** The client of this class. Default: that of `configure`. */
  client?: DynamoDBClient | undefined;
  /** Read consistently unless a call says otherwise. Costs twice the read capacity. Default false. */
  consistentRead?: boolean | undefined;
  /** Bytes; a larger item is an ItemTooLargeError before anything is sent. Default and maximum 409,600. */
  maxItemSize?: number | undefined;
  /** Run no hooks unless a call says otherwise. */
  skipHooks?: boolean | undefined;
  /** Detect conflicts unless a call says otherwise. Default: true for a class with `@Version`, false without. */
  raiseOnConflict?: boolean | undefined;
  /** What `save` of a loaded record writes: the whole item (the default), or only what changed, as `saveChanges` does. */
  save?: 'item' | 'changes' | undefined;
  /** Checks the whole record before it is written, as a plain object of its attributes: a schema that follows Standard Schema. */
  schema?: StandardSchema | undefined;
  /** Store the attributes that the schema returns. Default false: a schema only checks. */
  transform?: boolean | undefined;
  /** What reads do with items whose discriminator no class has. Default `'error'`. */
  onUnknown?: UnknownItems | undefined;
  /**
   * Store a random token with each write, in an attribute `writeToken` of the item. After a lost answer, a write recognizes its own item by the
   * token and succeeds, in place of an OutcomeUnknownError. Default false.
   */
  writeToken?: boolean | undefined;
}

export type TableOptions = Flat<
  EntityOptions & {
    name: TableName;
    /** The attribute that names the subclass of an item: see `@Discriminator`. */
    discriminator?: string | undefined;
  }
>;

export type SharedTableOptions<Keys = KeysDeclaration> = Flat<
  EntityOptions & {
    /**
     * How the keys of the table and of its indexes are built from the class's attributes: `{ table: ['ORG#{orgId}', 'ORDER#{seq:10}'] }`.
     * `parse: true` reads missing attributes of an item from its keys.
     */
    keys?: Keys | undefined;
  }
>;

const ENTITY_OPTIONS: OptionNames<EntityOptions> = {
  client: true,
  consistentRead: true,
  maxItemSize: true,
  skipHooks: true,
  raiseOnConflict: true,
  save: true,
  schema: true,
  transform: true,
  onUnknown: true,
  writeToken: true,
};
const TABLE_OPTIONS: OptionNames<TableOptions> = /* @__PURE__ */ namesOf(ENTITY_OPTIONS, {
  name: true,
  discriminator: true,
});
const SHARED_OPTIONS: OptionNames<SharedTableOptions> = /* @__PURE__ */ namesOf(ENTITY_OPTIONS, { keys: true });

/**
 * Makes a class an entity: its instances are items of this table, which other classes may share.
 *
 * @example
 * @Table('accounts')
 * class Account extends ActiveRecord { ... }
 *
 * @Table(app, { keys: { table: ['ORG#{orgId}', 'ORDER#{placedAt}#{orderId}'], gsi1: ['STATUS#{status}', '{placedAt}'] } })
 * class Order extends ActiveRecord { ... }
 */
export function Table(table: string | TableOptions): EntityDecorator;
export function Table<Index extends string, const Keys extends KeysDeclaration = Record<never, never>>(
  table: SharedTable<Index>,
  options?: SharedTableOptions<Keys & OfTable<Keys, Index>>,
): KeyedDecorator<TemplateNames<Keys>>;
export function Table(table: string | TableOptions | SharedTable, options?: SharedTableOptions): EntityDecorator {
  const declaration = tableDeclaration(table, options);
  return classDecorator((own, type) => declareTable(own, type, declaration));
}

function tableDeclaration(
  table: string | TableOptions | SharedTable,
  options: SharedTableOptions = {},
): TableDeclaration {
  if (typeof table === 'string') return { name: table };
  if (!isSharedTable(table)) {
    checkChoices('@Table', table, TABLE_OPTIONS);
    return { ...table };
  }
  if ('name' in options) throw new ConfigurationError('@Table(app, ...): the name of a shared table is in defineTable');
  checkChoices('@Table', options, SHARED_OPTIONS);
  const { name, client, discriminator, onUnknown } = table;
  return { name, client, discriminator, onUnknown, ...options, shared: table };
}
