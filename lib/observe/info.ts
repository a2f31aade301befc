import type { OperationEvent, OperationInfo } from './events';

/** What an operation is about. Its key is a value: it is made for who asks for it, and in no log. */
export class Info implements OperationInfo {
  readonly #key: (() => OperationInfo['key']) | undefined;

  constructor(
    readonly operation: string,
    readonly entity: string | undefined,
    readonly table: string | undefined,
    readonly index: string | undefined,
    readonly filteredBy: readonly string[] = [],
    key?: () => OperationInfo['key'],
  ) {
    this.#key = key;
  }

  get key(): OperationInfo['key'] {
    return this.#key?.();
  }
}

type Figures = Omit<OperationEvent, 'operation' | 'index' | 'filteredBy' | 'key'>;

/** What it came to, as observers get it. */
export class Ended extends Info implements OperationEvent {
  readonly durationMs: number;
  readonly requests: number;
  readonly attempts: number;
  readonly capacity: number | undefined;
  readonly consumed: OperationEvent['consumed'];
  readonly items: number;
  readonly scanned: number | undefined;
  readonly error: unknown;

  constructor(info: OperationInfo, figures: Figures) {
    super(info.operation, figures.entity, figures.table, info.index, info.filteredBy, () => info.key);
    this.durationMs = figures.durationMs;
    this.requests = figures.requests;
    this.attempts = figures.attempts;
    this.capacity = figures.capacity;
    this.consumed = figures.consumed;
    this.items = figures.items;
    this.scanned = figures.scanned;
    this.error = figures.error;
  }
}
