import { ActiveRecord, Attribute, ItemTooLargeError, PartitionKey, Table, ThrottledError } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { faultyClient } from '../support/faulty-handler';
import { expectHidden, failure, useTables } from './harness';

@Table(uniqueTable('service-errors'))
class Thing extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() n?: number;
  @Attribute({ type: 'map' }) map?: Record<string, unknown>;
  @Attribute({ type: 'any' }) any?: unknown;
}

describeEachBackend('Errors of the service', backend => {
  const db = useTables(backend, Thing);

  it.each<[string, () => Promise<unknown>]>([
    ['a path in a missing map', () => Thing.updateByKey({ id: 'secret-key' }, t => t.map.get('a').set(1))],
    [
      'an operand of a wrong type',
      async () => {
        await Thing.build({ id: 'secret-key', any: 'text' }).save();
        await Thing.updateByKey({ id: 'secret-key' }, t => (t.any as never as { add(n: number): never }).add(1));
      },
    ],
  ])('say of which class and key, and whose call: %s', async (_, theCaller) => {
    const error = await failure(theCaller, Error);
    expect(error).toMatchObject({ name: 'ValidationException', key: { id: 'secret-key' }, entity: Thing });
    expect(error.message).toMatch(/^Thing: /);
    expect(error.stack).toContain('service-errors.spec.ts');
    expect(JSON.stringify(error)).not.toContain('secret-key');
  });

  it('say that an item would get too large, which only DynamoDB knows of an update', async () => {
    const half = 'x'.repeat(250_000);
    const thing = await Thing.create({ id: 'secret-large', map: { half } });
    const tooLarge: [string, () => Promise<unknown>][] = [
      ['a record', () => thing.update({ any: half })],
      ['a key', () => Thing.updateByKey({ id: 'secret-large' }, { any: half })],
      ['a value that is too large alone', () => thing.update({ any: half + half })],
    ];
    for (const [, write] of tooLarge) {
      const error = await failure(write, ItemTooLargeError);
      expect(error).toMatchObject({ size: undefined, maxSize: 409_600, key: { id: 'secret-large' } });
      expect(error.message).toMatch(/^Thing: the write would make the item larger than 409600 bytes/);
      expectHidden(error, 'secret-large');
    }
    expect(thing.any).toBeUndefined();
  });

  it.each(['ThrottlingReasons', 'throttlingReasons'])('tell why they throttle, spelled %s', async spelling => {
    const resource = 'arn:aws:dynamodb:us-east-1:1:table/things';
    const throttled = (reason: string) =>
      faultyClient(db.client, () => ({
        error: spelling === 'throttlingReasons' ? 'ThrottlingException' : 'ProvisionedThroughputExceededException',
        body: { [spelling]: [{ reason, resource }] },
      }));
    const hot = throttled('TableWriteKeyRangeThroughputExceeded');
    const error = await failure(Thing.create({ id: 'a' }, { client: hot }), ThrottledError);
    expect(error.reasons).toEqual([{ reason: 'TableWriteKeyRangeThroughputExceeded', resource }]);
    expect(error.hotPartition).toBe(true);
    expect(error.message).toContain('spread the requests over more keys');
    expect(error.message).toContain('TableWriteKeyRangeThroughputExceeded');
    expectHidden(error, "'a'");
    const full = throttled('TableReadProvisionedThroughputExceeded');
    const other = await failure(Thing.get({ id: 'a' }, { client: full }), ThrottledError);
    expect([other.hotPartition, other.reasons.length]).toEqual([false, 1]);
    expect(other.message).toMatch(/wait, then send it again$/);
    for (const client of [hot, full]) client.destroy();
  });

  it('tell nothing where DynamoDB does not', async () => {
    const client = faultyClient(db.client, () => ({ error: 'RequestLimitExceeded' }));
    const error = await failure(Thing.get({ id: 'a' }, { client }), ThrottledError);
    expect([error.reasons, error.hotPartition]).toEqual([[], false]);
    client.destroy();
  });
});
