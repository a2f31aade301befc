import { randomUUID } from 'node:crypto';

const RANDOM_LENGTH = 26;
/** How every id of the service ends. */
const ENDING = 'VV4KQNSO5AEMVJF66Q9ASUAAJG';

/** An id for an answer, in the form of the service's: 52 digits and capitals. */
export function newRequestId(): string {
  return randomUUID().replaceAll('-', '').slice(0, RANDOM_LENGTH).toUpperCase() + ENDING;
}
