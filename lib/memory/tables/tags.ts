import { validationError } from '../service-error';
import type { Tag } from './requests';

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const INVALID = 'One or more parameter values were invalid: ';

/** Refuses tags whose keys or values are too short or too long. */
export function checkTags(tags: readonly Tag[]): void {
  for (const { Key, Value } of tags) {
    if (Key === undefined || Key === '' || Key.length > MAX_KEY) {
      throw validationError(`${INVALID}Tag key must be between 1 and ${MAX_KEY} characters`);
    }
    if (Value === undefined || Value.length > MAX_VALUE) {
      throw validationError(`${INVALID}Tag value must be between 0 and ${MAX_VALUE} characters`);
    }
  }
}

/** Refuses more tags than a table may have. */
export function checkTagCount(count: number): void {
  if (count > MAX_TAGS) throw validationError(`${INVALID}Too many tags: tag limit is ${MAX_TAGS}`);
}
