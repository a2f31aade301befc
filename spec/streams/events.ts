import type { StreamEvent, StreamRecord } from 'dynact/streams';

export type LambdaRecord = StreamRecord & { dynamodb: { SequenceNumber: string } };

let sequence = 0;

/** A record as Lambda has it. */
export function lambdaRecord(
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE',
  data: Pick<NonNullable<StreamRecord['dynamodb']>, 'Keys' | 'NewImage' | 'OldImage' | 'StreamViewType'>,
  { table = 'orders', ...more }: { table?: string; userIdentity?: object } = {},
): LambdaRecord {
  const number = String(++sequence);
  return {
    eventID: `event-${number}`,
    eventName,
    eventSourceARN: `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}/stream/2026-01-01T00:00:00.000`,
    dynamodb: { ApproximateCreationDateTime: 1_767_225_600, SequenceNumber: number, ...data },
    ...more,
  };
}

export const eventOf = (...Records: StreamRecord[]): StreamEvent => ({ Records });
