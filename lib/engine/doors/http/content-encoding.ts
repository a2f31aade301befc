import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { MAX_REQUEST_SIZE } from './body';

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
