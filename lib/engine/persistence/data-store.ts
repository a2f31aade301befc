/** One entry that is to be written; without a value, to be deleted. */
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
 * What an engine keeps its data in: texts by key. Keys are characters U+0000 to U+00FF, in the order of their codes. A folder is
 * one (`openEngine({ data })`); any other that does what this says, such as a database of the browser, is `openEngine({ store })`.
 *
 * An engine reads it once, when it is opened, and writes one batch at a time from then on.
 */
export interface DataStore {
  /** Walks over a range in the order of the keys, many entries at a time. */
  pages(range: KeyRange): AsyncIterable<readonly (readonly [key: string, value: string])[]>;
  /** The last key of a range, or undefined when there is none. */
  lastKey(range: KeyRange): Promise<string | undefined>;
  /** Makes all changes or none; they are safe when it resolves. When it rejects, the engine answers no request any more. */
  write(changes: readonly EntryChange[]): Promise<void>;
  close(): Promise<void>;
}
