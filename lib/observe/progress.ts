/** The progress of long work: batches, bulk writes, migrations. */
export interface Progress {
  /** Done and succeeded so far. */
  done: number;
  /** How many there are, if that is known. */
  total?: number | undefined;
  failed: number;
  /** Capacity units a second since the work began. */
  unitsPerSecond: number;
}
