// Unique e-mail addresses: whatever their case, no two users have the same one. DynamoDB keeps keys unique and nothing else, so a second
// item reserves the address, in the transaction that writes the user.
import { ActiveRecord, Attribute, PartitionKey, Table, UniqueError, Version } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('users'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: { as: (email: string) => email.trim().toLowerCase() } }) email!: string;
  @Version() version?: number;
}

async function outcome(write: Promise<User>): Promise<string> {
  try {
    return (await write).email;
  } catch (error) {
    if (!(error instanceof UniqueError)) throw error;
    return 'taken';
  }
}

async function changeEmail(id: string, email: string): Promise<User> {
  const user = await User.getOrFail({ id });
  user.email = email;
  await user.save();
  return user;
}

export const main = sample([User], async () => {
  await User.create({ id: 'jane', email: 'jane@example.com' });
  const impostor = await outcome(User.create({ id: 'impostor', email: 'Jane@Example.com ' }));
  const found = await User.findBy({ email: 'JANE@example.com' });

  const changed = await changeEmail('jane', 'jane.doe@example.com');
  const freed = await outcome(User.create({ id: 'jane2', email: 'jane@example.com' }));
  const takenAgain = await outcome(changeEmail('jane2', 'jane.doe@example.com'));

  // Two at once: one of them gets the address.
  const race = await Promise.all(['a', 'b'].map(id => outcome(User.create({ id, email: 'new@example.com' }))));

  return {
    impostor,
    nobody: await User.get({ id: 'impostor' }),
    found: found?.id,
    changed: changed.email,
    freed,
    takenAgain,
    race: race.sort(),
  };
});

void start(module, main);
