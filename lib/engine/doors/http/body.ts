import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ServiceError } from '../../protocol/service-error';
import { coralError } from './exchange';

/** The largest request, in bytes. */
export const MAX_REQUEST_SIZE = 16 * 1024 * 1024;

/** The body of a request, or undefined where it is too large: the rest of it is then still to come. */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > MAX_REQUEST_SIZE) {
      resolve(undefined);
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_REQUEST_SIZE) resolve(undefined);
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

/** The error of a request that is too large. */
export function tooLargeError(): ServiceError {
  return coralError('RequestEntityTooLargeException', `Request size exceeds ${MAX_REQUEST_SIZE} bytes`, 413);
}

const unzip = promisify(gunzip);

/**
 * The body of a request as it was before it was compressed. The service takes `gzip`, of several members too, and fails
 * over anything else; so does this: it rejects.
 */
export async function decodedBody(encoding: string | undefined, body: Buffer): Promise<Buffer> {
  if (encoding === undefined) return body;
  if (encoding !== 'gzip' || body.length === 0) throw new TypeError(`Cannot decode a body of ${encoding}`);
  return unzip(body, { maxOutputLength: MAX_REQUEST_SIZE });
}

/** Whether that rejected because the body would have been too large. */
export function isTooLarge(error: unknown): boolean {
  return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
}
