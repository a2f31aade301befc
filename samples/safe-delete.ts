// Deleting only what may go: drafts, items that exist, and items that are still as they were read.
import {
  ActiveRecord,
  Attribute,
  ConditionalCheckFailedError,
  ConflictError,
  ItemNotFoundError,
  PartitionKey,
  SortKey,
  Table,
} from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('orders'))
class Order extends ActiveRecord {
  @PartitionKey() customer!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute() status: 'draft' | 'placed' = 'draft';
  @Attribute() total = 0;
}

const customer = 'jane';

/** The condition is checked by the delete itself. */
async function deleteDraft(order: Order): Promise<string> {
  try {
    await order.delete({ condition: o => o.status.eq('draft') });
    return 'deleted';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedError)) throw error;
    return error.stored instanceof Order ? `kept, as it is ${error.stored.status}` : 'there was none';
  }
}

/** One request, no read: the key is enough. */
async function deleteByNumber(number: number): Promise<string> {
  try {
    await Order.deleteByKey({ customer, number }, { mustExist: true });
    return 'deleted';
  } catch (error) {
    if (!(error instanceof ItemNotFoundError)) throw error;
    return 'there was none';
  }
}

/** Deletes what was read, unless somebody edited it since. */
async function deleteAsSeen(order: Order): Promise<string> {
  try {
    await order.delete({ raiseOnConflict: true });
    return 'deleted';
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return `kept, as ${Object.keys(error.diff)} changed`;
  }
}

export const main = sample([Order], async () => {
  const draft = await Order.create({ customer, number: 1, total: 100 });
  const placed = await Order.create({ customer, number: 2, total: 100, status: 'placed' });

  const seen = await Order.getOrFail({ customer, number: 2 });
  await placed.update({ total: 120 });

  // A new record has no item of its own: under `raiseOnConflict` nothing is sent, so a stranger's item with this key is safe.
  await Order.build({ customer, number: 2 }).delete({ raiseOnConflict: true });

  return {
    draft: await deleteDraft(draft),
    placed: await deleteDraft(placed),
    theDraftAgain: await deleteByNumber(1),
    editedSinceRead: await deleteAsSeen(seen),
    stillThere: (await Order.get({ customer, number: 2 })) !== undefined,
    byKey: await deleteByNumber(2),
  };
});

void start(module, main);
