import { type AttributeDecorator, memberDecorator } from '../decorators/front-door';
import { TENANTS } from '../entity/tenant';
import { tenants } from '../entity/tenant-check';
import { bring } from '../metadata/declarations';

/**
 * The tenant of a record: it must equal the tenant of `within`. Every read and write is checked before anything is sent. It must be part of the
 * table's key. Combine it with `@PartitionKey`, `@SortKey` or `@Attribute`; alone it makes the property an attribute. Scans and statements of the
 * class are refused, as they would read all tenants.
 *
 * @example
 * @TenantKey() @PartitionKey() tenantId!: string;
 * await within({ tenant: 'acme' }, () => Order.query({ tenantId: 'acme' }).all());
 */
export function TenantKey(): AttributeDecorator<string | number | undefined> {
  return memberDecorator('a tenant key', ({ own, name: property, designType }) => {
    bring(own, TENANTS.with(tenants));
    own.tenantKeys.push({ property, designType });
  });
}
