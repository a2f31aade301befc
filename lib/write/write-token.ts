import { randomBytes } from 'node:crypto';
import type { EntityMetadata } from '../metadata/entity-metadata';

const BYTES = 12;

/** A token for one write, of a class that wants them: its own writes are told apart from others'. */
export function newToken({ writeToken }: EntityMetadata): string | undefined {
  return writeToken === undefined ? undefined : randomBytes(BYTES).toString('base64url');
}
