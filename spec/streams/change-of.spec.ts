import {
  ActiveRecord,
  Attribute,
  ConfigurationError,
  DecodeError,
  PartitionKey,
  repository,
  SortKey,
  Table,
  ValidationError,
} from 'dynact';
import { changeOf } from 'dynact/streams';
import { expectHidden, failure } from '../contract/harness';
import { lambdaRecord } from './events';

class Address {
  @Attribute() city!: string;
}

@Table('orders')
class Order extends ActiveRecord {
  @PartitionKey({ type: String }) id!: string;
  @Attribute() status: 'open' | 'paid' = 'open';
  @Attribute({ type: Number }) total = 0;
  @Attribute() tags: Set<string> = new Set();
  @Attribute({ name: 'photo_bytes', type: Uint8Array }) photo?: Uint8Array;
  @Attribute({ type: Address }) address?: Address;
  @Attribute({ type: Date }) at?: Date;
}

@Table('users')
class User {
  @PartitionKey() tenant!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute() name?: string;
}

@Table('counters')
class Counted extends ActiveRecord {
  @PartitionKey({ autoIncrement: true, type: Number }) id?: number;
}

const key = { id: { S: 'o1' } };

describe('changeOf', () => {
  it('reads a record of Lambda, binary in base64', () => {
    const image = {
      ...key,
      total: { N: '5' },
      photo_bytes: { B: 'AQL/' },
      other: { BS: ['AQ=='] },
      deep: { L: [{ M: { B: { B: 'AQ==' } } }] },
    };
    const change = changeOf(lambdaRecord('INSERT', { Keys: key, NewImage: image }), [Order, User]);
    expect(change).toMatchObject({ kind: 'insert', entity: Order, key: { id: 'o1' }, at: new Date('2026-01-01') });
    const record = change!.record as Order;
    expect(record).toBeInstanceOf(Order);
    expect(record.photo).toEqual(new Uint8Array([1, 2, 255]));
    expect([record.isNew, record.isChanged]).toEqual([false, false]);
  });

  it('reads a record of the SDK: bytes, a Date, capital letters, no table', () => {
    const Keys = { tenant: { S: 't' }, number: { N: '1' } };
    const change = changeOf(
      {
        eventID: 'e',
        eventName: 'REMOVE',
        dynamodb: {
          ApproximateCreationDateTime: new Date(5),
          Keys,
          OldImage: { ...Keys, name: { S: 'Jo' } },
          SequenceNumber: '1',
        },
        userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
      },
      [Order, User],
    );
    expect(change).toMatchObject({
      kind: 'remove',
      entity: User,
      expired: true,
      at: new Date(5),
      before: { name: 'Jo' },
    });
  });

  it('reads a record of Kinesis: a table name, and time in the unit that it says', () => {
    const record = {
      eventName: 'INSERT',
      tableName: 'orders',
      dynamodb: {
        Keys: key,
        NewImage: key,
        ApproximateCreationDateTime: 1_700_000_000_123,
        ApproximateCreationDateTimePrecision: 'MILLISECOND',
      },
    };
    expect(changeOf(record, [Order])).toMatchObject({
      at: new Date(1_700_000_000_123),
      eventId: '',
      sequenceNumber: '',
    });
    expect(changeOf({ ...record, tableName: 'others' }, [Order])).toBeUndefined();
  });

  it('has the same changes as a record that was edited', () => {
    const OldImage = {
      ...key,
      status: { S: 'open' },
      total: { N: '1.0' },
      tags: { SS: ['a', 'b'] },
      address: { M: { city: { S: 'A' } } },
    };
    const NewImage = {
      ...key,
      status: { S: 'paid' },
      total: { N: '1' },
      tags: { SS: ['b', 'a'] },
      at: { S: '2026-01-01T00:00:00.000Z' },
      else: { S: 'x' },
    };
    const change = changeOf(lambdaRecord('MODIFY', { Keys: key, OldImage, NewImage }), [Order]);
    expect(change?.changes).toEqual({
      status: { from: 'open', to: 'paid' },
      address: { from: { city: 'A' }, to: undefined },
      at: { from: undefined, to: new Date('2026-01-01') },
    });
  });

  it('has undefined, not the default, for values that are not stored', () => {
    const change = changeOf(
      lambdaRecord('MODIFY', { Keys: key, OldImage: { ...key, status: { S: 'paid' } }, NewImage: key }),
      [Order],
    );
    expect(change?.changes).toEqual({ status: { from: 'paid', to: undefined } });
    expect(change?.record?.status).toBe('open');
  });

  it.each([
    ['KEYS_ONLY', {}, [false, false]],
    ['NEW_IMAGE', { NewImage: key }, [true, false]],
    ['OLD_IMAGE', { OldImage: key }, [false, true]],
    ['NEW_AND_OLD_IMAGES', { NewImage: key, OldImage: key }, [true, true]],
  ])('knows the key, and the images that there are: %s', (StreamViewType, images, [after, before]) => {
    const change = changeOf(lambdaRecord('MODIFY', { Keys: key, StreamViewType, ...images }), [Order])!;
    expect(change.key).toEqual({ id: 'o1' });
    expect([change.record !== undefined, change.before !== undefined]).toEqual([after, before]);
    expect(change.changes).toEqual(after && before ? {} : undefined);
  });

  it('is expired only where time to live deleted the item', () => {
    const removal = (userIdentity?: object) =>
      changeOf(lambdaRecord('REMOVE', { Keys: key, OldImage: key }, { userIdentity }), [Order]);
    expect(removal()?.expired).toBe(false);
    expect(removal({ type: 'Service', principalId: 'dynamodb.amazonaws.com' })?.expired).toBe(true);
    expect(removal({ type: 'AWSAccount', principalId: 'dynamodb.amazonaws.com' })?.expired).toBe(false);
  });

  it('returns undefined for items of other tables or keys', () => {
    expect(changeOf(lambdaRecord('INSERT', { Keys: key, NewImage: key }, { table: 'else' }), [Order])).toBeUndefined();
    expect(changeOf(lambdaRecord('INSERT', { Keys: { id: { N: '1' } } }), [Order])).toBeUndefined();
    expect(changeOf(lambdaRecord('INSERT', { Keys: { ...key, more: { S: 'x' } } }), [Order])).toBeUndefined();
    expect(changeOf(lambdaRecord('INSERT', { Keys: key }), [])).toBeUndefined();
  });

  it('leaves out the counter of auto-increment keys', () => {
    const counter = lambdaRecord('INSERT', { Keys: { id: { N: '-1' } } }, { table: 'counters' });
    expect(changeOf(counter, [Counted])).toBeUndefined();
  });

  it('refuses an item that could be of two classes', async () => {
    @Table('orders')
    class Copy {
      @PartitionKey() id!: string;
    }
    const record = lambdaRecord('INSERT', { Keys: key, NewImage: key });
    expect((await failure(() => changeOf(record, [Order, Copy]), ConfigurationError)).message).toContain(
      'Order or Copy',
    );
  });

  it('has an error of its own for an item that the class cannot read, without its values', async () => {
    const record = lambdaRecord('INSERT', { Keys: key, NewImage: { ...key, total: { S: 'secret' } } });
    const error = await failure(() => changeOf(record, [Order]), DecodeError);
    expect(error).toMatchObject({ code: 'DECODE', entity: Order, raw: record });
    expect(error.message).toContain('Order.total');
    expectHidden(error, 'secret');
  });

  it.each([undefined, {}, { eventName: 'INSERT' }, { eventName: 'OTHER', dynamodb: { Keys: key } }])(
    'refuses what is no stream record',
    async value => {
      const error = await failure(() => changeOf(value as never, [Order]), ValidationError);
      expect(error.message).toContain('event.Records');
    },
  );

  it('gives records that can be written, with what the class does not declare', async () => {
    const change = changeOf(lambdaRecord('INSERT', { Keys: key, NewImage: { ...key, extra: { B: 'AQ==' } } }), [Order]);
    expect(repository(Order).itemSize(change!.record!)).toBeGreaterThan(0);
    expect(change!.record!.toObject()).not.toHaveProperty('extra');
  });
});
