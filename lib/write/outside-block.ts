import { InvalidStateError } from '../errors/usage-errors';

export interface BlockChoice {
  /** In a block of `transact`: write at once, whatever becomes of the transaction. Without it, that is an error. */
  readonly outsideTransaction?: boolean | undefined;
}

let isInBlock = () => false;

/** Tells writes how to know that they are made in a block of `transact`: programs without transactions need not know. */
export function tellBlocks(detect: () => boolean): void {
  isInBlock = detect;
}

/**
 * A record of the block that is written by itself stays written when the block fails, and is written again when it runs again. What has no
 * part in the block (a write by key, a new record) may be meant so.
 */
export function refuseInBlock(className: string, verb: string, { outsideTransaction }: BlockChoice): void {
  if (outsideTransaction || !isInBlock()) return;
  throw new InvalidStateError(
    `${className}: ${verb} in a block of transact would not be part of the transaction: use tx.${verb}(record), or { outsideTransaction: true }`,
  );
}
