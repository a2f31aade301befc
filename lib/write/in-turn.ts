import { orAborted } from '../client/abort';
import { setTurn, type Turn, turnOf } from '../entity/record-state';

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
  const earlier: Turn[] = [];
  let end = () => {};
  const turn: Turn = new Promise(resolve => {
    end = resolve;
  });
  for (const record of records) {
    const before = turnOf(record);
    if (before && before !== turn) earlier.push(before);
    setTurn(record, turn);
  }
  const leave = () => {
    end();
    for (const record of records) if (turnOf(record) === turn) setTurn(record, undefined);
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
