import { observedTogether } from '../entity/observed';
import { checkOptions } from '../errors/known-options';
import { ValidationError } from '../errors/usage-errors';
import { rateOf } from '../observe/rate';
import { BatchWriter } from './batch-writer';
import { BATCH_WRITE_OPTIONS, type Batch, type BatchWriteOptions } from './options';

/** Records to put, or a function that puts and deletes. */
export type BatchSource = Iterable<object> | AsyncIterable<object> | ((batch: Batch) => void | Promise<void>);

/**
 * Puts and deletes any number of items of any classes, each by itself: it is not a transaction. Sent 25 at a time (up to 16 MB), some requests at
 * once; what DynamoDB leaves unprocessed is sent again with backoff. Of two entries on one item the later one counts.
 *
 * BatchWriteItem has no conditions: nothing is compared, and an existing item is overwritten. Its version still moves on.
 * Hooks run. An array, and what a function gives before it first waits, is checked as a whole before anything is sent. Other iterables,
 * sync or async, and a function that awaits `batch.put(...)`, are written as they go, in constant memory.
 *
 * @example
 * await batchWrite(batch => { batch.put(account); batch.delete(Order, { id: 'o1' }); });
 * await batchWrite(async batch => { for await (const row of rows) await batch.put(Row.build(row)); });
 * @throws BatchWriteError not all was written: `unprocessed` has what was not, `cause` says why. An error before anything is sent is
 * thrown as it is.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export async function batchWrite(source: BatchSource, options: BatchWriteOptions = {}): Promise<void> {
  checkOptions('', 'batchWrite', options, BATCH_WRITE_OPTIONS);
  const rate = rateOf('writeUnits', options.rate?.writeUnits);
  return observedTogether(
    'batchWrite',
    tracking => writeAll(source, new BatchWriter(options, tracking)),
    rate && { rate },
  );
}

async function writeAll(source: BatchSource, writer: BatchWriter): Promise<void> {
  if (typeof source === 'function') return writer.run(source);
  if (Array.isArray(source)) {
    return writer.run(batch => {
      for (const record of source) void batch.put(record);
    }, source.length);
  }
  if (typeof source === 'object' && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source)) {
    return writer.stream(source);
  }
  throw ValidationError.misuse('batchWrite takes records, as an iterable, or a function that is given the batch');
}
