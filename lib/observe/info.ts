import type { OperationEvent, OperationInfo, Subject } from './events';

/** What an operation is about. Its key is a value: it is made for who asks for it, and in no log. */
export class Info implements OperationInfo {
  readonly operation: string;
  readonly entity: string | undefined;
  readonly table: string | undefined;
  readonly index: string | undefined;
  readonly filteredBy: readonly string[];
  readonly #key: (() => OperationInfo['key']) | undefined;

  constructor({ operation, entity, table, index, filteredBy = [], key }: Subject) {
    this.operation = operation;
    this.entity = entity;
    this.table = table;
    this.index = index;
    this.filteredBy = filteredBy;
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
    const { operation, index, filteredBy } = info;
    const { entity, table } = figures;
    super({ operation, entity, table, index, filteredBy, key: () => info.key });
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
