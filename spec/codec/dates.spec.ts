import fc from 'fast-check';
import { ValueFault } from '../../lib/codec/codec';
import { dateCodec, epochSecondsCodec } from '../../lib/codec/dates';
import { processorTime } from '../support/processor-time';

const read = (text: string) => dateCodec.decode({ S: text });

describe('a stored date', () => {
  it('comes back as it was', () => {
    const inRange = fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') });
    fc.assert(
      fc.property(
        inRange.filter(date => !Number.isNaN(date.getTime())),
        date => {
          expect(dateCodec.decode(dateCodec.encode(date)!)).toEqual(date);
        },
      ),
    );
  });

  it.each([
    ['2024-02-29T09:00:00Z', '2024-02-29T09:00:00.000Z'],
    ['2024-02-29T09:00Z', '2024-02-29T09:00:00.000Z'],
    ['2024-02-29T09:00:00.5Z', '2024-02-29T09:00:00.500Z'],
    ['2024-02-29T09:00:00,25Z', '2024-02-29T09:00:00.250Z'],
    ['2024-02-29T09:00:00.123456789+00:00', '2024-02-29T09:00:00.123Z'],
    ['2024-01-01T00:30:00+02:00', '2023-12-31T22:30:00.000Z'],
    ['2024-01-01T09:00:00-0930', '2024-01-01T18:30:00.000Z'],
    ['2024-01-01T09:00:00+01', '2024-01-01T08:00:00.000Z'],
    ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000Z'],
  ])('may be %s, as others write it', (text, date) => {
    expect(read(text)).toEqual(new Date(date));
  });

  it.each([
    'Order 12',
    '',
    '12',
    '01/02/2024',
    '2024-02-29',
    '2024-01-01T09:00:00',
    '2024-01-01 09:00:00Z',
    '2024-02-30T00:00:00Z',
    '2023-02-29T00:00:00.000Z',
    '1900-02-29T00:00:00.000Z',
    '2024-04-31T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-01-00T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T23:60:00Z',
    '2024-01-01T23:59:60Z',
    '2024-01-01T09:00:00.Z',
    '2024-01-01T09:00:00+24:00',
    '+012024-01-01T09:00:00Z',
    'Mon, 01 Jan 2024 09:00:00 GMT',
    ' 2024-01-01T09:00:00Z',
    '2024-01-01T09:00:00Z\n',
  ])('is not %j', text => {
    expect(() => read(text)).toThrow(ValueFault);
    expect(dateCodec.revive!(text)).toBe(text);
  });

  it('is read by the calendar, in any time zone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const [y, m, d] = [
            String(year).padStart(4, '0'),
            String(month).padStart(2, '0'),
            String(day).padStart(2, '0'),
          ];
          const text = `${y}-${m}-${d}T12:00:00.000Z`;
          const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
          const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
          if (day <= days) expect((read(text) as Date).toISOString()).toBe(text);
          else expect(() => read(text)).toThrow(ValueFault);
        },
      ),
    );
  });

  it('is refused in linear time', async () => {
    const texts = ['2024-01-01T09:00:00.', '2024-01-01T09:00:00+', '', '9'];
    const spent = await processorTime(() => {
      for (const text of texts) expect(() => read(text + '0'.repeat(1_000_000))).toThrow(ValueFault);
    });
    expect(spent).toBeLessThan(1_000);
  });
});

describe('seconds since 1970', () => {
  it('that no Date can hold are refused', () => {
    expect(epochSecondsCodec.decode({ N: '1700000000' })).toEqual(new Date('2023-11-14T22:13:20.000Z'));
    for (const N of ['1e300', '8640000000001', 'x']) expect(() => epochSecondsCodec.decode({ N })).toThrow(ValueFault);
  });
});
