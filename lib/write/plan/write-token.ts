import { randomBytes } from 'node:crypto';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { PlanContext } from './write-plan';

const BYTES = 12;

/** A token for one write, if the class stores write tokens. It distinguishes a program's own writes from those of others. */
export function newToken({ writeToken }: EntityMetadata, { token }: PlanContext): string | undefined {
  return writeToken === undefined ? undefined : (token ?? randomToken());
}

export function randomToken(): string {
  return randomBytes(BYTES).toString('base64url');
}
