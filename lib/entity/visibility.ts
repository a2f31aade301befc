import type { EntityMetadata } from '../metadata/entity-metadata';
import { attributeOf, type Item } from '../wire/attribute-value';
import { isExpired } from './expiry';

/** Records that a read shows although they count as absent. */
export interface Visibility {
  /** Also items that have expired, and that DynamoDB has not deleted yet. */
  readonly withExpired?: boolean | undefined;
  /** Also records that were soft-deleted. */
  readonly withDeleted?: boolean | undefined;
}

/** Whether a record of the class counts as absent. */
export function isHidden(metadata: EntityMetadata, item: Item, { withExpired, withDeleted }: Visibility): boolean {
  const { expiresAt } = metadata.lifecycle;
  if (expiresAt && !withExpired && isExpired(metadata, item, Date.now())) return true;
  return !withDeleted && isSoftDeleted(metadata, item);
}

/** Whether an item is soft-deleted. It is hidden from reads, and has its key. */
export function isSoftDeleted({ lifecycle: { deletedAt } }: EntityMetadata, item: Item | undefined): boolean {
  return !!deletedAt && !!item && attributeOf(item, deletedAt.name) !== undefined;
}
