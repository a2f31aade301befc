import { ValidationError } from '../../errors/usage-errors';
import type { EntityMetadata } from '../../metadata/entity-metadata';

/** A record that is frozen or sealed, and cannot take the values that its write gives it, is refused before anything is sent. */
export function refuseSealed({ className }: EntityMetadata, record: object, properties: readonly string[]): void {
  const property = properties.find(name => !canSet(record, name));
  if (property === undefined) return;
  throw ValidationError.misuse(
    `${className}: the record is frozen or sealed, so its "${property}" could not follow what is written: write a copy that is not, as build() makes it`,
  );
}

function canSet(record: object, property: string): boolean {
  for (let owner: object | null = record; owner; owner = Object.getPrototypeOf(owner)) {
    const found = Object.getOwnPropertyDescriptor(owner, property);
    if (found) return found.set !== undefined || (owner === record && found.writable === true);
  }
  return false;
}
