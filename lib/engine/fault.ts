import { modelError, ServiceError } from './protocol/service-error';

/** What goes wrong: the name of an exception, with its message, or any error of the service. */
export type FaultError = string | { readonly code: string; readonly message?: string } | ServiceError;

/** A failure on demand, so that the code under test can show what it does about it. */
export interface Fault {
  /** The operation that fails, such as `'PutItem'`; without it, any operation. */
  readonly operation?: string;
  /** How many requests fail; 1 by default. */
  readonly times?: number;
  readonly error: FaultError;
  /** `'after'`: the operation is done, and only its answer is lost. `'before'` by default. */
  readonly when?: 'before' | 'after';
}

const SERVER_ERRORS: ReadonlySet<string> = new Set(['InternalServerError', 'ServiceUnavailable']);

/** The faults that are still to happen. */
export class FaultPlan {
  private pending: { readonly fault: Fault; left: number }[] = [];

  /** Adds a fault; returns what takes it back. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? 1 };
    this.pending.push(entry);
    return () => {
      this.pending = this.pending.filter(other => other !== entry);
    };
  }

  clear(): void {
    this.pending = [];
  }

  /** The fault that hits this request, counted as happened. */
  take(operation: string): Fault | undefined {
    const entry = this.pending.find(({ fault }) => fault.operation === undefined || fault.operation === operation);
    if (!entry) return undefined;
    entry.left--;
    if (entry.left <= 0) this.pending = this.pending.filter(other => other !== entry);
    return entry.fault;
  }
}

/** The error that a fault answers with. */
export function errorOf({ error }: Fault): ServiceError {
  if (error instanceof ServiceError) return error;
  const { code, message = 'A fault was asked for' } = typeof error === 'string' ? { code: error } : error;
  const { type } = modelError(code, message);
  return new ServiceError(type, message, {}, SERVER_ERRORS.has(code) ? 500 : 400);
}
