import { COUNTER_ATTRIBUTE } from '../client/requests';
import { MaxRetriesExceededError, OverwriteError } from '../errors/write-errors';
import type { EntityMetadata } from '../metadata/entity-metadata';

const MAX_ATTEMPTS = 100;

/** Inserts under the next id, and the next, until one is free: items that did not come from the counter may stand in its way. */
export async function insertWithNextId(
  { className, partitionKey }: EntityMetadata,
  takeId: () => Promise<number>,
  insert: (generated: Record<string, unknown>) => Promise<void>,
): Promise<void> {
  let lastError: unknown;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    try {
      return await insert({ [partitionKey.property]: await takeId() });
    } catch (error) {
      if (!(error instanceof OverwriteError)) throw error;
      lastError = error;
    }
  }
  throw new MaxRetriesExceededError(
    `${className}: ${MAX_ATTEMPTS} ids in a row were taken by items that did not come from the counter: set its "${COUNTER_ATTRIBUTE}" past them`,
    { attempts: MAX_ATTEMPTS },
    { cause: lastError },
  );
}
