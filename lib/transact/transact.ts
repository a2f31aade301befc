import { AsyncLocalStorage } from 'node:async_hooks';
import { orAborted } from '../client/abort';
import { liveItem } from '../entity/expiry';
import { observedTogether } from '../entity/observed';
import { checkOptions } from '../errors/known-options';
import { InvalidStateError, ValidationError } from '../errors/usage-errors';
import type { Item } from '../wire/attribute-value';
import { equalItems } from '../wire/equality';
import { inTurn } from '../write/in-turn';
import { tellBlocks } from '../write/outside-block';
import type { Write } from '../write/write';
import { AcrossAttempts } from './across-attempts';
import { runAllAfterHooks, runAllBeforeHooks } from './all-hooks';
import { outcomeOfTransactionUnknown, Rerun } from './cancellation';
import { checkToken, commit, nothingWritten } from './commit';
import { TRANSACT_OPTIONS, type TransactionReceipt, type TransactOptions } from './options';
import { prepare, recordsOf } from './prepare';
import type { BlockRead, ReadSet } from './read-set';
import { readTogether } from './read-together';
import { withReruns } from './rerun';
import { Transaction } from './transaction';
import { clientOf } from './transaction-client';

const running = /* @__PURE__ */ new AsyncLocalStorage<Transaction>();

const isInBlock = () => running.getStore()?.isOpen ?? false;

/**
 * Runs a block as one serializable transaction: it reads, decides and writes, and all of it happens or nothing.
 *
 * Until the block resolves, only its reads are sent. At commit each item that was read must be unchanged. If one is not, the block runs again with
 * the new items: so it must have no other effects, and must not keep what it read. An error of the block goes to the caller, and nothing is
 * written.
 *
 * After the commit, records are updated, then `onCommit` and the after-hooks run. Their errors go to the caller too, but the transaction is
 * committed. After an error of the SDK at commit (a timeout, a server error) the outcome is not known.
 *
 * @example
 * await transact(async tx => {
 *   const from = await tx.getOrFail(Account, { id: 'a' });
 *   const to = await tx.getOrFail(Account, { id: 'b' });
 *   if (from.balance < 100) throw new InsufficientFunds();
 *   from.balance -= 100;
 *   to.balance += 100;
 *   tx.save(from);
 *   tx.save(to);
 * });
 * // 2 GetItem, then TransactWriteItems { TransactItems: [{ Put }, { Put }], ClientRequestToken }, each Put on condition that
 * // its item is unchanged
 * @returns what the block returns
 * @throws TransactionConflictError each of `maxAttempts` runs met a conflict
 * @throws TransactionCanceledError a condition of the caller's was false; `reasons` in the order of the calls
 * @throws ValidationError over 100 operations, over 4 MB, two operations on one item, a token reused with other content, a record that the block read
 * and changed and does not write
 * @throws InvalidStateError a read that was not awaited, `tx` used after the block, a block in a block
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export async function transact<R>(
  block: (tx: Transaction) => R | Promise<R>,
  options: TransactOptions = {},
): Promise<R> {
  if (typeof block !== 'function') {
    throw ValidationError.misuse('transact takes the block to run: transact(async tx => { ... })');
  }
  checkOptions('', 'transact', options, TRANSACT_OPTIONS);
  // Work that a block started without waiting outlives it, and may then start its own blocks.
  if (isInBlock()) {
    throw new InvalidStateError('A transaction cannot be started in the block of another: use the tx of the outer one');
  }
  checkToken(options);
  const shared = new AcrossAttempts();
  const { result, writes, receipt } = await observedTogether('transact', tracking => {
    const all = tracking ? { ...options, tracking } : options;
    return withReruns(options, attempt => run(block, all, shared, attempt));
  });
  try {
    await orAborted(Promise.resolve(options.onCommit?.(receipt)), options.signal, COMMITTED);
  } finally {
    await runAllAfterHooks(writes, options.signal);
  }
  return result;
}

const COMMITTED = 'The transaction was committed; the call was aborted while onCommit ran';

let underWay = 0;

/** Counts running blocks. A context makes every promise of the process slower, so it is only kept while a block runs. */
async function inContext<R>(
  tx: Transaction,
  block: (tx: Transaction) => R | Promise<R>,
  signal: AbortSignal | undefined,
): Promise<R> {
  underWay++;
  tellBlocks(isInBlock);
  try {
    return await orAborted(
      running.run(tx, async () => block(tx)),
      signal,
    );
  } finally {
    underWay--;
    if (underWay === 0) running.disable();
  }
}

interface Run<R> {
  readonly result: R;
  readonly writes: readonly Write[];
  readonly receipt: TransactionReceipt;
}

async function run<R>(
  block: (tx: Transaction) => R | Promise<R>,
  options: TransactOptions,
  shared: AcrossAttempts,
  attempt: number,
): Promise<Run<R>> {
  const tx = new Transaction(options);
  let result: R;
  try {
    result = await inContext(tx, block, options.signal);
    tx.refuseUnsaved();
  } catch (error) {
    await confirmReads(tx.abandon(), options);
    throw (await shared.mayStillCome()) ? outcomeOfTransactionUnknown(error) : error;
  }
  const { writes, reads } = tx.end();
  return { result, ...(await commitBlock(writes, reads, options, shared, attempt)) };
}

async function commitBlock(
  writes: readonly Write[],
  reads: ReadSet,
  options: TransactOptions,
  shared: AcrossAttempts,
  attempt: number,
): Promise<Omit<Run<unknown>, 'result'>> {
  const toCheck = reads.toCheck();
  if (writes.length > 0) {
    const client = clientOf([...writes, ...toCheck], options.client);
    const begun = await runAllBeforeHooks(writes, options.signal);
    const done = await inTurn(recordsOf(begun), options.signal, async () => {
      const prepared = await prepare(begun, reads, options, shared);
      return prepared.calls.some(Boolean) ? commit(prepared, client, options, shared, attempt) : undefined;
    });
    if (done) return { writes: begun, receipt: done };
  }
  if (toCheck.length > 1) await confirmSnapshot(toCheck, options);
  // The run before this one may have been committed.
  if (await shared.mayStillCome()) throw outcomeOfTransactionUnknown(undefined);
  return { writes, receipt: nothingWritten(attempt) };
}

/**
 * An error of a block may follow from values that were never stored at the same time. Then the block runs again. If that cannot be found out, the
 * error goes to the caller.
 */
async function confirmReads(reads: readonly BlockRead[], options: TransactOptions): Promise<void> {
  if (options.validateErrors === false || reads.length < 2 || options.signal?.aborted) return;
  try {
    await confirmSnapshot(reads, options);
  } catch (error) {
    if (error instanceof Rerun) throw error;
  }
}

/** Checks that two or more reads are one snapshot, with one TransactGetItems. For a block that wrote nothing. */
async function confirmSnapshot(reads: readonly BlockRead[], options: TransactOptions): Promise<void> {
  const found = await readTogether(reads, options);
  const changed = reads.filter((read, i) => !sameItem(read.item, liveItem(read.metadata, found[i]!.item, Date.now())));
  const details = changed.map(({ metadata }) => `get ${metadata.className}: changed while the block ran`);
  if (changed.length > 0) throw new Rerun(details.join('; '), []);
}

function sameItem(a: Item | undefined, b: Item | undefined): boolean {
  return a && b ? equalItems(a, b) : a === b;
}
