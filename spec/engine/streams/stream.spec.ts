import { streamRecord } from '../../../lib/engine/streams/record';
import { RETENTION, Stream } from '../../../lib/engine/streams/stream';

const KEYS = { pk: { S: 'a' } };

const entry = (sequence: number, at: number) => {
  const origin = { region: 'us-east-1', at, sequence, cause: 'request' as const };
  const change = { before: undefined, after: { attributes: KEYS, size: 3 } };
  return { sequence, at, record: streamRecord('KEYS_ONLY', KEYS, change, origin) };
};

const newStream = () =>
  new Stream({ arn: 'arn', label: 'label', tableName: 't', view: 'KEYS_ONLY', keySchema: [], createdAt: 0 }, 1);

describe('a stream that nobody reads', () => {
  it('drops its old records as new ones come', () => {
    const stream = newStream();
    for (let sequence = 1; sequence < 1024; sequence++) stream.append(entry(sequence, 0));
    expect(stream.read(1, 5, 1000, 0).records).toHaveLength(5);
    stream.append(entry(1024, RETENTION));
    expect(() => stream.read(1, 5, 1000, 0)).toThrow('The data you are trying to access has been trimmed');
    expect(stream.read(1024, 5, 1000, 0).records).toHaveLength(1);
  });
});
