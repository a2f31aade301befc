// A cart whose lines and total change together. Money is in whole cents: no fractions, no rounding.
import { ActiveRecord, Attribute, ConditionalCheckFailedError, PartitionKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

class CartLine {
  @Attribute() sku!: string;
  @Attribute() quantity!: number;
  @Attribute() unitPrice!: number;
}

@Table(sampleTable('carts'))
class Cart extends ActiveRecord {
  @PartitionKey() user!: string;
  @Attribute({ type: [CartLine] }) lines: CartLine[] = [];
  @Attribute() total = 0;
}

const priceOf = ({ quantity, unitPrice }: CartLine): number => quantity * unitPrice;

/** No read: two tabs of a browser may add at once, and the first line creates the cart. */
function addToCart(user: string, line: CartLine): Promise<Cart> {
  return Cart.updateByKey({ user }, c => [c.lines.append([line]), c.total.add(priceOf(line))]);
}

/** Removes the line at an index, if it is still the one the user saw there. */
function removeLine(user: string, index: number, line: CartLine): Promise<Cart> {
  return Cart.updateByKey({ user }, c => [c.lines.at(index).remove(), c.total.add(-priceOf(line))], {
    condition: c => c.lines.at(index).eq(line),
  });
}

function applyDiscount(user: string, discount: number): Promise<Cart> {
  return Cart.updateByKey({ user }, c => c.total.add(-discount), { condition: c => c.total.gte(discount) });
}

const refused = (error: unknown): string => {
  if (error instanceof ConditionalCheckFailedError) return 'refused';
  throw error;
};

const figures = ({ lines, total }: Cart) => ({ skus: lines.map(({ sku }) => sku), total });

export const main = sample([Cart], async () => {
  const shirt = { sku: 'SHIRT-M', quantity: 1, unitPrice: 2999 };
  const pants = { sku: 'PANTS-L', quantity: 2, unitPrice: 4999 };
  await addToCart('jane', shirt);
  const filled = await addToCart('jane', pants);
  const discounted = await applyDiscount('jane', 1000);
  const tooMuch = await applyDiscount('jane', 99_000).then(figures, refused);
  const lighter = await removeLine('jane', 0, shirt);
  const twice = await removeLine('jane', 0, shirt).then(figures, refused);

  return {
    filled: figures(filled),
    afterDiscount: discounted.total,
    discountBeyondTheTotal: tooMuch,
    afterRemovingTheShirt: figures(lighter),
    removingTheShirtTwice: twice,
    // What comes back is a CartLine, not just an object of its shape.
    linesAreInstances: lighter.lines.every(line => line instanceof CartLine),
  };
});

void start(module, main);
