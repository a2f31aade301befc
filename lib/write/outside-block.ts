import { InvalidStateError } from '../errors/usage-errors';

export interface BlockChoice {
  /** In a block of `transact`: write at once, whether or not the transaction commits. Without this option, such a write is an error. */
  readonly outsideTransaction?: boolean | undefined;
}

let isInBlock = () => false;

/** Sets how writes detect a block of `transact`. `transact` calls it, so programs without transactions do not load that code. */
export function tellBlocks(detect: () => boolean): void {
  isInBlock = detect;
}

const UPDATE = 'tx.update(record, changes)';

/** What does the same as part of the transaction. */
const INSTEAD: Readonly<Record<string, string>> = {
  save: 'tx.save(record)',
  saveChanges: 'tx.saveChanges(record)',
  increment: 'tx.increment(record, property)',
  touch: 'tx.touch(record)',
  softDelete: 'tx.softDelete(record)',
  restore: 'tx.restore(record)',
  setIn: 'tx.save(record) after a change of the record',
  delete: 'tx.delete(record)',
  moveTo: 'tx.moveTo(record, changes)',
  updateAll: `tx.query(...), and ${UPDATE} for each record`,
  deleteAll: 'tx.query(...), and tx.delete(record) for each record',
};

/**
 * Refuses the separate write of a record in a block: it stays written if the block fails, and is repeated when the block runs again. Writes
 * by key and of new records are allowed, as they may be intended.
 */
export function refuseInBlock(className: string, call: string, { outsideTransaction }: BlockChoice): void {
  if (outsideTransaction || !isInBlock()) return;
  throw new InvalidStateError(
    `${className}: ${call} in a block of transact would not be part of the transaction: use ${INSTEAD[call] ?? UPDATE}, or { outsideTransaction: true }`,
  );
}
