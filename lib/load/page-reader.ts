import type { AnswerReader } from '../client/lane';
import { homeOf } from '../client/target';
import { readItems } from '../codec/text/answer';
import type { Source } from './load';
import { readerOf } from './told-in-text';

/** A reader that makes records from the text of a page; undefined if the text of an item is not enough to know its class. */
export function pageReader(source: Source): AnswerReader | undefined {
  const { metadata } = source;
  const makeReader = readerOf(metadata);
  if (!makeReader) return undefined;
  return {
    name: 'Items',
    read(body) {
      const records: object[] = [];
      try {
        const rest = readItems(body, 'Items', makeReader(homeOf(source), records));
        if (rest) return { records, rest };
      } catch (error) {
        if (!(error instanceof SyntaxError)) metadata.record.discourageText();
        throw error;
      }
      metadata.record.discourageText();
      return undefined;
    },
  };
}
