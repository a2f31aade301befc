// Unique e-mail addresses: a guard item claims the address in the same transaction that writes the user.
// DynamoDB keeps keys unique and nothing else, so what must be unique becomes a key.
import {
  ActiveRecord,
  Attribute,
  OverwriteError,
  PartitionKey,
  Table,
  TransactionCanceledError,
  transact,
  Version,
} from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('users'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() email!: string;
  @Version() version?: number;
}

@Table(sampleTable('email-claims'))
class EmailClaim extends ActiveRecord {
  @PartitionKey() email!: string;
  @Attribute() userId!: string;
}

class EmailTaken extends Error {}

const normalized = (email: string): string => email.trim().toLowerCase();

/** Says which of the operations was refused: the claim, and not the user, means that the address is taken. */
function explain(error: unknown): never {
  const claim =
    error instanceof TransactionCanceledError && error.reasons.find(reason => reason?.entity === EmailClaim);
  if (claim && claim.error instanceof OverwriteError) throw new EmailTaken(`${claim.key.email} is taken`);
  throw error;
}

async function register(id: string, address: string): Promise<User> {
  const email = normalized(address);
  const user = User.build({ id, email });
  await transact(tx => {
    tx.create(user);
    tx.create(EmailClaim.build({ email, userId: id }));
  }).catch(explain);
  return user;
}

async function changeEmail(id: string, address: string): Promise<User> {
  const email = normalized(address);
  return transact(async tx => {
    const user = await tx.getOrFail(User, { id });
    tx.delete(EmailClaim, { email: user.email });
    tx.create(EmailClaim.build({ email, userId: id }));
    user.email = email;
    tx.save(user);
    return user;
  }).catch(explain);
}

const message = (error: Error): string => error.message;

export const main = sample([User, EmailClaim], async () => {
  await register('jane', 'jane@example.com');
  const taken = await register('impostor', 'Jane@Example.com ').catch(message);
  const impostor = await User.get({ id: 'impostor' });

  const changed = await changeEmail('jane', 'jane.doe@example.com');
  const freed = await register('jane2', 'jane@example.com');
  const takenAgain = await changeEmail('jane2', 'jane.doe@example.com').catch(message);

  // Two at once: one of them gets the address.
  const race = await Promise.allSettled([register('a', 'new@example.com'), register('b', 'new@example.com')]);

  return {
    taken,
    impostor,
    changed: changed.email,
    freed: freed.email,
    takenAgain,
    race: race.filter(({ status }) => status === 'fulfilled').length,
  };
});

void start(module, main);
