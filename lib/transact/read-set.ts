import type { Target } from '../client/target';
import { editsOf, type StoredForms, storedForms } from '../entity/changes';
import { liveItem } from '../entity/expiry';
import type { HookChoice } from '../entity/hooks';
import { itemIdentity } from '../entity/item-identity';
import { ValidationError } from '../errors/usage-errors';
import { type Loaded, load, type Source } from '../load/load';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import { type Expectation, expectAbsent, expectEveryAttribute } from '../write/expectation';

/** An item that a block read, and the records that the block got of it. */
export class BlockRead {
  /** The records that the block got. */
  readonly records: object[] = [];
  /** What the hooks of a class made of a record. Only where it has such hooks. */
  private readonly readied = new Map<object, StoredForms>();
  private readonly loaded = new Map<EntityMetadata, Loaded<object | undefined>>();

  /** `item` is undefined if there was none. */
  constructor(
    readonly target: Target,
    readonly key: Item,
    readonly item: Item | undefined,
    /** The record that a query made of the item already. */
    record?: object,
  ) {
    if (!record) return;
    this.loaded.set(target.metadata, record);
    this.got(record);
  }

  get metadata(): EntityMetadata {
    return this.target.metadata;
  }

  get tableName(): string {
    return this.target.tableName;
  }

  /** The item as a record of a class, which may be one of several in the table. The same record each time. */
  async as(source: Source, options: HookChoice): Promise<object | undefined> {
    if (!this.item) return undefined;
    const { metadata } = source;
    if (!this.loaded.has(metadata)) this.loaded.set(metadata, load(source, this.item, options));
    const record = await this.loaded.get(metadata);
    if (record && !this.records.includes(record)) this.got(record);
    return record;
  }

  private got(record: object): void {
    this.records.push(record);
    const metadata = metadataOf(record.constructor as EntityClass);
    if (metadata.hooks.afterLoad.length > 0) this.readied.set(record, storedForms(metadata, record));
  }

  /** Throws ValidationError for a record that the block changed, and does not write. */
  refuseUnsaved(written: ReadonlySet<object | undefined>): void {
    for (const record of this.records) {
      if (written.has(record)) continue;
      const metadata = metadataOf(record.constructor as EntityClass);
      const edits = editsOf(metadata, record, this.readied.get(record));
      if (edits.length === 0) continue;
      throw ValidationError.misuse(
        `${metadata.className}: the block of transact changed ${edits.join(', ')} of a record that it read, and no write takes that: call tx.save(record), ` +
          "or change a copy; { unsaved: 'drop' } would drop such changes",
      );
    }
  }

  /** What must be true of the item for the read of it to hold at commit. */
  get expectation(): Expectation {
    return readExpectation(this);
  }

  get classes(): EntityMetadata[] {
    return [...new Set([this.metadata, ...this.loaded.keys()])];
  }
}

/** All that a block read, each item once. */
export class ReadSet {
  private readonly reads = new Map<string, Promise<BlockRead>>();
  private readonly finished = new Map<string, BlockRead>();

  /** `isolated`: items that were read must be unchanged at commit. */
  constructor(readonly isolated: boolean) {}

  /** Reads an item, or returns what was read of it before. */
  once(target: Target, key: Item, read: () => Promise<Item | undefined>): Promise<BlockRead> {
    const identity = itemIdentity(target.tableName, key);
    let pending = this.reads.get(identity);
    if (!pending) {
      pending = read().then(item => new BlockRead(target, key, liveItem(target.metadata, item, Date.now())));
      this.reads.set(identity, pending);
      pending.then(
        result => this.finished.set(identity, result),
        () => this.reads.delete(identity),
      );
    }
    return pending;
  }

  /** Adds an item that a query found. If it was read before, the block keeps what it has. */
  adopt(target: Target, key: Item, item: Item, record: object): Promise<BlockRead> {
    const identity = itemIdentity(target.tableName, key);
    const known = this.reads.get(identity);
    if (known) return known;
    const read = new BlockRead(target, key, item, record);
    const done = Promise.resolve(read);
    this.reads.set(identity, done);
    this.finished.set(identity, read);
    return done;
  }

  get hasAny(): boolean {
    return this.finished.size > 0;
  }

  find(tableName: string, key: Item): BlockRead | undefined {
    return this.finished.get(itemIdentity(tableName, key));
  }

  /** Throws ValidationError for changes of what was read that would be lost. */
  refuseUnsaved(written: ReadonlySet<object | undefined>): void {
    for (const read of this.finished.values()) read.refuseUnsaved(written);
  }

  /** The items that must be unchanged at commit. */
  toCheck(): BlockRead[] {
    return this.isolated ? [...this.finished.values()] : [];
  }
}

/**
 * An equality takes two operators and about 14 bytes of the 300 and 4,096 that DynamoDB allows in an expression. The caller's condition needs
 * room, too.
 */
const MAX_COMPARED = 120;

/**
 * What must be true of an item at commit, so that the read of it still holds. The version alone is not enough: an item that was deleted and created
 * again may have the same version with other values. But a version that starts at the time never repeats: it is compared instead if there are
 * more attributes than a condition can compare.
 */
function readExpectation({ metadata, classes, item }: BlockRead): Expectation {
  if (!item) return expectAbsent(metadata);
  const attributes = new Map(classes.flatMap(type => [...expectEveryAttribute(type, item).attributes]));
  if (attributes.size <= MAX_COMPARED) return { kind: 'as loaded', attributes };
  const version = classes.find(type => type.startsAtTime)?.version;
  if (version && attributes.get(version.name)) {
    const compared = [version.name, ...metadata.keys.map(({ name }) => name)];
    return { kind: 'as loaded', attributes: new Map(compared.map(name => [name, attributes.get(name)])) };
  }
  throw ValidationError.misuse(
    `${metadata.className}: the transaction read an item of ${attributes.size} attributes, and at most ${MAX_COMPARED} can be compared when it commits: give the class a @Version({ start: 'time' })`,
  );
}
