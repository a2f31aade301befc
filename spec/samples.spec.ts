import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { connect } from '../samples/support/backend';
import { describeEachBackend } from './support/backends';
import { LOCAL_ENDPOINT } from './support/environment';

const SAMPLES = join(__dirname, '../samples');

/** What each sample must come to, on every backend. */
const OUTCOMES: Record<string, object> = {
  'auto-increment': {
    ids: [1, 2, 4],
    tenAtOnce: [5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
    overTheCounter: true,
  },
  'bulk-import': {
    imported: 1000,
    some: ['Person 1000', 'Person 1', undefined, 'Person 500'],
    memoryStaysConstant: true,
  },
  counters: { afterTwoUpdates: 2, readModifyWriteByTwo: 1, atomicByFifty: 50 },
  'default-values': { loginCounts: [undefined, 0, 1, 1], scores: [110, 120] },
  'dynamic-filters': {
    electronicsUnderFiveHundred: ['cable', 'sample'],
    free: ['sample'],
    acme: ['chair', 'phone', 'sample'],
    everything: ['cable', 'chair', 'phone', 'sample'],
    cheapOnSale: [true, false],
  },
  forum: {
    thread: { title: 'About t1', posts: 3, last: 'Third' },
    newestFirst: ['t1', 't2'],
    ofAnn: expect.arrayContaining(['Third', 'Elsewhere', 'First']),
    fromTheSecond: 2,
  },
  inventory: {
    afterReservingThree: { stock: 7, reserved: 3 },
    reservingTenMore: 'Only 7 left',
    afterReleasingThree: { stock: 10, reserved: 0 },
    eightAtOnceWantThreeOfTen: { succeeded: 3, stock: 1, reserved: 9 },
  },
  leaderboard: {
    before: ['cleo 420', 'ann 300', 'bob 150'],
    better: true,
    worse: false,
    after: ['cleo 420', 'bob 350', 'ann 300'],
    rankOfAnn: 3,
    playsOfCleo: 2,
  },
  'list-operations': {
    steps: [
      ['member', 'premium', 'verified'],
      ['vip', 'member', 'premium', 'verified'],
      ['vip', 'subscriber', 'premium', 'verified'],
      ['subscriber', 'premium', 'verified'],
    ],
    missingList: ['first'],
    roles: ['admin', 'editor'],
    rolesLeft: 0,
  },
  models: {
    createAndRead: { found: 'John', latest: 30, nobody: undefined, defaults: { active: true, tags: [] } },
    change: { pending: { name: { from: 'John', to: 'Jane' } }, saved: 'Janet', updated: 31, byKey: 'Janet' },
    remove: { keptInMemory: { name: 'Janet', isNew: true }, left: undefined },
    convert: {
      object: {
        id: 'u123',
        section: 'profile',
        email: 'john@example.com',
        name: '',
        age: 0,
        active: true,
        tags: [],
        settings: {},
      },
      copy: 'john@example.com',
      bytes: 74,
    },
    hooks: { tidy: 'tidy', ranAfterLoad: true, untidy: '  as it is  ' },
    withoutBaseClass: 'login',
    mistakes: {
      required: expect.stringContaining('User.email'),
      tooLarge: '507 bytes, 200 allowed',
      emptyKey: expect.stringContaining('User.id'),
      noTable: 'the table is missing',
    },
  },
  'moving-a-record': {
    moved: { at24: undefined, at42: 'Jane' },
    editedKey: { refused: true, at43: undefined },
    editedKeyUnchecked: { at42: 'Jane', at43: 'Jane' },
  },
  'multiple-operations': {
    profile: {
      id: 'u1',
      section: 'profile',
      loginCount: 1,
      lastLogin: new Date('2026-01-15T10:30:00.000Z'),
      badges: ['first_login'],
      tempToken: undefined,
    },
    tokenUsedTwice: true,
  },
  'optimistic-locking': {
    conflict: { version: { expected: 1, stored: 2 } },
    versionAfterFailure: 1,
    merged: { name: 'Super widget', price: 2999, version: 3 },
    unchecked: { name: 'Super widget', price: 3000, version: 4 },
  },
  'order-placement': {
    first: { total: 3000, isNew: false },
    sameId: 'operation 2 refused: create Order',
    noCredit: 'operation 1 refused: update Customer',
    rush: { placed: 3, refusals: ['0 of lamp left', '0 of lamp left'] },
    stock: 0,
    credit: { jane: 2500, joe: 100 },
  },
  'orders-by-status': {
    before: [
      { customerId: 'jane', total: 120 },
      { customerId: 'joe', total: 95 },
      { customerId: 'jane', total: 80 },
    ],
    after: [
      { customerId: 'joe', total: 95 },
      { customerId: 'jane', total: 80 },
      { customerId: 'jane', total: 30 },
    ],
    largest: { customerId: 'joe', lines: ['line of 95'] },
    ofJaneInWinter: [
      { placedAt: '2026-01-05', status: 'open' },
      { placedAt: '2026-02-10', status: 'shipped' },
    ],
    openOverFifty: 2,
  },
  pagination: {
    pages: [['message 6', 'message 5', 'message 4'], ['message 3', 'message 2', 'message 1'], ['message 0']],
    secondPageAgain: ['message 3', 'message 2', 'message 1'],
    cursorOfAnotherRoom: 400,
  },
  'price-change': { total: 40, stopped: true, updated: 40, raised: 40, asBefore: 20 },
  'prevent-overwrite': {
    taken: { key: { login: 'jane' }, ownerIs: 'jane@example.com' },
    conditionFailed: true,
    afterPlainSave: 'new@example.com',
  },
  quickstart: { balance: 100, version: 55, conflict: { version: { expected: 3, stored: 53 } } },
  'rate-limiting': {
    jane: [1, 2],
    joeTwentyAtOnceUnderALimitOfFive: { counted: [1, 2, 3, 4, 5], refused: 15 },
    joeOnceMore: 'joe had the 5 requests of 2026-01-15',
    joeTomorrow: 1,
  },
  'safe-delete': {
    draft: 'deleted',
    placed: 'kept, as it is placed',
    theDraftAgain: 'there was none',
    editedSinceRead: 'kept, as total changed',
    stillThere: true,
    byKey: 'deleted',
  },
  saas: {
    organisation: { name: 'ACME', members: ['al@x.io', 'Jo@x.io'], projects: ['Website'] },
    ofJo: { organisations: ['acme', 'beta'], invitations: 0 },
    user: 'Jo',
    tasksOfJo: [3, 1],
    dueSoon: [3],
    openInProject: 2,
    done: [2],
    tasks: 3,
    comments: ['Soon'],
    audit: ['invited'],
    auditOfJo: 3,
    pro: ['acme'],
  },
  sessions: { left: 1, leftAfterTouch: 8, found: 'ann', expired: undefined, signedIn: ['ann'] },
  shop: {
    soldOut: 'TransactionCanceledError',
    history: { orders: 2, lines: ['2 car', '1 car', '1 train'] },
    linesOfOne: ['car', 'train'],
    ordersSince: 1,
    openOfTheSecond: ['ann'],
    openOfTheFirst: 0,
    toys: ['kite', 'car', 'train'],
    wood: ['car 2', 'train 3'],
  },
  'shopping-cart': {
    filled: { skus: ['SHIRT-M', 'PANTS-L'], total: 12_997 },
    afterDiscount: 11_997,
    discountBeyondTheTotal: 'refused',
    afterRemovingTheShirt: { skus: ['PANTS-L'], total: 8998 },
    removingTheShirtTwice: 'refused',
    linesAreInstances: true,
  },
  'soft-delete': { hidden: undefined, inTheBin: ['d1'], whileTaken: 'name taken', onceFree: 'restored', found: 'd1' },
  'status-counts': {
    counts: { open: 1, paid: 1, shipped: 1 },
    handledTwice: { open: 1, paid: 1, shipped: 1 },
  },
  tenants: { own: 120, foreign: 'refused', outside: 'refused', invoices: 1 },
  transfer: {
    attempts: 1,
    afterFirst: [1000, 1000],
    afterRepeat: [1000, 1000],
    reasons: ['ConditionalCheckFailed: 1000 there', undefined],
    leftByBlock: 750,
    tooMuch: '750 there, 5000 wanted',
    afterTenAtOnce: [710, 1290],
  },
  'unique-email': {
    impostor: 'taken',
    nobody: undefined,
    found: 'jane',
    changed: 'jane.doe@example.com',
    freed: 'jane@example.com',
    takenAgain: 'taken',
    race: ['new@example.com', 'taken'],
  },
  'virtual-coins': {
    afterTheFirst: 50,
    lostUpdateCaught: { balance: { expected: 200, stored: 50 } },
    theSecondAgain: '100 coins wanted, 50 there',
    somethingCheaper: 30,
  },
  withdrawals: {
    withdrewFifty: true,
    withdrewSeventyFiveMore: false,
    left: 50,
    tenAtOnceOfThirty: { succeeded: 3, left: 10 },
    withdrewFromFrozen: false,
  },
};

/** Every program of the folder. */
const samples = readdirSync(SAMPLES)
  .filter(name => name !== 'support')
  .map(name => name.replace(/\.ts$/, ''));

/** The program that starts when the sample is run. */
const load = (name: string) => require(join(SAMPLES, name)) as { main: () => Promise<object> };

test('every sample has an outcome to check', () => {
  expect(samples).toEqual(Object.keys(OUTCOMES).sort());
});

describeEachBackend('sample', backend => {
  const { hasColors } = process.stdout;
  let output: string[];

  beforeAll(() => {
    // Fresh modules: a sample connects by the environment, some already when they are loaded.
    jest.resetModules();
    if (backend.name === 'embedded') delete process.env.DYNAMODB_ENDPOINT;
    else process.env.DYNAMODB_ENDPOINT = process.env[LOCAL_ENDPOINT];
  });

  afterAll(() => {
    delete process.env.DYNAMODB_ENDPOINT;
  });

  beforeEach(() => {
    output = [];
    jest.spyOn(console, 'log').mockImplementation(text => void output.push(String(text)));
  });

  afterEach(() => {
    jest.restoreAllMocks();
    process.stdout.hasColors = hasColors;
  });

  test.each(samples)('%s', async name => {
    expect(await load(name).main()).toEqual(OUTCOMES[name]);
  });

  test('quickstart shows intent, code, requests and results', async () => {
    process.stdout.hasColors = () => false;
    await load('quickstart').main();
    const text = output.join('\n');
    expect(text).toContain('7. Take 30, if they are there');
    expect(text).toContain('await account.update(a => [a.balance.add(-30)], { condition: a => a.balance.gte(30) })');
    expect(text).toMatch(/UpdateExpression +ADD #0 :0, #1 :1\n/);
    expect(text).toContain('← account.balance: 70');
    expect(text).toContain('and so on, 50 in all');
    expect(text).not.toContain('\x1b');
  });

  test('quickstart is in colour where the terminal has it', async () => {
    process.stdout.hasColors = () => true;
    await load('quickstart').main();
    expect(output.join('\n')).toContain('\x1b[1m7. Take 30');
  });

  if (backend.name === 'DynamoDB Local') {
    test('no sample leaves a table behind', async () => {
      const { client } = connect();
      const { TableNames } = await client.send(new ListTablesCommand({}));
      client.destroy();
      expect(TableNames?.filter(name => name.startsWith('dynact-sample-'))).toEqual([]);
    });
  }
});
