import type { AssociationDeclaration } from '../metadata/declarations';
import type { EntityClass } from '../metadata/entity-class';
import { type AttributeDecorator, memberDecorator } from './front-door';

/** By property of the record that refers to another: the key property of that other. */
export type AssociationKeys = Readonly<Record<string, string>>;

/**
 * The record that this one refers to: `load` reads it. Nothing is stored, and nothing is read before. The keys are property to property: of
 * this class, and of the other one's key.
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
 * The records that refer to this one, as a query of the table or of an index: `load` gives it. The keys are property to property: of the
 * other class, and of this one.
 *
 * @example
 * @HasMany(() => Order, { customerId: 'id' }) orders!: Query<Order>;
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
