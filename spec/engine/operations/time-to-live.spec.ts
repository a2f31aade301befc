import { Engine } from 'dynact/memory';
import { ask, engineWithTable, get, invalid, N, put, S } from '../asking';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const enable = (AttributeName = 'expires', Enabled = true) => ({
  TableName: 'things',
  TimeToLiveSpecification: { AttributeName, Enabled },
});

describe('time to live', () => {
  it('is described', () => {
    const engine = engineWithTable();
    const describe = () => ask(engine, 'DescribeTimeToLive', { TableName: 'things' });
    expect(describe()).toEqual({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
    expect(ask(engine, 'UpdateTimeToLive', enable())).toEqual({
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
    expect(describe()).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
    });
  });

  it('takes items away once the clock has passed their time', () => {
    const engine = engineWithTable({ global: { 'by-g': { keys: ['g'] } } });
    ask(engine, 'UpdateTimeToLive', enable());
    const now = engine.clock.seconds();
    put(
      engine,
      { p: S('soon'), g: S('x'), expires: N(now + 60) },
      { p: S('later'), g: S('x'), expires: N(now + 7200) },
      { p: S('text'), expires: S(String(now + 60)) },
      { p: S('never') },
    );
    engine.clock.advance(30_000);
    expect(engine.items('things')).toHaveLength(4);
    engine.clock.advance(60_000);
    expect(get(engine, { p: S('soon') })).toBeUndefined();
    expect(ask(engine, 'Scan', { TableName: 'things', IndexName: 'by-g' })).toMatchObject({ Count: 1 });
    engine.clock.advance(DAY);
    const left = engine.items('things').map(({ p }) => (p as { S: string }).S);
    expect(left.sort()).toEqual(['never', 'text']);
  });

  it('takes them away before the next request, without a move of the clock', () => {
    jest.useFakeTimers({ now: 1_800_000_000_500 });
    try {
      const engine = engineWithTable();
      ask(engine, 'UpdateTimeToLive', enable());
      put(engine, { p: S('a'), expires: N(1_800_000_002) }, { p: S('b'), expires: N(1_800_000_001) });
      jest.setSystemTime(1_800_000_002_999);
      expect(get(engine, { p: S('a') })).toBeDefined();
      expect(get(engine, { p: S('b') })).toBeUndefined();
      jest.setSystemTime(1_800_000_003_000);
      expect(get(engine, { p: S('a') })).toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });

  it('takes them away later where an interval says so', () => {
    jest.useFakeTimers({ now: 1_800_000_000_000 });
    try {
      const engine = new Engine({ ttlInterval: 60_000 });
      engine.restore(engineWithTable().snapshot());
      ask(engine, 'UpdateTimeToLive', enable());
      put(engine, { p: S('a'), expires: N(1_800_000_001) });
      jest.setSystemTime(1_800_000_059_000);
      expect(get(engine, { p: S('a') })).toBeDefined();
      jest.setSystemTime(1_800_000_061_000);
      expect(get(engine, { p: S('a') })).toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });

  it('knows of the items of a snapshot', () => {
    const engine = engineWithTable();
    ask(engine, 'UpdateTimeToLive', enable());
    put(engine, { p: S('a'), expires: N(engine.clock.seconds() - 60) });
    const snapshot = engine.snapshot();
    get(engine, { p: S('a') });
    engine.restore(snapshot);
    expect(get(engine, { p: S('a') })).toBeUndefined();
  });

  it('may change at any time where the limit is lifted', () => {
    const engine = new Engine({ ttlChangeLimit: false });
    engine.restore(engineWithTable().snapshot());
    for (const isEnabled of [true, false, true]) {
      expect(ask(engine, 'UpdateTimeToLive', enable('expires', isEnabled))).toMatchObject({
        TimeToLiveSpecification: {},
      });
    }
  });

  it('goes by the time that an item has now', () => {
    const engine = engineWithTable();
    ask(engine, 'UpdateTimeToLive', enable());
    const now = engine.clock.seconds();
    put(engine, { p: S('a'), expires: N(now + 60) });
    put(engine, { p: S('a'), expires: N(now + 600) });
    engine.clock.advance(120_000);
    expect(get(engine, { p: S('a') })).toBeDefined();
    engine.clock.advance(600_000);
    expect(get(engine, { p: S('a') })).toBeUndefined();
  });

  it('leaves items alone that expired more than five years ago', () => {
    const engine = engineWithTable();
    ask(engine, 'UpdateTimeToLive', enable());
    put(engine, { p: S('old'), expires: N(engine.clock.seconds() - 6 * 365 * 24 * 3600) });
    engine.clock.advance(1000);
    expect(get(engine, { p: S('old') })).toBeDefined();
  });

  it('refuses what is so already', () => {
    const engine = engineWithTable();
    expect(ask(engine, 'UpdateTimeToLive', enable('expires', false))).toEqual(
      invalid('TimeToLive is already disabled'),
    );
    ask(engine, 'UpdateTimeToLive', enable());
    expect(ask(engine, 'UpdateTimeToLive', enable())).toEqual(invalid('TimeToLive is already enabled'));
    const isOther = invalid('TimeToLive is active on a different AttributeName: current AttributeName is expires');
    expect(ask(engine, 'UpdateTimeToLive', enable('other'))).toEqual(isOther);
    expect(ask(engine, 'UpdateTimeToLive', enable('other', false))).toEqual(isOther);
  });

  it.each<[string, object, string]>([
    [
      'nothing',
      {},
      "1 validation error detected: Value null at 'timeToLiveSpecification' failed to satisfy constraint: Member must not be null",
    ],
    [
      'no member, of a table without a name',
      { TableName: 'ab', TimeToLiveSpecification: {} },
      "3 validation errors detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length " +
        "greater than or equal to 3; Value null at 'timeToLiveSpecification.attributeName' failed to satisfy " +
        "constraint: Member must not be null; Value null at 'timeToLiveSpecification.enabled' failed to satisfy " +
        'constraint: Member must not be null',
    ],
    [
      'an empty attribute',
      { TimeToLiveSpecification: { Enabled: true, AttributeName: '' } },
      "1 validation error detected: Value '' at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    ],
    [
      'a long attribute',
      { TimeToLiveSpecification: { Enabled: true, AttributeName: 'a'.repeat(256) } },
      `1 validation error detected: Value '${'a'.repeat(256)}' at 'timeToLiveSpecification.attributeName' failed to ` +
        'satisfy constraint: Member must have length less than or equal to 255',
    ],
  ])('refuses %s', (_, request, message) => {
    expect(ask(engineWithTable(), 'UpdateTimeToLive', { TableName: 'things', ...request })).toEqual(invalid(message));
  });

  it('is of a key of the table as well', () => {
    const engine = engineWithTable();
    expect(ask(engine, 'UpdateTimeToLive', enable('p'))).toHaveProperty('TimeToLiveSpecification');
  });

  it('changes once an hour at most', () => {
    const engine = engineWithTable();
    const disable = () => ask(engine, 'UpdateTimeToLive', enable('expires', false));
    ask(engine, 'UpdateTimeToLive', enable());
    engine.clock.advance(HOUR - 60_000);
    expect(disable()).toEqual(invalid('Time to live has been modified multiple times within a fixed interval'));
    expect(ask(engine, 'UpdateTimeToLive', enable())).toEqual(invalid('TimeToLive is already enabled'));
    engine.clock.advance(60_000);
    expect(disable()).toEqual({ TimeToLiveSpecification: { AttributeName: 'expires', Enabled: false } });
    expect(ask(engine, 'UpdateTimeToLive', enable('other'))).toMatchObject({ error: 'ValidationException' });
    engine.clock.advance(HOUR);
    expect(ask(engine, 'UpdateTimeToLive', enable('other'))).toHaveProperty('TimeToLiveSpecification');
  });
});
