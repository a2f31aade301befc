import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

/** A logical operation, as far as it is known when it begins. */
export interface OperationInfo {
  /** The call: `'get'`, `'save'`, `'query'`, `'batchWrite'`, `'transact'`, `'createTable'`, ... What it calls itself is part of it. */
  readonly operation: string;
  /** The class. For several classes, their names separated by commas. */
  readonly entity: string | undefined;
  readonly table: string | undefined;
  readonly index: string | undefined;
  /** Only for a query or scan: the properties in its filter. */
  readonly filteredBy: readonly string[];
  /** Only for an operation on one item: its key. Not enumerable, so that logs do not show it by accident. */
  readonly key?: Readonly<Record<string, unknown>> | undefined;
}

/** One logical operation that has ended. It has no values of items. */
export interface OperationEvent extends OperationInfo {
  readonly durationMs: number;
  /** Requests sent: pages, batches, reruns of a transaction. */
  readonly requests: number;
  /** The same, with the SDK's own retries. */
  readonly attempts: number;
  /** Capacity units; undefined if DynamoDB was not asked for them: see `configure({ capacity })`. */
  readonly capacity: number | undefined;
  /** The consumed capacity as DynamoDB returned it, by table and, with `'INDEXES'`, by index. */
  readonly consumed: readonly ConsumedCapacity[];
  /** Items returned or written. */
  readonly items: number;
  /** Items that a query or scan looked at, before its filter. */
  readonly scanned: number | undefined;
  /** The error; undefined if it succeeded. */
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
  /** The input that was sent. It has values, so it is not enumerable. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** How an {@link Observer} follows one operation. */
export interface Watch {
  request?(event: RequestEvent): void;
  /** Runs the sending of a request, so that a context can be active meanwhile. */
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
