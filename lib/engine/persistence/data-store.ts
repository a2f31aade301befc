/** One entry to write, or to delete if it has no value. */
export interface EntryChange {
  readonly key: string;
  readonly value?: string;
}

/** Keys from `gte` to before `lt`. */
export interface KeyRange {
  readonly gte: string;
  readonly lt: string;
}

/**
 * The storage of an engine: texts by key. Keys are characters U+0000 to U+00FF, in the order of their codes. `openEngine({ data })` uses a folder;
 * `openEngine({ store })` takes any other implementation, such as a database of the browser.
 *
 * The engine reads it once, when it is opened, and then writes one batch at a time.
 */
export interface DataStore {
  /** Walks over a range in the order of the keys, many entries at a time. */
  pages(range: KeyRange): AsyncIterable<readonly (readonly [key: string, value: string])[]>;
  /** The last key of a range; undefined if there is none. */
  lastKey(range: KeyRange): Promise<string | undefined>;
  /** Makes all changes or none. They are durable when it resolves. If it rejects, the engine answers no more requests. */
  write(changes: readonly EntryChange[]): Promise<void>;
  close(): Promise<void>;
}
