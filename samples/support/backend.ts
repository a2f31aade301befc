import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { memoryClient } from 'dynact/memory';

export interface Connection {
  readonly client: DynamoDBClient;
  /** For people: where the requests go. */
  readonly place: string;
}

const LOCAL = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** Where a sample runs, by DYNAMODB_ENDPOINT: unset, the embedded engine; a URL, what answers there; `aws`, the account of the environment. */
export function connect(endpoint = process.env.DYNAMODB_ENDPOINT): Connection {
  // What a sample prints is its own: the SDK's word on the age of Node is for those who deploy it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  if (!endpoint) return { client: memoryClient(), place: 'the embedded DynamoDB, in this process' };
  if (endpoint === 'aws') return { client: new DynamoDBClient({}), place: 'AWS' };
  return { client: new DynamoDBClient({ endpoint, ...LOCAL }), place: endpoint };
}

const run = Date.now().toString(36);

/** A table name that no other run has: samples never touch tables that they did not create. */
export const sampleTable = (name: string): string => `dynact-sample-${name}-${run}`;
