import { Agent, request } from 'node:http';
import { Engine } from '../../../lib/memory/engine';

/** An answer as it came, parsed. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Something that answers DynamoDB's raw requests. */
export type RawBackend = (operation: string, input: object) => Promise<Answer>;

/** A fresh embedded engine. */
export function engineBackend(): RawBackend {
  const engine = new Engine();
  return async (operation, input) => {
    const { statusCode, body } = await engine.respond(operation, JSON.stringify(input));
    return { status: statusCode, body: JSON.parse(body) };
  };
}

/** DynamoDB Local at an endpoint, over connections that are kept. */
export function httpBackend(endpoint: string): RawBackend & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const send: RawBackend = (operation, input) =>
    new Promise((resolve, reject) => {
      const call = request(endpoint, { method: 'POST', agent, headers: headersFor(operation) }, response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString() || '{}') });
        });
      });
      call.on('error', reject);
      call.end(JSON.stringify(input));
    });
  return Object.assign(send, { close: () => agent.destroy() });
}

function headersFor(operation: string): Record<string, string> {
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20260101T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
  };
}
