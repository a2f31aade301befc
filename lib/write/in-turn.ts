import { orAborted } from '../client/abort';

/** By record: a promise that settles when all writes that were started on the record are done. */
const turns = new WeakMap<object, Promise<void>>();

/**
 * Runs work on records after all earlier writes of these records are done. Two writes of one record at the same time would both start from
 * the same state, and memory could end up different from the database.
 *
 * @param signal ends the wait
 */
export async function inTurn<R>(
  records: readonly object[],
  signal: AbortSignal | undefined,
  work: () => Promise<R>,
): Promise<R> {
  const earlier = records.map(record => turns.get(record)).filter(turn => turn !== undefined);
  let end = () => {};
  const turn = new Promise<void>(resolve => {
    end = resolve;
  });
  for (const record of records) turns.set(record, turn);
  const leave = () => {
    end();
    for (const record of records) if (turns.get(record) === turn) turns.delete(record);
  };
  try {
    for (const other of earlier) await orAborted(other, signal);
  } catch (aborted) {
    // The next one waits for the earlier ones, even if this one was aborted.
    void Promise.all(earlier).then(leave);
    throw aborted;
  }
  try {
    return await work();
  } finally {
    leave();
  }
}
