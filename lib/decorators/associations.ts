import type { AssociationDeclaration } from '../metadata/declarations';
import type { EntityClass } from '../metadata/entity-class';
import { type AttributeDecorator, memberDecorator } from './front-door';

/** From properties of the referring record to key properties of the other one. */
export type AssociationKeys = Readonly<Record<string, string>>;

/**
 * The record that this one refers to. Nothing is stored, and only `load` reads it. The keys map properties of this class to those of the other
 * one's key.
 *
 * @example
 * @BelongsTo(() => Customer, { customerId: 'id' }) customer?: Customer;
 * await load(orders, 'customer'); // one BatchGetItem
 */
export function BelongsTo<T extends object>(
  type: () => EntityClass<T>,
  keys: AssociationKeys,
): AttributeDecorator<T | undefined> {
  return association({ kind: 'belongsTo', type, keys });
}

/**
 * The records that refer to this one, as a query of the table or an index, which `load` returns. The keys map properties of the other class to
 * those of this one. The property itself is always undefined: declared with `?`, the compiler refuses to use it without `load`.
 *
 * @example
 * @HasMany(() => Order, { customerId: 'id' }) orders?: Query<Order>;
 * for await (const order of load(customer, 'orders')) { ... } // Query { KeyConditionExpression: '#0 = :0' }
 */
export function HasMany<T extends object>(
  type: () => EntityClass<T>,
  keys: AssociationKeys,
): AttributeDecorator<unknown> {
  return association({ kind: 'hasMany', type, keys });
}

function association<V>(declaration: Omit<AssociationDeclaration, 'property'>): AttributeDecorator<V> {
  return memberDecorator('an association', ({ own, name: property }) => {
    own.associations.push({ ...declaration, property });
  });
}
