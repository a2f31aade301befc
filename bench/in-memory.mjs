import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { wireItems } from './item.mjs';

const bytes = object => Buffer.from(JSON.stringify(object));

function answers(items) {
  const [item] = items;
  return {
    GetItem: bytes({ Item: item }),
    UpdateItem: bytes({ Attributes: item }),
    Query: bytes({ Items: items, Count: items.length, ScannedCount: items.length }),
    BatchWriteItem: bytes({ UnprocessedItems: {} }),
    PutItem: bytes({}),
    TransactWriteItems: bytes({}),
  };
}

/** Answers from memory: `connect` makes the client, `page(n)` sets how many items a query finds, `sent()` is what was asked last. */
export function inMemory() {
  let own;
  let current;
  let body;
  const requestHandler = {
    async handle(request) {
      ({ body } = request);
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
  };
  return {
    connect(Client = DynamoDBClient, ownAttributes = () => ({})) {
      own = ownAttributes;
      const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
      return new Client({ region: 'us-east-1', credentials, requestHandler });
    },
    async page(size) {
      current = answers(wireItems(size, own));
    },
    /** What a query is answered with. */
    text: () => current.Query.toString(),
    sent: () => JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)),
  };
}
