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

/**
 * Refuses the separate write of a record in a block: it stays written if the block fails, and is repeated when the block runs again. Writes
 * by key and of new records are allowed, as they may be intended.
 */
export function refuseInBlock(className: string, verb: string, { outsideTransaction }: BlockChoice): void {
  if (outsideTransaction || !isInBlock()) return;
  throw new InvalidStateError(
    `${className}: ${verb} in a block of transact would not be part of the transaction: use tx.${verb}(record), or { outsideTransaction: true }`,
  );
}
