// Sessions that expire: DynamoDB deletes expired items some time later, and until then dynact takes them as absent.
import { ActiveRecord, Attribute, ExpiresAt, PartitionKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('sessions'))
class Session extends ActiveRecord {
  @PartitionKey({ generate: 'uuidv7' }) id!: string;
  @Attribute() userId!: string;
  @ExpiresAt({ after: { hours: 1 } }) expiresAt?: Date;
}

const HOUR = 60 * 60 * 1000;

const hoursLeft = ({ expiresAt }: Session): number => Math.round((expiresAt!.getTime() - Date.now()) / HOUR);

export const main = sample([Session], async () => {
  const session = await Session.create({ userId: 'ann' });
  const left = hoursLeft(session);

  // Somebody is still there: one UpdateItem, which insists that the session is there, too.
  await session.touch({ expiresIn: { hours: 8 } });

  const over = await Session.create({ userId: 'bob', expiresAt: new Date(Date.now() - HOUR) });

  return {
    left,
    leftAfterTouch: hoursLeft(session),
    found: (await Session.get({ id: session.id }))?.userId,
    expired: await Session.get({ id: over.id }),
    signedIn: (await Session.scan().all()).map(({ userId }) => userId),
  };
});

void start(module, main);
