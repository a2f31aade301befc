import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

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

/** Peers keep attributes of their own in an item (ElectroDB's entity name, OneTable's type, ...): each adds them here. */
const answers = (extra, size) => {
  const item = i => ({ ...wireItem(i), ...extra(i) });
  const items = n => Array.from({ length: n }, (_, i) => item(i));
  const page = size => ({ Items: items(size), Count: size, ScannedCount: size });
  const bytes = object => Buffer.from(JSON.stringify(object));
  return {
    GetItem: bytes({ Item: item(1) }),
    UpdateItem: bytes({ Attributes: item(1) }),
    Query: bytes(page(size)),
    BatchWriteItem: bytes({ UnprocessedItems: {} }),
    PutItem: bytes({}),
    TransactWriteItems: bytes({}),
  };
};

/** A client that is answered from memory; `page(n)` sets how many items a query finds. */
export function answeredClient(sdk = DynamoDBClient, extra = () => ({}), options = {}) {
  let current = answers(extra, 1);
  const client = new sdk({
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler: {
      async handle(request) {
        const { buffer, byteOffset, byteLength } = current[request.headers['x-amz-target'].split('.')[1]];
        return {
          response: {
            statusCode: 200,
            headers: { 'content-type': 'application/x-amz-json-1.0' },
            // A view of its own: the SDK changes the prototype of the one that it reads.
            body: new Uint8Array(buffer, byteOffset, byteLength),
          },
        };
      },
    },
    ...options,
  });
  return { client, page: size => (current = answers(extra, size)) };
}
