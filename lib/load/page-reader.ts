import type { AnswerReader } from '../client/lane';
import { homeOf } from '../client/target';
import { readItems } from '../codec/text/answer';
import { hydrateFromText } from '../entity/record-state';
import { isEachOne } from './item-class';
import type { Source } from './load';

/** A reader that makes records from the text of a page; undefined if the class of an item depends on its content. */
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
