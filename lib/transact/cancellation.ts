import type { CancellationReason as SdkReason } from '@aws-sdk/client-dynamodb';
import { isMet } from '../entity/expectation';
import { keyValues } from '../entity/key';
import { hydrate } from '../entity/record-state';
import { refusal } from '../entity/refusal';
import {
  type CancellationReason,
  type CancellationReasons,
  TransactionCanceledError,
  TransactionConflictError,
} from '../errors/transaction-errors';
import type { Item } from '../wire/attribute-value';
import { describeWrite, type Prepared, type PreparedWrite } from './prepare';

const CONDITION_FAILED = 'ConditionalCheckFailed';

/** Codes after which the same transaction may succeed: nothing of it was written, and its conditions are not known to be false. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** A cancelled attempt that another one may mend: read again, decide again. Never leaves this folder. */
export class Rerun extends Error {
  constructor(
    readonly reasons: CancellationReasons,
    override readonly cause: unknown,
  ) {
    super('The transaction met a conflict');
  }

  toError(attempts: number): TransactionConflictError {
    return new TransactionConflictError(
      `The transaction met conflicts in ${attempts} attempts, and was given up; nothing was written: try again later, or raise maxAttempts`,
      { attempts, reasons: this.reasons },
      { cause: this.cause },
    );
  }
}

/** What to make of a cancelled TransactWriteItems: a {@link Rerun}, or the error for the caller. */
export function cancellation(
  { writes, readChecks }: Prepared,
  cause: Error & { CancellationReasons?: SdkReason[] },
): Error {
  const given = cause.CancellationReasons ?? [];
  const all = [...writes, ...readChecks].map((write, i) => reasonOf(write, given[i]));
  // The checks that dynact added are no operations of the caller's.
  const reasons = all.map(failed => failed?.reason).slice(0, writes.length);
  if (all.every(failed => !failed || failed.passing) && all.some(Boolean)) return new Rerun(reasons, cause);
  return new TransactionCanceledError(describeReasons(writes, reasons), { reasons }, { cause });
}

interface Failed {
  readonly reason: CancellationReason;
  /** Another attempt may not meet it. */
  readonly passing: boolean;
}

function reasonOf(write: PreparedWrite, given: SdkReason | undefined): Failed | undefined {
  const code = given?.Code ?? 'None';
  if (code === 'None') return undefined;
  const { metadata, plan } = write;
  const item = given?.Item as Item | undefined;
  const conditionFailed = code === CONDITION_FAILED;
  const readChanged = conditionFailed && plan.readCheck !== undefined && !isMet(plan.readCheck, item);
  const reason: CancellationReason = {
    code,
    message: given?.Message ?? code,
    operation: write.verb,
    entity: metadata.type,
    key: keyValues(metadata, plan.key),
    stored: item && hydrate(metadata, item),
    error: conditionFailed
      ? refusal(metadata, readChanged ? { ...plan, expectation: plan.readCheck } : plan, item, undefined)
      : undefined,
  };
  return { reason, passing: readChanged || PASSING.has(code) };
}

function describeReasons(writes: readonly PreparedWrite[], reasons: CancellationReasons): string {
  const parts = reasons.flatMap((reason, i) => (reason ? [`[${i}] ${describeWrite(writes[i]!)}: ${reason.code}`] : []));
  return `The transaction was cancelled, nothing was written: ${parts.join('; ') || 'DynamoDB gave no reason'}`;
}
