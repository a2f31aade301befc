import type { IncomingHttpHeaders } from 'node:http';

const MAX_AGE = '172800';
const EXPOSED = 'x-amzn-requestid, x-amz-crc32';

/** Origins whose pages may read answers: URLs, or `'*'` for all. */
export type AllowedOrigins = readonly string[];

/** Headers that let a page of an allowed origin read an answer. */
export function corsHeaders({ origin }: IncomingHttpHeaders, allowed: AllowedOrigins): Record<string, string> {
  if (origin === undefined || !(allowed.includes('*') || allowed.includes(origin))) return {};
  return {
    'access-control-allow-origin': allowed.includes('*') ? '*' : origin,
    'access-control-expose-headers': EXPOSED,
    ...(!allowed.includes('*') && { vary: 'origin' }),
  };
}

/** Whether a request is a browser's preflight. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers;
}

/** Headers of the answer to a preflight, besides those of every answer. */
export function preflightHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const asked = headers['access-control-request-headers'];
  return {
    'access-control-allow-methods': 'POST',
    ...(asked !== undefined && { 'access-control-allow-headers': asked }),
    'access-control-max-age': MAX_AGE,
  };
}
