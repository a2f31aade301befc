import { randomUUID } from 'node:crypto';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { send } from '../client/send';
import { CALL_OPTIONS, type CallOptions, type Target, targetOf } from '../client/target';
import { ItemText } from '../codec/item-text';
import { absentCondition } from '../entity/expiry';
import { itemIdentity } from '../entity/item-identity';
import { keyOfItem, keyValues } from '../entity/key';
import { observed } from '../entity/observed';
import { stateOf } from '../entity/record-state';
import { OWNER_ATTRIBUTE } from '../entity/reservation-key';
import { checkOptions, type Flat, namesOf, type OptionNames } from '../errors/known-options';
import { ConfigurationError } from '../errors/usage-errors';
import type { ErrorKey } from '../errors/write-errors';
import type { EntityClass } from '../metadata/entity-class';
import { metadataOf } from '../metadata/entity-metadata';
import { transactWriteInput } from '../operations/transact';
import { RUN_OPTIONS, type RunOptions, runBulk } from '../query/bulk';
import { Scan } from '../query/reading';
import { attributeOf, type Item } from '../wire/attribute-value';
import { equalItems } from '../wire/equality';
import { type Reservation, reservationsOf } from '../write/unique/reservation';

export type BackfillOptions = Flat<RunOptions & CallOptions>;

/** Two records with the same value of a unique attribute. */
const BACKFILL_OPTIONS: OptionNames<BackfillOptions> = /* @__PURE__ */ namesOf(CALL_OPTIONS, RUN_OPTIONS);

export interface Duplicate {
  /** The property. */
  readonly attribute: string;
  /** The record with the reservation. */
  readonly owner: ErrorKey;
  /** The record with the same value and without a reservation. */
  readonly key: ErrorKey;
}

export interface BackfillReport {
  readonly scanned: number;
  /** Reservations that were missing. */
  readonly reserved: number;
  readonly duplicates: readonly Duplicate[];
  /** Continues where the run stopped. */
  readonly cursor: string | undefined;
  readonly stoppedBy: unknown;
}

/**
 * Reserves the unique values of existing records, after their attribute was made `unique`. It may run while the table is in use, and may be repeated:
 * existing reservations stay. Reads the whole table.
 *
 * @example
 * const { reserved, duplicates } = await backfillUnique(User);
 * // Scan, and for each record TransactWriteItems [ConditionCheck of the record, Put of the reservation]
 * @returns how many values were reserved, and which records have the value of another record
 */
export async function backfillUnique<T extends object>(
  type: EntityClass<T>,
  options: BackfillOptions = {},
): Promise<BackfillReport> {
  const metadata = metadataOf(type);
  checkOptions('', 'backfillUnique', options, BACKFILL_OPTIONS);
  if (metadata.unique.length === 0) {
    throw new ConfigurationError(
      `${metadata.className} has no unique attribute: declare one with @Attribute({ unique: true })`,
    );
  }
  return observed(
    'backfillUnique',
    targetOf(metadata, options),
    target => backfill<T>(target, options),
    undefined,
    ({ reserved }) => reserved,
  );
}

async function backfill<T extends object>(target: Target, options: BackfillOptions): Promise<BackfillReport> {
  const { metadata, tracking } = target;
  const duplicates: Duplicate[] = [];
  const counts = { scanned: 0, reserved: 0 };
  const context = { metadata, options: { ...options, skipHooks: true }, whole: tracking?.operation };
  const scan = new Scan<T>(context, { mode: { kind: 'records' } });
  const { cursor, stoppedBy } = await runBulk<T>(
    {
      mayRepeat: false,
      walk: from => scan.startFrom(from).iterate(),
      identity: record => itemIdentity(target.tableName, keyOfItem(metadata, stateOf(record)!.stored)),
      write: async record => {
        counts.scanned++;
        const item = stateOf(record)!.stored;
        const key = keyOfItem(metadata, item);
        for (const reservation of reservationsOf(metadata, key, item).values()) {
          const outcome = await reserve(target, key, item, reservation);
          if (outcome === 'reserved') counts.reserved++;
          else if (outcome) duplicates.push(outcome);
        }
        return 0;
      },
    },
    options,
  );
  return { ...counts, duplicates, cursor, stoppedBy };
}

/** Makes one reservation, if its record is unchanged. Undefined if it existed already, or if the record was changed meanwhile. */
async function reserve(
  target: Target,
  key: Item,
  item: Item,
  reservation: Reservation,
): Promise<'reserved' | Duplicate | undefined> {
  const { metadata, tableName } = target;
  const { unique } = reservation;
  const asRead = new Map(unique.names.map(name => [name, attributeOf(item, name)]));
  const operations = [
    { kind: 'put', tableName, item: ItemText.of(reservation.item), condition: absentCondition(metadata, Date.now()) },
    { kind: 'check', tableName, key, condition: { kind: 'attributes', attributes: asRead } },
  ] as const;
  try {
    await send(target, new TransactWriteItemsCommand(transactWriteInput({ operations, token: randomUUID() })));
    return 'reserved';
  } catch (error) {
    const [reason] = (error as { CancellationReasons?: { Code?: string; Item?: object }[] }).CancellationReasons ?? [];
    if (!reason) throw error;
    const owner = reason.Item && attributeOf(reason.Item as Item, OWNER_ATTRIBUTE);
    if (!owner || !('M' in owner) || equalItems(owner.M, key)) return undefined;
    return { attribute: unique.attribute.property, owner: keyValues(metadata, owner.M), key: keyValues(metadata, key) };
  }
}
