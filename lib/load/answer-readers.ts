import type { AnswerReader } from '../client/lane';
import { homeOf } from '../client/target';
import { type ReadItem, readItems } from '../codec/text/answer';
import type { Source as TextSource } from '../codec/text/shapes';
import { stateOf } from '../entity/record-state';
import { OWNER_ATTRIBUTE } from '../entity/reservation-key';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Source } from './load';
import { type MadeRecords, NotTold, readerOf } from './told-in-text';

/** A reader that makes records from the text of a page; undefined if the text of an item is not enough to know its class. */
export function pageReader(source: Source): AnswerReader | undefined {
  const makeReader = readerOf(source.metadata);
  if (!makeReader) return undefined;
  return readerOfAnswer('Items', [source], (body, records) =>
    readItems(body, 'Items', makeReader(homeOf(source), records)),
  );
}

/** The same for the answer to a TransactGetItems of distinct items, in their order. */
export function responsesReader(sources: readonly Source[]): AnswerReader | undefined {
  const makers = new Map(sources.map(({ metadata }) => [metadata, keyedReaderOf(metadata)]));
  if ([...makers.values()].includes(undefined)) return undefined;
  return readerOfAnswer('Responses', sources, (body, records) => {
    const readers = sources.map(source => makers.get(source.metadata)!(source, records));
    return readItems(body, 'Responses', inResponses(readers, records));
  });
}

/**
 * @param name where the items are: an answer without them is parsed
 * @param read fills the records, and returns the rest of the answer, as {@link readItems} does
 */
function readerOfAnswer(
  name: string,
  sources: readonly Source[],
  read: (body: Buffer, records: MadeRecords) => object | undefined,
): AnswerReader {
  const discourage = () => {
    for (const { metadata } of sources) metadata.record.discourageText();
  };
  return {
    name,
    read(body) {
      if (!body.includes(`"${name}":`)) return undefined;
      const records: MadeRecords = [];
      try {
        const rest = read(body, records);
        if (rest) return { records, rest };
      } catch (error) {
        if (!(error instanceof SyntaxError)) discourage();
        throw error;
      }
      discourage();
      return undefined;
    },
  };
}

type MakeReader = (source: Source, records: MadeRecords) => ReadItem;

/** What makes records of items that were read by their keys. As no filter left out what is hidden, classes that hide some are parsed. */
function keyedReaderOf(metadata: EntityMetadata): MakeReader | undefined {
  const { expiresAt, deletedAt } = metadata.lifecycle;
  const makeReader = expiresAt || deletedAt ? undefined : readerOf(metadata);
  if (!makeReader) return undefined;
  return (source, records) => {
    const read = makeReader(homeOf(source), records);
    return (source, at) => {
      const end = read(source, at);
      if (end >= 0 && mayBeReservation(records.at(-1)!, source, at)) throw new NotTold();
      return end;
    };
  };
}

/** Whether the item that begins at `at` may hold a unique value, for a record of another item. */
function mayBeReservation(record: object, { text, escapes }: TextSource, at: number): boolean {
  return stateOf(record)!.hasUnknown === true && (escapes || text.includes(OWNER_ATTRIBUTE, at));
}

/** Reads `{ "Item": {...} }`, or `{}` where there is none. */
function inResponses(readers: readonly ReadItem[], records: MadeRecords): ReadItem {
  return (source, at) => {
    const { text } = source;
    if (text.startsWith('{}', at)) {
      records.push(undefined);
      return at + 2;
    }
    const read = readers[records.length];
    if (!read || !text.startsWith(OPENING, at)) return -1;
    const end = read(source, at + OPENING.length);
    if (end < 0 || text[end] === '}') return end < 0 ? -1 : end + 1;
    // The text ends here, and the item is read again with what follows.
    records.pop();
    return -1;
  };
}

const OPENING = '{"Item":';
