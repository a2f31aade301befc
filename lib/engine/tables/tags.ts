import { validationError } from '../protocol/service-error';
import type { Tag } from './requests';

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Refuses tags with characters other than letters, spaces, digits and some signs, tags that only the service sets, and too many. */
export function checkTags(tags: readonly Tag[]): void {
  for (const { Key, Value } of tags) {
    checkTagKey(Key);
    if (Value === undefined || Value.length > MAX_VALUE || !TEXT.test(Value)) {
      throw validationError(`The Tag Value provided is invalid, Value: ${Value ?? null}`);
    }
  }
  const keys = tags.map(({ Key }) => Key);
  const twice = keys.find((key, at) => keys.indexOf(key) < at);
  if (twice !== undefined) {
    throw validationError(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${twice}`);
  }
  checkTagCount(tags.length);
}

/** Refuses keys that a tag cannot have, and too many. */
export function checkTagKeys(keys: readonly string[]): void {
  keys.forEach(checkTagKey);
  checkTagCount(keys.length);
}

/** Refuses more tags than a table may have. */
export function checkTagCount(count: number): void {
  if (count > MAX_TAGS) throw validationError('Number of Tags exceed the current limit for the provided ResourceArn');
}

function checkTagKey(key: string | undefined): void {
  if (!key || key.length > MAX_KEY || !TEXT.test(key)) {
    throw validationError(`The Tag Key provided is invalid, Key: ${key ?? null}`);
  }
  if (/^aws:/i.test(key)) throw validationError(`Tag Key cannot be prefixed with aws:, Key: ${key}`);
}
