import fc from 'fast-check';
import { idMakers, ksuidMaker, ulidMaker, uuidv7Maker } from '../../lib/generate/ids';

const makers = { uuidv7: uuidv7Maker, ulid: ulidMaker, ksuid: ksuidMaker };
const forms = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  uuidv7: /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  ulid: /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  ksuid: /^[0-9A-Za-z]{27}$/,
};

const FROM = Date.UTC(2015, 0, 1);
const TO = Date.UTC(2100, 0, 1);

describe.each(['uuid', 'uuidv7', 'ulid', 'ksuid'] as const)('%s', kind => {
  test('has its form, and never comes twice', () => {
    const ids = Array.from({ length: 20_000 }, idMakers[kind]);
    expect(ids.filter(id => !forms[kind].test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe.each(['uuidv7', 'ulid', 'ksuid'] as const)('%s', kind => {
  test('each is larger than the one before, whatever small steps the clock makes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: FROM, max: TO }),
        fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -20, max: 3000 })), { maxLength: 200 }),
        (start, steps) => {
          let now = start;
          const make = makers[kind](() => now);
          const ids = [make()];
          for (const step of steps) {
            now = Math.max(start, now + step);
            ids.push(make());
          }
          expect(ids).toEqual([...new Set(ids)].sort());
          expect(ids.filter(id => !forms[kind].test(id))).toEqual([]);
        },
      ),
    );
  });

  test('a clock that was corrected by more than a minute is followed', () => {
    let now = TO;
    const make = makers[kind](() => now);
    const future = make();
    now = FROM;
    expect(make() < future).toBe(true);
  });
});

test('a uuidv7 begins with its milliseconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: FROM, max: TO }), now => {
      const id = uuidv7Maker(() => now)();
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
    }),
  );
});

test('a ulid begins with its milliseconds', () => {
  // The example of the specification: 01ARYZ6S41 is 1469918176385.
  expect(ulidMaker(() => 1469918176385)().slice(0, 10)).toBe('01ARYZ6S41');
});

test('a ksuid begins with its seconds', () => {
  // 0ujtsYcgvSTl8PAuAdqWYSMnLOv was made at 1507608047; its first characters hold the time.
  expect(ksuidMaker(() => 1507608047_000)().slice(0, 5)).toBe('0ujts');
  expect(ksuidMaker(() => 1400000000_000)()).toMatch(/^0{5}/);
});
