import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUV';
const RANDOM_LENGTH = 26;
/** How every id of the service ends. */
const ENDING = 'VV4KQNSO5AEMVJF66Q9ASUAAJG';

/** An id for an answer, as the service makes them: 52 digits. */
export function newRequestId(): string {
  let id = '';
  for (const byte of randomBytes(RANDOM_LENGTH)) id += DIGITS[byte % DIGITS.length];
  return id + ENDING;
}
