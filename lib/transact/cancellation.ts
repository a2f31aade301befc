import type { CancellationReason as SdkReason } from '@aws-sdk/client-dynamodb';
import { PASSING } from '../client/retry';
import { liveItem } from '../entity/expiry';
import type { ItemToRead } from '../entity/item-identity';
import { keyValues } from '../entity/key';
import type { DynactError } from '../errors/dynact-error';
import {
  type CancellationReason,
  type CancellationReasons,
  TransactionCanceledError,
  TransactionConflictError,
  type TransactionVerb,
} from '../errors/transaction-errors';
import { OutcomeUnknownError } from '../errors/write-errors';
import { loadImage } from '../load/load';
import type { Item } from '../wire/attribute-value';
import { isMet } from '../write/expectation';
import { takesId } from '../write/generate';
import { refusal, versionInTheWay } from '../write/outcome/refusal';
import type { WritePlan } from '../write/plan/write-plan';
import { takenError } from '../write/unique/reservation-writes';
import type { AcrossAttempts } from './across-attempts';
import type { Prepared, PreparedReservation, PreparedWrite } from './prepare';

/** The SDK's error of a cancelled transaction. */
export type Cancelled = Error & { CancellationReasons?: SdkReason[] };

const CONDITION_FAILED = 'ConditionalCheckFailed';

/** A cancelled attempt that a retry may resolve, after reading and deciding again. Never leaves this folder. */
export class Rerun extends Error {
  constructor(
    readonly details: string,
    readonly reasons: CancellationReasons,
    override readonly cause?: unknown,
    /** An earlier attempt may have been applied, as its answer was lost. */
    readonly mayBeDone = false,
  ) {
    super('The transaction met a conflict');
  }

  toError(attempts: number): DynactError {
    if (this.mayBeDone) return outcomeOfTransactionUnknown(this);
    return new TransactionConflictError(
      `The transaction met conflicts in ${attempts} attempts and was given up, nothing was written: try again later, or raise maxAttempts; the last one: ${this.details}`,
      { attempts, reasons: this.reasons },
      { cause: this.cause },
    );
  }
}

export function outcomeOfTransactionUnknown(cause: unknown): OutcomeUnknownError {
  return new OutcomeUnknownError(
    'An answer was lost, so it is not known whether the transaction was applied: read its items, or commit the same writes under the same clientRequestToken again',
    { key: {}, stored: undefined },
    { cause },
  );
}

export function isCancelled(error: unknown): error is Cancelled {
  return error instanceof Error && error.name === 'TransactionCanceledException';
}

/** One operation of a transaction: its kind and item. */
interface Part extends Omit<ItemToRead, 'tableName'> {
  readonly verb: TransactionVerb;
}

interface Failed {
  readonly reason: CancellationReason;
  /** True if another attempt may succeed. */
  readonly passing: boolean;
}

/** The outcome of a cancelled TransactWriteItems: a {@link Rerun}, or the error for the caller. */
export function writeCancellation(
  { calls, operations, reservations, decided }: Prepared,
  cause: Cancelled,
  shared: AcrossAttempts,
  isLost: boolean,
): Error {
  const given = cause.CancellationReasons ?? [];
  const failed = new Map(operations.map((write, i) => [write, failedWrite(write, given[i], shared)]));
  for (const [i, reservation] of reservations.entries()) {
    const { owner } = reservation;
    failed.set(owner, failed.get(owner) ?? failedReservation(reservation, given[operations.length + i]));
  }
  // The caller did not make the checks that dynact added.
  const reasons = calls.map(write => write && failed.get(write)?.reason);
  return outcome([...failed.values()], reasons, cause, { isLost, decided });
}

/** The same for TransactGetItems, whose reads have no conditions. */
export function readCancellation(reads: readonly ItemToRead[], cause: Cancelled): Error {
  const failed = reads.map((read, i) => failedPart({ verb: 'get', ...read }, cause.CancellationReasons?.[i]));
  const reasons = failed.map(part => part?.reason);
  return outcome(failed, reasons, cause);
}

function outcome(
  all: readonly (Failed | undefined)[],
  reasons: CancellationReasons,
  cause: Cancelled,
  { isLost = false, decided = false } = {},
): Error {
  const failed = all.filter(part => part !== undefined);
  const details = failed.map(({ reason }) => textOf(reason, reasons.indexOf(reason))).join('; ');
  const passing = failed.filter(part => part.passing);
  // What a block decided may rest on what was old, so one such reason is enough to let it decide again.
  if (passing.length > 0 && (decided || passing.length === failed.length)) {
    return new Rerun(details, reasons, cause, isLost);
  }
  return new TransactionCanceledError(
    `The transaction was cancelled, nothing was written: ${details || 'DynamoDB gave no reason'}`,
    { reasons },
    { cause },
  );
}

/** `[1] update Account { id }: ConditionalCheckFailed`: the place among the calls, key names, no values. */
function textOf({ operation, entity, key, code, error }: CancellationReason, place: number): string {
  const taken = error && 'attribute' in error ? ` (the value of its unique ${error.attribute} is taken)` : '';
  return `${place < 0 ? '' : `[${place}] `}${operation} ${entity.name} { ${Object.keys(key).join(', ')} }: ${code}${taken}`;
}

function failedPart({ verb, metadata, key }: Part, given: SdkReason | undefined): Failed | undefined {
  const { Code: code = 'None', Message: message = code } = given ?? {};
  if (code === 'None') return undefined;
  const at = { operation: verb, entity: metadata.type, key: keyValues(metadata, key) };
  return { reason: reasonOf({ code, message, ...at, stored: undefined }, undefined), passing: PASSING.has(code) };
}

/** `error` repeats the other properties, so it is not enumerable: a reason prints and compares like DynamoDB's. */
function reasonOf(said: Omit<CancellationReason, 'error'>, error: CancellationReason['error']): CancellationReason {
  return Object.defineProperty({ ...said, error }, 'error', { enumerable: false });
}

function failedWrite(
  write: PreparedWrite,
  given: SdkReason | undefined,
  { versions, meetExpired }: AcrossAttempts,
): Failed | undefined {
  const { plan } = write;
  const { verb, metadata } = write.write;
  const failed = failedPart({ verb, metadata, key: plan.key }, given);
  if (failed?.reason.code !== CONDITION_FAILED) return failed;
  const answered = given?.Item as Item | undefined;
  const item = liveItem(metadata, answered, plan.now);
  const read = readOf(write);
  const readChanged = read !== undefined && !isMet(read, item);
  const idTaken = item !== undefined && takesId(write.write);
  const newer = versionInTheWay(plan, item);
  const isPassed = newer !== undefined;
  if (isPassed) versions.set(write.identity, newer);
  const guard = plan.uniqueness?.guard;
  const hasOtherValues = !readChanged && !!guard && !isMet(guard, answered);
  const isExpiredInTheWay = answered !== undefined && !item && !readChanged && takesExpiredAsAbsent(plan);
  if (isExpiredInTheWay) meetExpired.add(write);
  const expectation = readChanged ? read : hasOtherValues ? (plan.expectation ?? guard) : plan.expectation;
  const error = refusal({ ...plan, expectation }, item, undefined);
  const stored = item && loadImage<Record<string, unknown>>(metadata, item);
  return {
    reason: reasonOf({ ...failed.reason, stored }, error),
    passing: readChanged || idTaken || isPassed || isExpiredInTheWay || (hasOtherValues && !write.write.record),
  };
}

/** Whether the operation would succeed if there were no item, as far as is known. */
function takesExpiredAsAbsent({ operation, expectation, mustExist }: WritePlan): boolean {
  return operation.kind !== 'delete' && !mustExist && (!expectation || isMet(expectation, undefined));
}

/** The reason for the write that claimed a unique value. */
function failedReservation(
  { owner: { write, plan }, ...reservation }: PreparedReservation,
  given: SdkReason | undefined,
): Failed | undefined {
  const failed = failedPart({ verb: write.verb, metadata: write.metadata, key: plan.key }, given);
  if (failed?.reason.code !== CONDITION_FAILED) return failed;
  return { reason: reasonOf(failed.reason, takenError(reservation, given?.Item as Item | undefined)), passing: false };
}

/** What the block read of the item. If it has changed since, running the block again may help. */
function readOf({ plan, write: { record }, read }: PreparedWrite): PreparedWrite['plan']['readCheck'] {
  if (plan.readCheck) return plan.readCheck;
  return record && read?.records.includes(record) ? plan.expectation : undefined;
}
