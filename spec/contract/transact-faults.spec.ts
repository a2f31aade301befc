import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  PartitionKey,
  Table,
  type Transaction,
  type TransactOptions,
  transact,
  transactGet,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { type Fault, faultyClient } from '../support/faulty-handler';
import { type Random, sample, seeded, seedOfRun } from '../support/random';
import { useTables } from './harness';

@Table(uniqueTable('faults-counters'))
class Counter extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() count = 0;
}

@Table(uniqueTable('faults-accounts'))
class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() balance = 0;
  @Version() version?: number;
}

/** Fewer than dynact sends a request. */
const MAX_FAULTS_IN_A_ROW = 4;

/** Of ten requests, one is throttled, one meets a fault of the service, and one is carried out and its answer lost. */
class BadConnections {
  readonly counts = { throttled: 0, failed: 0, lost: 0 };

  constructor(
    private readonly backend: DynamoDBClient,
    private readonly random: Random,
  ) {}

  /** A client for one transaction. */
  client(): DynamoDBClient {
    let inARow = 0;
    return faultyClient(this.backend, () => {
      const fault = inARow < MAX_FAULTS_IN_A_ROW ? this.fault() : undefined;
      inARow = fault ? inARow + 1 : 0;
      return fault;
    });
  }

  private fault(): Fault | undefined {
    const chance = this.random();
    if (chance < 0.1) {
      this.counts.throttled++;
      return { error: 'ProvisionedThroughputExceededException' };
    }
    if (chance < 0.2) {
      this.counts.failed++;
      return { error: 'InternalServerError', statusCode: 500 };
    }
    if (chance >= 0.3) return undefined;
    this.counts.lost++;
    return 'lost';
  }
}

/** So many calls, so many of them at once. */
async function inParallel(workers: number, calls: number, call: () => Promise<unknown>): Promise<void> {
  let left = calls;
  const work = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: workers }, work));
}

describeEachBackend('transactions over bad connections', backend => {
  const db = useTables(backend, Counter, Account);
  const random = seeded(seedOfRun());
  let connections: BadConnections;
  let attempts: number[];

  /** As a user would where many want the same items. */
  const options = (): TransactOptions => ({
    client: connections.client(),
    maxAttempts: 100,
    onCommit: receipt => {
      attempts.push(receipt.attempts);
    },
  });

  beforeEach(() => {
    connections = new BadConnections(db.client, random);
    attempts = [];
  });

  afterEach(() => {
    for (const count of Object.values(connections.counts)) expect(count).toBeGreaterThan(10);
  });

  it('increments a counter exactly 100 times', async () => {
    await Counter.create({ id: 'c' });
    const increment = async (tx: Transaction) => {
      const counter = await tx.getOrFail(Counter, { id: 'c' });
      counter.count++;
      tx.save(counter);
    };
    await inParallel(8, 100, () => transact(increment, options()));

    expect((await Counter.getOrFail({ id: 'c' }, { consistentRead: true })).count).toBe(100);
    expect(attempts).toHaveLength(100);
  }, 240_000);

  it('keeps the sum of 8 accounts under 32 workers', async () => {
    const ids = Array.from({ length: 8 }, (_, i) => `account-${i}`);
    for (const id of ids) await Account.create({ id, balance: 100 });
    const transfer = () => {
      const [from, to] = sample(random, 2, ids) as [string, string];
      const amount = 1 + Math.floor(random() * 50);
      return async (tx: Transaction) => {
        const payer = await tx.getOrFail(Account, { id: from });
        const payee = await tx.getOrFail(Account, { id: to });
        if (payer.balance < amount) return;
        payer.balance -= amount;
        payee.balance += amount;
        tx.save(payer);
        tx.save(payee);
      };
    };
    await inParallel(32, 96, () => transact(transfer(), options()));

    const accounts = await transactGet(...ids.map(id => [Account, { id }] as const));
    const balances = accounts.map(account => account!.balance);
    expect(balances.reduce((sum, balance) => sum + balance)).toBe(800);
    expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
    expect(attempts).toHaveLength(96);
  }, 240_000);
});
