import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

/** What a logical operation is about; known when it begins. */
export interface OperationInfo {
  /** The call: `'get'`, `'save'`, `'query'`, `'batchWrite'`, `'transact'`, `'createTable'`, ... What it calls itself is part of it. */
  readonly operation: string;
  /** The class; of several, their names with commas between them. */
  readonly entity: string | undefined;
  readonly table: string | undefined;
  readonly index: string | undefined;
  /** Of a query or scan, the properties that its filter looks at. */
  readonly filteredBy: readonly string[];
  /** Of an operation on one item: its key. Not enumerable, so that it is in no log by accident. */
  readonly key?: Readonly<Record<string, unknown>> | undefined;
}

/** One logical operation that has ended. It holds no values of items. */
export interface OperationEvent extends OperationInfo {
  readonly durationMs: number;
  /** Requests sent: pages, batches, reruns of a transaction. */
  readonly requests: number;
  /** The same, with what the SDK sent again. */
  readonly attempts: number;
  /** Capacity units; undefined where DynamoDB was not asked: see `configure({ capacity })`. */
  readonly capacity: number | undefined;
  /** What DynamoDB answered about capacity, by table and, with `'INDEXES'`, by index. */
  readonly consumed: readonly ConsumedCapacity[];
  /** Items that were answered, or written. */
  readonly items: number;
  /** Items that a query or scan looked at, before its filter. */
  readonly scanned: number | undefined;
  /** Why it failed; undefined where it did not. */
  readonly error: unknown;
}

/** One request of an operation, for tools in development. */
export interface RequestEvent {
  /** `'GetItem'`, `'Query'`, ... */
  readonly command: string;
  readonly durationMs: number;
  readonly attempts: number;
  readonly capacity: number | undefined;
  readonly error: unknown;
  /** What was sent: it holds values, so it is not enumerable. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What an {@link Observer} keeps of one operation. */
export interface Watch {
  request?(event: RequestEvent): void;
  /** Runs the sending of a request, for a context that is to be active meanwhile. */
  within?<R>(send: () => R): R;
  end?(event: OperationEvent): void;
}

/** Follows operations from their beginning. A function that takes {@link OperationEvent}s is the simple form. */
export interface Observer {
  begin(info: OperationInfo): Watch;
}

/** A class and a table that a request is about. */
export interface About {
  readonly metadata: { readonly className: string };
  readonly tableName: string;
}

/** Whether the units of a request are those of reading. */
export type UnitKind = 'read' | 'write';

/** What counts as the duration of an operation: all from its beginning to its end, or the requests, as a consumer may take its time between pages. */
export type Timed = 'whole' | 'requests';

/** What an operation is about, by its parts. Its key is a value, and made only for who asks for it. */
export interface Subject extends Pick<OperationInfo, 'operation' | 'entity' | 'table' | 'index'> {
  readonly filteredBy?: readonly string[] | undefined;
  readonly key?: (() => OperationInfo['key']) | undefined;
}
