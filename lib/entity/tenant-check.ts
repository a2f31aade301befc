import { type Surroundings, surroundings } from '../client/surroundings';
import { ValidationError } from '../errors/usage-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { AttributesByName, AttributeValue } from '../wire/attribute-value';
import { equalOrAbsent } from '../wire/equality';
import { encodedPart } from './encoded-part';

export type Tenant = Surroundings['tenant'] | null;

/** Throws ValidationError if a record or key is not of the tenant of `within`. */
function checkTenant(metadata: EntityMetadata, values: object, tenant: Tenant = surroundings()?.tenant): void {
  const { tenantKey } = metadata;
  if (!tenantKey) return;
  const value = (values as Record<string, unknown>)[tenantKey.property];
  checkStored(metadata, encodedPart(metadata, tenantKey, value), tenant);
}

/** The same for an item that will be stored. */
function checkTenantOfItem(metadata: EntityMetadata, item: AttributesByName): void {
  const { tenantKey } = metadata;
  if (tenantKey) checkStored(metadata, item.get(tenantKey.name), surroundings()?.tenant);
}

/** Refuses a call that would read the items of all tenants. */
function refuseAcrossTenants({ className, tenantKey }: EntityMetadata, taker: string): void {
  if (!tenantKey) return;
  throw ValidationError.misuse(
    `${className}.${taker} would read the items of all tenants, as the class has @TenantKey: query a key or an index with ` +
      `"${tenantKey.property}", or use a class of the table without @TenantKey`,
  );
}

function checkStored(metadata: EntityMetadata, stored: AttributeValue | undefined, tenant: Tenant): void {
  const tenantKey = metadata.tenantKey!;
  const label = `${metadata.className}.${tenantKey.property} is @TenantKey`;
  if (tenant === undefined || tenant === null || tenant === '') {
    throw ValidationError.misuse(`${label}, and no tenant is set: call it in within({ tenant }, () => ...)`);
  }
  if (!stored) throw ValidationError.misuse(`${label}, and has no value here: every read and write names its tenant`);
  if (equalOrAbsent(stored, encodedPart(metadata, tenantKey, tenant))) return;
  throw ValidationError.misuse(
    `${label}, and is not the tenant of within, so it was not sent. Work for another tenant goes in a within({ tenant }) of its own`,
  );
}

/** What only classes with `@TenantKey` need. */
export const tenants = { checkTenant, checkTenantOfItem, refuseAcrossTenants };
