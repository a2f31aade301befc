// Tenants in one table: the tenant of a request is set once, and what belongs to another one is refused before anything is sent.
import { ActiveRecord, Attribute, PartitionKey, SortKey, Table, TenantKey, ValidationError, within } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('invoices'))
class Invoice extends ActiveRecord {
  @TenantKey() @PartitionKey() tenantId!: string;
  @SortKey() id!: string;
  @Attribute() total = 0;
}

/** Stands for a request's handler: it is told the invoice, and trusts no tenant that comes with it. */
async function totalOf(tenantId: string, id: string): Promise<number | string | undefined> {
  try {
    return (await Invoice.get({ tenantId, id }))?.total;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return 'refused';
  }
}

export const main = sample([Invoice], async () => {
  await within({ tenant: 'acme' }, () => Invoice.create({ tenantId: 'acme', id: 'i1', total: 120 }));
  await within({ tenant: 'globex' }, () => Invoice.create({ tenantId: 'globex', id: 'i1', total: 80 }));

  return {
    own: await within({ tenant: 'acme' }, () => totalOf('acme', 'i1')),
    foreign: await within({ tenant: 'acme' }, () => totalOf('globex', 'i1')),
    outside: await totalOf('acme', 'i1'),
    invoices: await within({ tenant: 'globex' }, () => Invoice.query({ tenantId: 'globex' }).count()),
  };
});

void start(module, main);
