import type { Item } from '../../wire/attribute-value';
import { itemSize } from '../../wire/size';
import type { ItemChange } from '../storage/stored-item';

/** Which images of an item the records of a stream contain. */
export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** The cause of a change: a request, or the expiry of the item. */
export type ChangeCause = 'request' | 'expiry';

/** One change, as GetRecords returns it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Whole seconds since 1970. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamView;
  };
  readonly userIdentity?: { readonly PrincipalId: string; readonly Type: string };
}

/** When and where a change happened. */
export interface RecordOrigin {
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sequence: number;
  readonly cause: ChangeCause;
}

const SEQUENCE_LENGTH = 21;
const TIME_TO_LIVE = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };

/** The record of one change. */
export function streamRecord(view: StreamView, keys: Item, change: ItemChange, origin: RecordOrigin): StreamRecord {
  const { before, after } = change;
  const newImage = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? after : undefined;
  const oldImage = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? before : undefined;
  return {
    eventID: crypto.randomUUID().replaceAll('-', ''),
    eventName: eventOf(change),
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: origin.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(origin.at / 1000),
      Keys: keys,
      ...(newImage && { NewImage: newImage.attributes }),
      ...(oldImage && { OldImage: oldImage.attributes }),
      SequenceNumber: sequenceNumber(origin.sequence),
      SizeBytes: itemSize(keys) + (newImage?.size ?? 0) + (oldImage?.size ?? 0),
      StreamViewType: view,
    },
    ...(origin.cause === 'expiry' && { userIdentity: TIME_TO_LIVE }),
  };
}

/** A sequence number as text, which sorts as the number does. */
export function sequenceNumber(sequence: number): string {
  return String(sequence).padStart(SEQUENCE_LENGTH, '0');
}

function eventOf({ before, after }: ItemChange): StreamRecord['eventName'] {
  if (!before) return 'INSERT';
  return after ? 'MODIFY' : 'REMOVE';
}
