import type { IncomingMessage } from 'node:http';
import type { ServiceError } from '../../protocol/service-error';
import { coralError } from './coral-error';

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
