import { ActiveRecord, AfterLoad, Attribute, DecodeError, PartitionKey, Table, ValidationError } from 'dynact';
import { type StreamFailure, type StreamRecord, streamHandler } from 'dynact/streams';
import { eventOf, lambdaRecord } from './events';

@Table('orders')
class Order extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Number }) total = 0;
  loads = 0;

  @AfterLoad() count() {
    this.loads++;
  }
}

@Table('users')
class User extends ActiveRecord {
  @PartitionKey() id!: string;
}

const record = (id: string, total = '0', table = 'orders') => {
  const Keys = { id: { S: id } };
  return lambdaRecord('INSERT', { Keys, NewImage: { ...Keys, total: { N: total } } }, { table });
};
const unreadable = (id: string) => {
  const Keys = { id: { S: id } };
  return lambdaRecord('INSERT', { Keys, NewImage: { ...Keys, total: { S: 'x' } } });
};
const deep = (levels: number) => {
  let value: object = { S: 'x' };
  for (let i = 0; i < levels; i++) value = { L: [value] };
  return value;
};
const failing = (raw: StreamRecord) => ({ batchItemFailures: [{ itemIdentifier: raw.dynamodb!.SequenceNumber }] });
const nothing = { batchItemFailures: [] };

let seen: string[];
beforeEach(() => {
  seen = [];
});

describe('streamHandler', () => {
  it('runs the functions for the class and kind, in the order of registration', async () => {
    const handler = streamHandler(on => {
      on(Order, 'insert', async ({ record, key }) => {
        await null;
        seen.push(`first ${record.id} ${key.id} ${record.loads}`);
      });
      on(Order, 'insert', ({ record }) => void seen.push(`second ${record.id}`));
      on(
        Order,
        'modify',
        ({ record, before, changes }) => void seen.push(`${before.total} to ${record.total}: ${Object.keys(changes)}`),
      );
      on(Order, 'remove', ({ before, expired }) => void seen.push(`removed ${before.id} ${expired}`));
      on(User, 'insert', ({ record }) => void seen.push(`user ${record.id}`));
    });
    const Keys = { id: { S: 'o1' } };
    const [OldImage, NewImage] = ['1', '2'].map(N => ({ ...Keys, total: { N } }));
    const event = eventOf(
      record('o1'),
      record('u1', '0', 'users'),
      lambdaRecord('MODIFY', { Keys, OldImage, NewImage }),
      lambdaRecord('REMOVE', { Keys, OldImage }),
    );
    expect(await handler(event)).toEqual(nothing);
    expect(seen).toEqual(['first o1 o1 1', 'second o1', 'user u1', '1 to 2: total', 'removed o1 false']);
    expect(handler.classes).toEqual([Order, User]);
  });

  it('returns no failure for an empty batch, and for kinds without a function', async () => {
    const handler = streamHandler(on => on(Order, 'remove', () => seen.push('never')));
    expect(await handler(eventOf())).toEqual(nothing);
    expect(await handler(eventOf(unreadable('o1')))).toEqual(nothing);
    expect(seen).toEqual([]);
  });

  describe('items of no class', () => {
    it('are skipped, unless on.other takes them as they came', async () => {
      const stranger = record('x', '0', 'else');
      expect(await streamHandler(on => on(Order, 'insert', () => {}))(eventOf(stranger))).toEqual(nothing);
      const others: StreamRecord[] = [];
      const handler = streamHandler(on => {
        on(Order, 'insert', () => {});
        on.other(raw => others.push(raw));
      });
      expect(await handler(eventOf(record('o1'), stranger))).toEqual(nothing);
      expect(others).toEqual([stranger]);
    });

    it('fail the batch where they must not be', async () => {
      const failures: StreamFailure[] = [];
      const handler = streamHandler(on => on(Order, 'insert', () => {}), {
        unknown: 'error',
        onFailure: failure => {
          failures.push(failure);
          return 'fail';
        },
      });
      const stranger = record('x', '0', 'else');
      expect(await handler(eventOf(record('o1'), stranger))).toEqual(failing(stranger));
      expect(failures[0]!.error).toBeInstanceOf(ValidationError);
    });
  });

  describe('failures', () => {
    let logged: jest.SpyInstance;
    beforeEach(() => {
      logged = jest.spyOn(console, 'error').mockImplementation();
    });
    afterEach(() => logged.mockRestore());

    const failsOn = (id: string, options = {}) =>
      streamHandler(on => {
        on(Order, 'insert', ({ record }) => {
          seen.push(record.id);
          if (record.id === id) throw new Error(`poison ${id}`);
        });
      }, options);

    it('end the batch, are logged, and are answered as Lambda wants it', async () => {
      const records = ['a', 'b', 'c'].map(id => record(id));
      expect(await failsOn('b')(eventOf(...records))).toEqual(failing(records[1]!));
      expect(seen).toEqual(['a', 'b']);
      expect(logged).toHaveBeenCalledWith(new Error('poison b'));
    });

    it('may be skipped by the policy, which gets the error and the record', async () => {
      const records = ['a', 'b', 'c'].map(id => record(id));
      const dead: StreamFailure[] = [];
      const onFailure = async (failure: StreamFailure) => {
        dead.push(failure);
        return 'skip';
      };
      expect(await failsOn('b', { onFailure })(eventOf(...records))).toEqual(nothing);
      expect(seen).toEqual(['a', 'b', 'c']);
      expect(dead).toEqual([{ error: new Error('poison b'), raw: records[1] }]);
      expect(logged).not.toHaveBeenCalled();
    });

    it('come again where the policy itself fails', async () => {
      const records = ['a', 'b'].map(id => record(id));
      const onFailure = () => Promise.reject(new Error('queue is down'));
      expect(await failsOn('a', { onFailure })(eventOf(...records))).toEqual(failing(records[0]!));
    });

    it('of items that the class cannot read do not block the shard: skipped, with a warning', async () => {
      const warned = jest.spyOn(process, 'emitWarning').mockImplementation();
      expect(await failsOn('')(eventOf(unreadable('a'), record('b')))).toEqual(nothing);
      expect(seen).toEqual(['b']);
      expect(warned).toHaveBeenCalledWith(expect.any(DecodeError));
      warned.mockRestore();
    });

    it('of items that the class cannot read may fail the batch', async () => {
      const poison = unreadable('a');
      expect(await failsOn('', { onFailure: () => 'fail' })(eventOf(poison))).toEqual(failing(poison));
    });

    it.each<[string, object]>([
      ['no value', { total: null }],
      ['no attribute value', { total: 5 }],
      ['no type', { total: {} }],
      ['a number that is none', { total: { N: 'NaN' } }],
      ['bytes that are none', { more: { B: 5 } }],
      ['no list', { more: { L: 5 } }],
      ['no map', { more: { M: null } }],
      ['a set that is none', { more: { SS: [1] } }],
      ['what is too deep to be stored', { more: deep(50_000) }],
    ])('of images that DynamoDB never stored keep nobody else: %s', async (_what, image) => {
      const Keys = { id: { S: 'poison' } };
      const poison = lambdaRecord('INSERT', { Keys, NewImage: { ...Keys, ...image } as never });
      for (const concurrency of [1, 4]) {
        seen = [];
        const failures: StreamFailure[] = [];
        const handler = streamHandler(on => on(Order, 'insert', ({ key }) => void seen.push(key.id!)), {
          concurrency,
          onFailure: failure => {
            failures.push(failure);
            return 'skip';
          },
        });
        expect(await handler(eventOf(record('a'), poison, record('b')))).toEqual(nothing);
        expect(seen).toEqual(['a', 'b']);
        expect(failures).toEqual([{ error: expect.any(DecodeError), raw: poison }]);
        expect(failures[0]!.error).toMatchObject({ entity: Order, message: expect.stringContaining('Order') });
      }
    });

    it('of a record without a sequence number fail the whole batch', async () => {
      const bare = { ...record('a'), dynamodb: { Keys: { id: { S: 'a' } }, NewImage: { id: { S: 'a' } } } };
      expect(await failsOn('a')(eventOf(bare))).toEqual({ batchItemFailures: [{ itemIdentifier: '' }] });
    });
  });

  describe('with concurrency', () => {
    const ticks = (count: number) => new Promise(resolve => setTimeout(resolve, count));

    it('works on several items at once, on each in order', async () => {
      let [running, most] = [0, 0];
      const handler = streamHandler(
        on =>
          on(Order, 'insert', async ({ record }) => {
            most = Math.max(most, ++running);
            await ticks(record.total % 3);
            running--;
            seen.push(`${record.id}${record.total}`);
          }),
        { concurrency: 3 },
      );
      const records = Array.from({ length: 20 }, (_, i) => record('abcd'[i % 4]!, String(i)));
      expect(await handler(eventOf(...records))).toEqual(nothing);
      expect(most).toBe(3);
      for (const id of 'abcd') {
        const numbers = seen.filter(text => text[0] === id).map(text => Number(text.slice(1)));
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        expect(numbers).toHaveLength(5);
      }
    });

    it('answers the lowest failure, when all before it is done and nothing later was begun', async () => {
      const handler = streamHandler(
        on =>
          on(Order, 'insert', async ({ record }) => {
            await ticks(record.total);
            seen.push(record.id);
            if ('cf'.includes(record.id)) throw new Error('poison');
          }),
        { concurrency: 2, onFailure: () => 'fail' },
      );
      const delays = { a: '20', b: '0', c: '5', d: '0', e: '0', f: '0', g: '0' };
      const records = Object.entries(delays).map(([id, delay]) => record(id, delay));
      expect(await handler(eventOf(...records))).toEqual(failing(records[2]!));
      expect(seen).toEqual(expect.arrayContaining(['a', 'b', 'c']));
      expect(seen).not.toContain('g');
    });

    it.each([0, -1, 1.5, Number.NaN])('refuses a concurrency of %s', concurrency => {
      expect(() => streamHandler(() => {}, { concurrency })).toThrow(ValidationError);
    });
  });

  it.each([undefined, null, {}, { Records: {} }])('refuses what is no event: %j', async event => {
    const handler = streamHandler(on => on(Order, 'insert', () => {}));
    await expect(handler(event as never)).rejects.toThrow('streamHandler: the event of a DynamoDB stream');
    await expect(handler(event as never)).rejects.toBeInstanceOf(ValidationError);
  });

  it('warns once of a table in which none of its classes is', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    const handler = streamHandler(on => on(Order, 'insert', () => {}));
    const event = eventOf(record('a', '1', 'prod-orders'), record('b', '1', 'prod-orders'));
    expect(await handler(event)).toEqual(nothing);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/"prod-orders" are ignored.* are in "orders": does the/)]]);
    await streamHandler(on => {
      on(Order, 'insert', () => {});
      on.other(() => {});
    })(event);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('refuses unknown kinds, and values that are not functions', () => {
    expect(() => streamHandler(on => on(Order, 'delete' as never, () => {}))).toThrow(/'insert', 'modify' or 'remove'/);
    expect(() => streamHandler(on => on(Order, 'insert', undefined as never))).toThrow(/needs a function/);
  });
});
