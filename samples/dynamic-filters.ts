// A condition put together from what a user filled in: parts that were left out are left out of the expression.
import {
  ActiveRecord,
  Attribute,
  and,
  attributes,
  batchWrite,
  type Condition,
  ConditionalCheckFailedError,
  PartitionKey,
  Table,
} from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('shelf'))
class Product extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() category!: string;
  /** Cents. */
  @Attribute() price = 0;
  @Attribute() brand?: string;
  @Attribute() onSale = false;
}

interface Search {
  category?: string;
  maxPrice?: number;
  brand?: string;
}

const p = attributes(Product);

/** Compared with undefined, not by truth: a price of 0 is a price. */
function filterOf({ category, maxPrice, brand }: Search): Condition {
  return and(
    category !== undefined && p.category.eq(category),
    maxPrice !== undefined && p.price.lte(maxPrice),
    brand !== undefined && p.brand.eq(brand),
  );
}

/** A filter is applied after the read: in a large table, give what you can to a query of an index instead. */
async function find(search: Search): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of Product.scan().filter(filterOf(search))) ids.push(id);
  return ids.sort();
}

/** The same filter as a condition of a write: whether it was put on sale. */
async function putOnSale(id: string, search: Search): Promise<boolean> {
  try {
    await Product.updateByKey({ id }, { onSale: true }, { condition: filterOf(search), mustExist: true });
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedError) return false;
    throw error;
  }
}

export const main = sample([Product], async () => {
  await batchWrite([
    Product.build({ id: 'phone', category: 'electronics', price: 79_900, brand: 'Acme' }),
    Product.build({ id: 'cable', category: 'electronics', price: 900 }),
    Product.build({ id: 'sample', category: 'electronics', price: 0, brand: 'Acme' }),
    Product.build({ id: 'chair', category: 'furniture', price: 4500, brand: 'Acme' }),
  ]);

  return {
    electronicsUnderFiveHundred: await find({ category: 'electronics', maxPrice: 50_000 }),
    free: await find({ maxPrice: 0 }),
    acme: await find({ brand: 'Acme' }),
    everything: await find({}),
    cheapOnSale: [await putOnSale('cable', { maxPrice: 1000 }), await putOnSale('phone', { maxPrice: 1000 })],
  };
});

void start(module, main);
