import type { HttpAnswer } from './exchange';

const LOOPBACK = /^(localhost|.+\.localhost)$/i;
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/i;
/** How much of a received name is quoted. */
const MAX_QUOTED = 100;

/**
 * Whether a request was sent to a name of this server. A web page can make its own host name point to 127.0.0.1 (DNS rebinding), and could then read
 * and write. So only loopback names, addresses and allowed names are answered.
 */
export function isAllowedHost(header: string | undefined, allowed: readonly string[]): boolean {
  if (header === undefined || allowed.includes('*')) return true;
  const name = nameIn(header);
  return LOOPBACK.test(name) || ADDRESS.test(name) || allowed.some(host => host.toLowerCase() === name.toLowerCase());
}

/** The answer to a request for another name. It says how to allow the name. */
export function hostRefusal(header: string): HttpAnswer {
  const name = nameIn(header)
    .replace(/[^\w.-]/g, '?')
    .slice(0, MAX_QUOTED);
  const message = `Requests for the host ${name} are not answered: allow it with --allow-host ${name}`;
  return {
    statusCode: 403,
    contentType: 'application/x-amz-json-1.0',
    body: JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message }),
  };
}

/** The name in a Host header, without the port. */
function nameIn(header: string): string {
  const port = header.lastIndexOf(':');
  return port > header.lastIndexOf(']') ? header.slice(0, port) : header;
}
