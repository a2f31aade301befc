import type { Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';
import type { Action, Update } from '../expressions/bound';
import { plainError } from '../protocol/service-error';

/** The largest item, in bytes. */
const MAX_SIZE = 400 * 1024;
/** The size that the service adds to an updated item: for the update, and for each action. */
const UPDATE_SIZE = 3;
const WRITING_SIZE = 19;
const REMOVING_SIZE = 2;
const INDEX_SIZE = 1;
const ARITHMETIC_SIZE = 50;

/** Refuses an item that is too large for a put. */
export function checkItemSize(item: Item): void {
  if (itemSize(item) > MAX_SIZE) throw plainError('Item size has exceeded the maximum allowed size');
}

/** Refuses an update if the new item, without its key, and the update together are too large. */
export function checkUpdatedSize(sizeWithoutKey: number, update: Update): void {
  const size = update.reduce((sum, action) => sum + sizeOf(action), sizeWithoutKey + UPDATE_SIZE);
  if (size > MAX_SIZE) throw plainError('Item size to update has exceeded the maximum allowed size');
}

function sizeOf(action: Action): number {
  if (action.section === 'REMOVE') return REMOVING_SIZE;
  const ofIndex = typeof action.path.at(-1) === 'number' ? INDEX_SIZE : 0;
  const isArithmetic = action.section === 'SET' && action.value.kind === 'arithmetic';
  return WRITING_SIZE + ofIndex + (isArithmetic ? ARITHMETIC_SIZE : 0);
}
