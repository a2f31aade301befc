import { type AttributeDecorator, memberDecorator } from './front-door';

/**
 * Whose a record is: must equal the tenant of `within`, which is checked in every read and write before anything is sent. Goes with
 * `@PartitionKey`, `@SortKey` or `@Attribute`, or makes the property an attribute itself; it is part of the table's key. Scans and statements of
 * the class are refused, as they would read all tenants.
 *
 * @example
 * @TenantKey() @PartitionKey() tenantId!: string;
 * await within({ tenant: 'acme' }, () => Order.query({ tenantId: 'acme' }).all());
 */
export function TenantKey(): AttributeDecorator<string | number | undefined> {
  return memberDecorator('a tenant key', ({ own, name: property, designType }) => {
    own.tenantKeys.push({ property, designType });
  });
}
