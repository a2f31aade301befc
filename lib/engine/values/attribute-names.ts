import { validationError } from '../protocol/service-error';

const MAX_BYTES = 65_535;
/** No character is longer, so that a shorter name needs no counting. */
const BYTES_OF_CHARACTER = 3;

/** Refuses a name that no attribute can have. */
export function checkAttributeName(name: string): void {
  if (name === '') throw validationError('Empty attribute name');
  if (name.length * BYTES_OF_CHARACTER <= MAX_BYTES || Buffer.byteLength(name) <= MAX_BYTES) return;
  throw validationError(`Attribute name is too large, must be less than ${MAX_BYTES + 1} bytes`);
}
