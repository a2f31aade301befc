import { stateOf } from '../entity/record-state';
import type { Item } from '../wire/attribute-value';

/** The items of an answer, or records that were made from its text. */
export class ItemsRead {
  private constructor(
    private readonly items: readonly Item[],
    readonly records: readonly object[] | undefined,
  ) {}

  static of(items: readonly Item[]): ItemsRead {
    return new ItemsRead(items, undefined);
  }

  static asRecords(records: readonly object[]): ItemsRead {
    return new ItemsRead([], records);
  }

  get length(): number {
    return (this.records ?? this.items).length;
  }

  item(at: number): Item | undefined {
    return this.records ? stateOf(this.records[at]!)?.stored : this.items[at];
  }

  get all(): readonly Item[] {
    return this.records ? this.records.map((_, i) => this.item(i)!) : this.items;
  }

  slice(from: number, to: number): ItemsRead {
    return new ItemsRead(this.items.slice(from, to), this.records?.slice(from, to));
  }
}
