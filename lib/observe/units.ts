import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

interface Output {
  readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
}

const NOTHING: readonly ConsumedCapacity[] = [];

/** What an answer says of the capacity that was consumed. */
export function consumedIn(output: Output | undefined): readonly ConsumedCapacity[] {
  const consumed = output?.ConsumedCapacity;
  if (!consumed) return NOTHING;
  return Array.isArray(consumed) ? consumed : [consumed as ConsumedCapacity];
}

export function unitsIn(output: object): number {
  return sumOf(consumedIn(output));
}

export function sumOf(consumed: readonly ConsumedCapacity[]): number {
  return consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
