import { ItemText } from '../../codec/item-text';
import { expiredCondition } from '../../entity/expiry';
import { itemIdentity } from '../../entity/item-identity';
import { keyValues } from '../../entity/key';
import { OWNER_ATTRIBUTE } from '../../entity/reservation-key';
import { UniqueError } from '../../errors/write-errors';
import { combineNodes } from '../../expressions/condition';
import type { ConditionNode } from '../../expressions/nodes';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { WriteOperation } from '../../operations/write';
import { attributeOf, type Item } from '../../wire/attribute-value';
import type { Reservation } from './reservation';
import type { Uniqueness } from './uniqueness';

/** A write whose record claims or gives up unique values. */
export interface UniqueWrite {
  readonly metadata: EntityMetadata;
  readonly tableName: string;
  readonly key: Item;
  readonly now: number;
  readonly uniqueness: Uniqueness;
}

/** The write of a reservation, sent together with that of its record. */
export interface ReservationWrite {
  readonly kind: 'claim' | 'release';
  readonly reservation: Reservation;
  readonly operation: WriteOperation;
  readonly of: UniqueWrite;
}

/** The writes of reservations. A value that one record gives up, another may claim in the same transaction. */
export function reservationWrites(writes: readonly UniqueWrite[]): ReservationWrite[] {
  const releases = new Map<string, ReservationWrite>();
  for (const write of writes) {
    for (const reservation of write.uniqueness.releases)
      releases.set(identityOf(write, reservation), release(write, reservation));
  }
  const claims = new Map<string, ReservationWrite>();
  for (const write of writes) {
    for (const reservation of write.uniqueness.claims) {
      const identity = identityOf(write, reservation);
      if (claims.has(identity)) throw taken(write, reservation, undefined);
      claims.set(identity, claim(write, reservation, releases.get(identity)?.of.key));
      releases.delete(identity);
    }
  }
  return [...claims.values(), ...releases.values()];
}

/** The error if another record has the value. `item` is its reservation. */
export function takenError(
  { of, reservation }: ReservationWrite,
  item: Item | undefined,
  cause?: unknown,
): UniqueError {
  const owner = item && attributeOf(item, OWNER_ATTRIBUTE);
  return taken(of, reservation, owner && 'M' in owner ? keyValues(of.metadata, owner.M) : undefined, cause);
}

function taken(
  { metadata, key }: UniqueWrite,
  { unique }: Reservation,
  owner: Record<string, unknown> | undefined,
  cause?: unknown,
): UniqueError {
  const { property } = unique.attribute;
  const who = owner
    ? 'another record has its value; `owner` is the key of that record'
    : 'two writes of one transaction want one value';
  return new UniqueError(
    `${metadata.className}.${property} is unique, and ${who}; nothing was written`,
    { key: keyValues(metadata, key), attribute: property, owner },
    { cause },
  );
}

function identityOf({ tableName }: UniqueWrite, { key }: Reservation): string {
  return itemIdentity(tableName, key);
}

/** The value is free: its reservation is absent, expired, or belongs to this record already. */
function claim(of: UniqueWrite, reservation: Reservation, former: Item | undefined): ReservationWrite {
  const free = [absent(of), ownedBy(of.key), former && ownedBy(former), expiredCondition(of.metadata, of.now)];
  const condition = combineNodes(
    'or',
    free.filter(part => part !== undefined),
  );
  const operation = { kind: 'put', tableName: of.tableName, item: ItemText.of(reservation.item), condition } as const;
  return { kind: 'claim', reservation, operation, of };
}

/** The reservation belongs to this record. */
function release(of: UniqueWrite, reservation: Reservation): ReservationWrite {
  const condition = combineNodes('or', [absent(of), ownedBy(of.key)]);
  const operation = { kind: 'delete', tableName: of.tableName, key: reservation.key, condition } as const;
  return { kind: 'release', reservation, operation, of };
}

function absent({ metadata }: UniqueWrite): ConditionNode {
  return { kind: 'exists', path: [metadata.partitionKey.name], exists: false };
}

function ownedBy(key: Item): ConditionNode {
  const left = { kind: 'path', path: [OWNER_ATTRIBUTE] } as const;
  return { kind: 'comparison', comparator: '=', left, right: { kind: 'value', value: { M: key } } };
}
