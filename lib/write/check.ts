import type { Generated } from './generate';
import type { Write } from './write';

/**
 * Checks a write before it is planned: after its hooks, with what was generated for it. What it throws stops the write; in a batch or
 * transaction all writes are checked before anything is sent. A promise only where there is something to wait for.
 */
export function checkWrite(_write: Write, _generated: Generated | undefined): Promise<void> | undefined {
  return undefined;
}
