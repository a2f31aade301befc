import { ValidationError } from '../errors/usage-errors';

/** Splits the arguments of `batchGet` and `transactGet`: requests for classes, and options as the last argument. */
export function splitOptions<Request extends readonly unknown[], Options extends object>(
  taker: string,
  given: readonly (Request | Options | undefined)[],
): { requests: readonly Request[]; options: Options | undefined } {
  const requests = given.filter(isRequest<Request>);
  const last = given.at(-1);
  const options = isRequest<Request>(last) ? undefined : last;
  const others = given.length - requests.length;
  if (others > 1 || (others === 1 && (isRequest(last) || typeof options === 'function'))) {
    throw ValidationError.misuse(
      `${taker} takes requests such as ${taker}([Account, ...]), and options only as the last argument`,
    );
  }
  return { requests, options };
}

function isRequest<Request extends readonly unknown[]>(given: unknown): given is Request {
  return Array.isArray(given);
}
