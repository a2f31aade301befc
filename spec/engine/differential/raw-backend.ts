import { Agent, request } from 'node:http';
import { Engine } from '../../../lib/engine/engine';
import { targetOf } from '../../support/raw-request';

/** An answer as it came, parsed. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Something that answers DynamoDB's raw requests. */
export type RawBackend = (operation: string, input: object) => Promise<Answer>;

/** Backends that share nothing, one for each account. */
export interface Accounts {
  account(name: string): RawBackend;
  close(): void;
}

/** The service changes time to live once an hour, DynamoDB Local at any time. */
const TIME_TO_LIVE_CHANGE = 60 * 60 * 1000;

/** A fresh embedded engine. */
export function engineBackend(): RawBackend {
  const engine = new Engine();
  return async (operation, input) => {
    if (operation === 'UpdateTimeToLive') engine.clock.advance(TIME_TO_LIVE_CHANGE);
    const { statusCode, body } = await engine.respond(operation, JSON.stringify(input));
    return { status: statusCode, body: JSON.parse(body) };
  };
}

export const engineAccounts = (): Accounts => ({ account: engineBackend, close: () => {} });

/** DynamoDB Local at an endpoint, over connections that are kept. */
export function httpAccounts(endpoint: string): Accounts {
  const agent = new Agent({ keepAlive: true });
  const send = (account: string, operation: string, body: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', agent, headers: headersFor(account, operation, body) };
      const call = request(endpoint, options, response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString() || '{}') });
        });
      });
      call.on('error', reject);
      call.end(body);
    });
  return {
    account: name => (operation, input) => send(name, operation, JSON.stringify(input)),
    close: () => agent.destroy(),
  };
}

function headersFor(account: string, operation: string, body: string): Record<string, string | number> {
  return {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amz-target': targetOf(operation),
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/local/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0`,
  };
}
