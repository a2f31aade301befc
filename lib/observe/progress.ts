/** How far long work has come: of batches, bulk writes, migrations. */
export interface Progress {
  /** Done and succeeded so far. */
  done: number;
  /** How many there are, where that is known. */
  total?: number | undefined;
  failed: number;
  /** Capacity units a second since the work began. */
  unitsPerSecond: number;
}
