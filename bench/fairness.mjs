import { deepEqual, equal, ok } from 'node:assert/strict';
import { ATTRIBUTES, plainItem, wireItem } from './item.mjs';

/** Its attributes, whatever its class. */
const own = item => JSON.parse(JSON.stringify(Object.fromEntries(ATTRIBUTES.map(name => [name, item[name]]))));

/** What was read is the item, as JavaScript values or, by hand, as DynamoDB's. */
function assertRead(item, i) {
  const expected = typeof item.orderId === 'string' ? plainItem(i) : wireItem(i);
  deepEqual(own(item), expected);
}

const assertSent = (items, count) => {
  equal(items.length, count);
  for (const [i, item] of items.entries()) deepEqual(own(item), wireItem(i + 1));
};

/** Fails where a competitor does not do what the others do: all attributes of all items are sent, and come back as values. */
export async function assertSameWork(competitor, { page, sent }) {
  await page(10);
  assertRead(await competitor.get(), 1);

  await competitor.put(1);
  assertSent([sent().Item], 1);
  ok(!sent().ConditionExpression);

  assertRead(await competitor.update(), 1);
  equal(sent().ReturnValues, 'ALL_NEW');

  const found = await competitor.query();
  equal(found.length, 10);
  for (const [i, item] of found.entries()) assertRead(item, i + 1);

  const numbers = Array.from({ length: 25 }, (_, i) => i + 1);
  await competitor.batch(numbers);
  assertSent(
    sent().RequestItems.orders.map(({ PutRequest }) => PutRequest.Item),
    25,
  );
  await competitor.transaction(numbers);
  assertSent(
    sent().TransactItems.map(({ Put }) => Put.Item),
    25,
  );
}
