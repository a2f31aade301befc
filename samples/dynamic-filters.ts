// A condition put together from what a user filled in: parts that were left out are left out of the expression.
import {
  ActiveRecord,
  Attribute,
  and,
  attributes,
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

/** The ids of the products that were put on sale. */
async function putOnSale(ids: string[], search: Search): Promise<string[]> {
  const outcomes = await Promise.all(ids.map(id => putOneOnSale(id, search)));
  return outcomes.flat();
}

async function putOneOnSale(id: string, search: Search): Promise<string[]> {
  try {
    await Product.updateByKey({ id }, { onSale: true }, { condition: filterOf(search), mustExist: true });
    return [id];
  } catch (error) {
    if (error instanceof ConditionalCheckFailedError) return [];
    throw error;
  }
}

export const main = sample([Product], async () => {
  const products = [
    { id: 'phone', category: 'electronics', price: 79_900, brand: 'Acme' },
    { id: 'cable', category: 'electronics', price: 900 },
    { id: 'sample', category: 'electronics', price: 0, brand: 'Acme' },
    { id: 'chair', category: 'furniture', price: 4500, brand: 'Acme' },
  ];
  for (const product of products) await Product.create(product);
  const ids = products.map(({ id }) => id);

  return {
    electronicsUnderFiveHundred: await putOnSale(ids, { category: 'electronics', maxPrice: 50_000 }),
    free: await putOnSale(ids, { maxPrice: 0 }),
    acme: await putOnSale(ids, { brand: 'Acme' }),
    everything: await putOnSale(ids, {}),
  };
});

void start(module, main);
