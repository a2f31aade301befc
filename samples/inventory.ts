// Stock that is never sold twice: what is taken from `stock` goes to `reserved` in the same request.
import { ActiveRecord, Attribute, ConditionalCheckFailedError, PartitionKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('products'))
class Product extends ActiveRecord {
  @PartitionKey() sku!: string;
  @Attribute() stock = 0;
  @Attribute() reserved = 0;
}

class OutOfStock extends Error {
  constructor(readonly left: number) {
    super(`Only ${left} left`);
  }
}

async function reserve(sku: string, quantity: number): Promise<Product> {
  try {
    return await Product.updateByKey({ sku }, p => [p.stock.add(-quantity), p.reserved.add(quantity)], {
      condition: p => p.stock.gte(quantity),
    });
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedError)) throw error;
    // The refusal carries the item as it is: no second request to tell the customer what is left.
    throw new OutOfStock(error.stored instanceof Product ? error.stored.stock : 0);
  }
}

/** The order was cancelled: what it reserved goes back, and never more than is reserved. */
function release(sku: string, quantity: number): Promise<Product> {
  return Product.updateByKey({ sku }, p => [p.stock.add(quantity), p.reserved.add(-quantity)], {
    condition: p => p.reserved.gte(quantity),
  });
}

const figures = ({ stock, reserved }: Product) => ({ stock, reserved });

export const main = sample([Product], async () => {
  await Product.create({ sku: 'ABC123', stock: 10 });
  const reserved = await reserve('ABC123', 3);
  const tooMany = await reserve('ABC123', 10).catch((error: Error) => error.message);
  const released = await release('ABC123', 3);

  await Product.create({ sku: 'RARE', stock: 10 });
  const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => reserve('RARE', 3)));
  const rare = await Product.getOrFail({ sku: 'RARE' }, { consistentRead: true });

  return {
    afterReservingThree: figures(reserved),
    reservingTenMore: tooMany,
    afterReleasingThree: figures(released),
    eightAtOnceWantThreeOfTen: {
      succeeded: attempts.filter(({ status }) => status === 'fulfilled').length,
      ...figures(rare),
    },
  };
});

void start(module, main);
