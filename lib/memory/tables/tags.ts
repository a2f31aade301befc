import { validationError } from '../service-error';
import type { Constraints } from '../validation/constraints';
import type { Tag } from './requests';

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const INVALID = 'One or more parameter values were invalid: ';

/** The model's constraints on tags. */
export function checkTagConstraints(constraints: Constraints, tags: readonly Tag[] | undefined): void {
  tags?.forEach(({ Key, Value }, at) => {
    const member = `tags.${at + 1}.member`;
    constraints.required(`${member}.key`, Key);
    constraints.minLength(`${member}.key`, Key, 1).maxLength(`${member}.key`, Key, MAX_KEY);
    constraints.required(`${member}.value`, Value).maxLength(`${member}.value`, Value, MAX_VALUE);
  });
}

/** Refuses tags of other than letters, spaces, digits and some signs, and those that only the service sets. */
export function checkTags(tags: readonly Tag[]): void {
  for (const { Key, Value } of tags) {
    if (!TEXT.test(Key)) throw validationError(`${INVALID}Tag key has invalid characters: ${Key}`);
    if (!TEXT.test(Value)) throw validationError(`${INVALID}Tag value has invalid characters: ${Value}`);
    if (/^aws:/i.test(Key)) throw validationError(`${INVALID}Tag keys starting with 'aws:' are reserved: ${Key}`);
  }
}

/** Refuses more tags than a table may have. */
export function checkTagCount(count: number): void {
  if (count > MAX_TAGS) throw validationError(`${INVALID}Too many tags: tag limit is ${MAX_TAGS}`);
}
