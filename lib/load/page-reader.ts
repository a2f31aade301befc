import type { AnswerReader } from '../client/lane';
import { homeOf } from '../client/target';
import { readItems } from '../codec/text/answer';
import { hydrateFromText } from '../entity/record-state';
import { isEachOne } from './item-class';
import type { Source } from './load';

/** What makes records of the text of a page; undefined where an item must be looked at before it is known what to make of it. */
export function pageReader(source: Source): AnswerReader | undefined {
  const { metadata } = source;
  if (!isEachOne(metadata) || !metadata.record.readsText) return undefined;
  return {
    name: 'Items',
    read(body) {
      const records: object[] = [];
      const rest = readItems(body, 'Items', hydrateFromText(metadata, homeOf(source), records));
      return rest && { records, rest };
    },
  };
}
