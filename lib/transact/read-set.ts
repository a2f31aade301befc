import { type Expectation, expectAbsent, expectEveryAttribute } from '../entity/expectation';
import type { EntityMetadata } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { itemIdentity } from './item-identity';

/** An item that a block read, as it was then; `item` and `record` are undefined where there was none. */
export interface BlockRead {
  readonly metadata: EntityMetadata;
  readonly key: Item;
  readonly item: Item | undefined;
  readonly record: object | undefined;
}

/** What a block read: each item once. */
export class ReadSet {
  private readonly reads = new Map<string, Promise<BlockRead>>();
  private readonly finished = new Map<string, BlockRead>();

  /** Reads an item, or gives what was read of it before. */
  once(metadata: EntityMetadata, key: Item, read: () => Promise<BlockRead>): Promise<BlockRead> {
    const identity = itemIdentity(metadata.tableName, key);
    let pending = this.reads.get(identity);
    if (!pending) {
      pending = read();
      this.reads.set(identity, pending);
      pending.then(
        result => this.finished.set(identity, result),
        () => this.reads.delete(identity),
      );
    }
    return pending;
  }

  find(metadata: EntityMetadata, key: Item): BlockRead | undefined {
    return this.finished.get(itemIdentity(metadata.tableName, key));
  }

  all(): BlockRead[] {
    return [...this.finished.values()];
  }

  get isSettled(): boolean {
    return this.finished.size === this.reads.size;
  }
}

/**
 * A condition under takes about 14 bytes and two operators of the 4,096 and 300 that DynamoDB gives an expression;
 * the caller's condition must find room beside it.
 */
const MAX_COMPARED = 120;

/**
 * What must be true of an item for the read of it to hold at commit. Its version alone would not do: an item that was deleted
 * and created again may have come to the same version with other values. Only an item of very many attributes is checked by it.
 */
export function readExpectation({ metadata, item }: BlockRead): Expectation {
  if (!item) return expectAbsent(metadata);
  const whole = expectEveryAttribute(metadata, item);
  const { version } = metadata;
  if (!version || whole.attributes.size <= MAX_COMPARED) return whole;
  return { kind: 'as loaded', attributes: new Map([[version.name, item[version.name]]]) };
}
