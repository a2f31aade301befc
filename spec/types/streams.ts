import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBStreamHandler } from 'aws-lambda';
import { ActiveRecord, Attribute, PartitionKey, Table } from 'dynact';
import { changeOf, type StreamRecord, streamHandler } from 'dynact/streams';
import { Account } from './account';

@Table('users')
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() name?: string;
}

type IsAny<T> = 0 extends 1 & T ? true : false;

/** It is a Lambda function, by Lambda's own types. */
export const handler: DynamoDBStreamHandler = streamHandler(on => {
  on(Account, 'insert', ({ record, key, expired }) => {
    const isAny: IsAny<typeof record> = false;
    const nothing: undefined = expired;
    return [isAny, nothing, record.balance.toFixed(), key.id?.length];
  });
  on(Account, 'modify', async ({ record, before, changes }) => {
    if (changes.status) return [changes.status.from, changes.status.to === 'closed', record.rename('x')];
    return before.owner;
  });
  on(Account, 'remove', ({ before, expired }) => (expired ? before.owner : undefined));
  on.other((raw: StreamRecord) => raw.eventID);
});

/** The images are those of the view. */
export const keysOnly = streamHandler(
  on => {
    on(Account, 'insert', ({ record, key }) => {
      const nothing: undefined = record;
      return [nothing, key.id];
    });
    on(Account, 'modify', ({ record, before, changes }) => {
      const nothing: [undefined, undefined, undefined] = [record, before, changes];
      return nothing;
    });
  },
  { view: 'KEYS_ONLY' },
);

export const newImages = streamHandler(
  on =>
    on(Account, 'modify', ({ record, before }) => {
      const nothing: undefined = before;
      return [nothing, record.owner];
    }),
  { view: 'NEW_IMAGE', concurrency: 4 },
);

export const ofTheSdk = (record: _Record) => {
  const change = changeOf(record, [Account, User]);
  if (!change) return;
  const isAny: IsAny<typeof change> = false;
  if (change.kind === 'remove') return [isAny, change.expired, change.before];
  return change.record instanceof Account ? change.record.balance : change.record.name;
};

/** As Lambda's runtime calls it. */
export const called = (records: []) => keysOnly({ Records: records }, { awsRequestId: '1' }, () => {});

export const wrong = () =>
  streamHandler(on => {
    // @ts-expect-error there is no such kind
    on(Account, 'update', () => {});
    // @ts-expect-error what is inserted was not there before
    on(Account, 'insert', ({ before }) => before.owner);
    // @ts-expect-error what was removed has no new image
    on(Account, 'remove', ({ record }) => record.owner);
    // @ts-expect-error no attribute of the class
    on(Account, 'modify', ({ changes }) => changes.nothing);
    // @ts-expect-error no class
    on({ name: 'Account' }, 'modify', () => {});
  });
