import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gzip, inflate } from 'node:zlib';
import type { ServiceError } from '../../protocol/service-error';
import { coralError } from './exchange';

/** The largest request, in bytes. */
const MAX_REQUEST_SIZE = 16 * 1024 * 1024;
/** How long a refused request may still be sent, and how long to wait for a client that stopped sending, in milliseconds. */
export const REFUSAL_GRACE = 5_000;
const SILENCE = 200;

/**
 * The body of a request, or undefined if it is too large. A body that is too large is still read for a while: many clients read no answer before
 * they have sent everything.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let refused = 0;
    let silence: NodeJS.Timeout | undefined;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_REQUEST_SIZE) {
        chunks.push(chunk);
        return;
      }
      refused ||= Date.now();
      chunks.length = 0;
      clearTimeout(silence);
      const left = refused + REFUSAL_GRACE - Date.now();
      silence = setTimeout(() => resolve(undefined), Math.max(0, Math.min(SILENCE, left)));
    });
    request.once('end', () => {
      clearTimeout(silence);
      resolve(refused ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    });
    request.once('error', error => {
      clearTimeout(silence);
      reject(error);
    });
  });
}

/** The error of a request that is too large. */
export function tooLargeError(): ServiceError {
  return coralError('RequestEntityTooLargeException', `Request size exceeds ${MAX_REQUEST_SIZE} bytes`, 413);
}

const unzip = promisify(gunzip);
const uncompress = promisify(inflate);
const zip = promisify(gzip);
/** Shorter answers are not compressed. */
const MIN_COMPRESSED = 4096;

/**
 * The decompressed body of a request: `gzip`, possibly with several members, or `deflate`. Rejects for anything else, as the service does.
 */
export async function decodedBody(encoding: string | undefined, body: Buffer): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body;
  const options = { maxOutputLength: MAX_REQUEST_SIZE };
  if (encoding === 'gzip' && body.length > 0) return unzip(body, options);
  if (encoding === 'deflate' && body.length > 0) return uncompress(body, options);
  throw new TypeError(`Cannot decode a body of ${encoding}`);
}

/** Whether decompression failed because the body would be too large. */
export function isTooLarge(error: unknown): boolean {
  return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
}

/** The body of an answer, compressed if it is long and the client accepts that. */
export async function encodedAnswer(
  accepted: string | undefined,
  text: string,
): Promise<{ bytes: Buffer; encoding?: 'gzip' }> {
  const bytes = Buffer.from(text);
  if (bytes.length <= MIN_COMPRESSED || !takesGzip(accepted)) return { bytes };
  return { bytes: await zip(bytes), encoding: 'gzip' };
}

function takesGzip(accepted = ''): boolean {
  return accepted.split(',').some(coding => {
    const [name, ...parameters] = coding.split(';').map(part => part.trim());
    return name === 'gzip' && !parameters.some(parameter => /^q=0(\.0*)?$/.test(parameter));
  });
}
