// A limit on requests per user and day: one conditional update counts the request and refuses it, so that no burst slips through.
import { ActiveRecord, Attribute, ConditionalCheckFailedError, or, PartitionKey, SortKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('api-usage'))
class ApiUsage extends ActiveRecord {
  @PartitionKey() user!: string;
  @SortKey() day!: string;
  @Attribute() requests = 0;
  /** With time to live switched on for this attribute, DynamoDB removes the counters of past days by itself. */
  @Attribute({ type: 'epochSeconds' }) expiresAt?: Date;
}

class RateLimitExceeded extends Error {}

const TWO_DAYS = 2 * 24 * 60 * 60 * 1000;

/** Counts a request; gives its number of the day. The first one creates the counter. */
async function track(user: string, now: Date, limit: number): Promise<number> {
  const day = now.toISOString().slice(0, 10);
  try {
    const usage = await ApiUsage.updateByKey(
      { user, day },
      u => [u.requests.add(1), u.expiresAt.ifNotExists(new Date(now.getTime() + TWO_DAYS))],
      { condition: u => or(u.requests.notExists(), u.requests.lt(limit)) },
    );
    return usage.requests;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedError)) throw error;
    throw new RateLimitExceeded(`${user} had the ${limit} requests of ${day}`);
  }
}

export const main = sample([ApiUsage], async () => {
  const now = new Date('2026-01-15T10:30:00Z');
  const first = await track('jane', now, 1000);
  const second = await track('jane', now, 1000);

  const burst = await Promise.allSettled(Array.from({ length: 20 }, () => track('joe', now, 5)));
  const counted = burst.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
  const refused = burst.filter(({ status }) => status === 'rejected').length;

  return {
    jane: [first, second],
    joeTwentyAtOnceUnderALimitOfFive: { counted: counted.sort((a, b) => a - b), refused },
    joeOnceMore: await track('joe', now, 5).catch((error: Error) => error.message),
    joeTomorrow: await track('joe', new Date('2026-01-16T00:00:00Z'), 5),
  };
});

void start(module, main);
