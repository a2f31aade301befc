import { ValidationError } from '../errors/usage-errors';
import type { Item } from '../wire/attribute-value';
import { imageOf } from './image';

/** What the records of a stream contain. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export type StreamView = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY';

/** One attribute value, as Lambda (binary as base64) or the SDK (binary as bytes) has it. */
type Value = object;

/** A change of one item: from a Lambda event, from the SDK's `GetRecords`, or from Kinesis. Their types are all assignable to this one. */
export interface StreamRecord {
  readonly eventID?: string | undefined;
  readonly eventName?: string | undefined;
  /** In Lambda events. */
  readonly eventSourceARN?: string | undefined;
  /** In Kinesis records. */
  readonly tableName?: string | undefined;
  readonly dynamodb?: StreamRecordData | undefined;
  readonly userIdentity?: object | null | undefined;
}

export interface StreamRecordData {
  readonly ApproximateCreationDateTime?: Date | number | undefined;
  readonly ApproximateCreationDateTimePrecision?: string | undefined;
  readonly Keys?: Readonly<Record<string, Value>> | undefined;
  readonly NewImage?: Readonly<Record<string, Value>> | null | undefined;
  readonly OldImage?: Readonly<Record<string, Value>> | null | undefined;
  readonly SequenceNumber?: string | undefined;
  readonly StreamViewType?: string | undefined;
}

export type ChangeKind = 'insert' | 'modify' | 'remove';

/** A stream record in one form, whatever its source. */
export interface ItemChange {
  readonly kind: ChangeKind;
  readonly keys: Item;
  readonly after: Item | undefined;
  readonly before: Item | undefined;
  /** Why the images cannot be read. */
  readonly fault?: unknown;
  /** Undefined if the record does not have it, as those of `GetRecords`. */
  readonly tableName: string | undefined;
  /** True if time to live deleted the item. */
  readonly expired: boolean;
}

const KINDS: ReadonlyMap<string | undefined, ChangeKind> = new Map([
  ['INSERT', 'insert'],
  ['MODIFY', 'modify'],
  ['REMOVE', 'remove'],
]);

/** Throws ValidationError if it is not a stream record. */
export function itemChangeOf(record: StreamRecord): ItemChange {
  const kind = KINDS.get(record?.eventName);
  const keys = keysIn(record);
  if (!kind || !keys) {
    throw ValidationError.misuse(
      'This is not a DynamoDB stream record: it has no eventName and dynamodb.Keys. Pass one element of event.Records, or of what GetRecords answered',
    );
  }
  return {
    kind,
    keys,
    ...imagesIn(record),
    tableName: record.tableName ?? tableIn(record.eventSourceARN),
    expired: kind === 'remove' && isTimeToLive(record.userIdentity),
  };
}

function keysIn(record: StreamRecord): Item | undefined {
  try {
    return record?.dynamodb?.Keys && imageOf(record.dynamodb.Keys);
  } catch {
    return undefined;
  }
}

/** One record that cannot be read must not keep the others of its batch from being processed. */
function imagesIn({ dynamodb }: StreamRecord): Pick<ItemChange, 'after' | 'before' | 'fault'> {
  const { NewImage, OldImage } = dynamodb!;
  try {
    return { after: NewImage ? imageOf(NewImage) : undefined, before: OldImage ? imageOf(OldImage) : undefined };
  } catch (fault) {
    return { after: undefined, before: undefined, fault };
  }
}

/** `arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000` is of the table `orders`. */
function tableIn(arn: string | undefined): string | undefined {
  return typeof arn === 'string' ? arn.split('/')[1] : undefined;
}

/** Lambda's names begin with lower-case letters, the SDK's with capitals. */
function isTimeToLive(identity: StreamRecord['userIdentity']): boolean {
  const { type, Type, principalId, PrincipalId } = (identity ?? {}) as Record<string, unknown>;
  return (type ?? Type) === 'Service' && (principalId ?? PrincipalId) === 'dynamodb.amazonaws.com';
}

const UNITS_PER_MS: Readonly<Record<string, number>> = { SECOND: 0.001, MILLISECOND: 1, MICROSECOND: 1000 };

/** When the change happened, to the second. In Kinesis, to the unit of its configuration. */
export function timeOf({ dynamodb }: StreamRecord): Date | undefined {
  const { ApproximateCreationDateTime: time, ApproximateCreationDateTimePrecision: unit = 'SECOND' } = dynamodb ?? {};
  return typeof time === 'number' ? new Date(time / (UNITS_PER_MS[unit] ?? 1)) : time;
}
