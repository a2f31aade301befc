import { orAborted } from '../client/abort';

/** By record: settles when the writes that were started on it are over. */
const turns = new WeakMap<object, Promise<void>>();

/**
 * Does something with records once all that was started on them before is over: two writes of one record at once would each follow from what
 * was known before both, and leave memory as neither of them left the database.
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
    // Whoever comes next waits for those before this one all the same.
    void Promise.all(earlier).then(leave);
    throw aborted;
  }
  try {
    return await work();
  } finally {
    leave();
  }
}
