import { attributeOf, type Item, typeOf } from '../../wire/attribute-value';
import { modelError, type ServiceError, validationError } from '../protocol/service-error';
import { encodeKey } from '../storage/key-schema';
import type { Table } from '../tables/table';

/** The reason of one action of a transaction, or that it has none. */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

export const NO_REASON: CancellationReason = { Code: 'None' };

const MAX_PAYLOAD = 4 * 1024 * 1024;
const CODES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  DuplicateItemException: 'DuplicateItem',
  ResourceNotFoundException: 'ResourceNotFound',
  ValidationException: 'ValidationError',
};

/** The error of one action as a reason, with the item if the action asked for it. */
export function reasonOf({ code, message, fields }: ServiceError): CancellationReason {
  const item = fields.Item as Item | undefined;
  return { Code: CODES[code] ?? code, Message: message, ...(item && { Item: item }) };
}

/** `TransactionCanceledException`, with a reason for every action in its order. */
export function transactionCanceledError(reasons: readonly CancellationReason[]): ServiceError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return modelError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

/** Refuses two actions on one item. Keys that do not fit their table are reported by the plan, for each action. */
export function checkDistinctItems(
  subjects: readonly { readonly table: Table; readonly subject: Item }[],
  problem = 'Transaction request cannot include multiple operations on one item',
): void {
  const seen = new Set<string>();
  for (const { table, subject } of subjects) {
    if (!hasKeysOf(table, subject)) continue;
    const position = `${table.name}/${encodeKey(subject, table.keys)}`;
    if (seen.has(position)) throw validationError(problem);
    seen.add(position);
  }
}

function hasKeysOf({ keys }: Table, subject: Item): boolean {
  return keys.all.every(({ name, type }) => {
    const value = attributeOf(subject, name);
    return value !== undefined && typeOf(value) === type;
  });
}

/** Refuses the content of a transaction of over 4 MB. */
export function checkPayload(bytes: number): void {
  if (bytes <= MAX_PAYLOAD) return;
  throw validationError(`Transaction payload size cannot exceed 4MB. Payload Size: ${bytes}`);
}
