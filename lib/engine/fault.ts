import { checkChoices } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import { operationNames } from './operations/registry';
import { modelError, ServiceError } from './protocol/service-error';

/** The error of a fault: the name of an exception, with its message, or any error of the service. */
export type FaultError = string | { readonly code: string; readonly message?: string } | ServiceError;

/** A failure on demand, for tests of how code handles it. */
export interface Fault {
  /** The operation that fails, such as `'PutItem'`; without it, any operation. */
  readonly operation?: string;
  /** How many requests fail. Default 1. */
  readonly times?: number;
  readonly error: FaultError;
  /** `'after'`: the operation is applied, and only its answer is lost. Default: `'before'`. */
  readonly when?: 'before' | 'after';
}

const SERVER_ERRORS: ReadonlySet<string> = new Set(['InternalServerError', 'ServiceUnavailable']);

/** The pending faults. */
export class FaultPlan {
  private pending: { readonly fault: Fault; left: number }[] = [];

  /** Adds a fault. Returns a function that cancels it. Throws ConfigurationError for a fault that no request could meet. */
  add(fault: Fault): () => void {
    checkFault(fault);
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

/** Refuses a misspelt fault: it would never happen, and its test would prove nothing. */
function checkFault(fault: Fault): void {
  checkChoices('fail()', fault, { operation: true, times: true, error: true, when: true });
  const { operation, times = 1, error, when = 'before' } = fault;
  const names = operationNames();
  if (operation !== undefined && !names.includes(operation)) {
    throw new ConfigurationError(`fail() knows no operation "${operation}": there are ${names.join(', ')}`);
  }
  if (!Number.isInteger(times) || times < 1)
    throw new ConfigurationError('fail(): `times` is a whole number from 1 on');
  if (when !== 'before' && when !== 'after') throw new ConfigurationError("fail(): `when` is 'before' or 'after'");
  if (!isError(error)) {
    throw new ConfigurationError(
      'fail() needs the `error` to answer with: the name of an exception, { code, message }, or a ServiceError',
    );
  }
}

function isError(error: unknown): error is FaultError {
  if (typeof error === 'string') return error !== '';
  if (typeof error !== 'object' || error === null) return false;
  return error instanceof ServiceError || ('code' in error && typeof error.code === 'string');
}

/** The error that a fault answers with. */
export function errorOf({ error }: Fault): ServiceError {
  if (error instanceof ServiceError) return error;
  const { code, message = 'A fault was asked for' } = typeof error === 'string' ? { code: error } : error;
  const { type } = modelError(code, message);
  return new ServiceError(type, message, {}, SERVER_ERRORS.has(code) ? 500 : 400);
}
