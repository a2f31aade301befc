/** The item of every case: eleven attributes, about 360 bytes of DynamoDB JSON. */
export const plainItem = i => ({
  customerId: 'customer-1',
  orderId: `order-${i}`,
  total: i * 1.5,
  status: 'open',
  placedAt: '2026-01-01T00:00:00.000Z',
  paid: true,
  tags: ['new', 'gift'],
  address: { street: 'Main Street 1', city: 'Springfield' },
  note: 'x'.repeat(100),
  quantity: 3,
  weight: 1.25,
});

/** The same by hand, as DynamoDB has it. */
export const wireItem = i => ({
  customerId: { S: 'customer-1' },
  orderId: { S: `order-${i}` },
  total: { N: String(i * 1.5) },
  status: { S: 'open' },
  placedAt: { S: '2026-01-01T00:00:00.000Z' },
  paid: { BOOL: true },
  tags: { L: [{ S: 'new' }, { S: 'gift' }] },
  address: { M: { street: { S: 'Main Street 1' }, city: { S: 'Springfield' } } },
  note: { S: 'x'.repeat(100) },
  quantity: { N: '3' },
  weight: { N: '1.25' },
});

export const ATTRIBUTES = Object.keys(plainItem(1));

/** Items 1 to n, with the attributes of its own that a peer keeps in each (ElectroDB's keys, OneTable's type, ...). */
export const wireItems = (n, own) => Array.from({ length: n }, (_, i) => ({ ...wireItem(i + 1), ...own(i + 1) }));
