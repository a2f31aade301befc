// Two people sign up under one name: the second is told so, and the first keeps what is hers.
import { ActiveRecord, Attribute, ConditionalCheckFailedError, OverwriteError, PartitionKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('users'))
class User extends ActiveRecord {
  @PartitionKey() login!: string;
  @Attribute() email!: string;
}

export const main = sample([User], async () => {
  await User.create({ login: 'jane', email: 'jane@example.com' });

  // `create` never overwrites. The error holds the item that was in the way, without a second request.
  const taken = await User.create({ login: 'jane', email: 'jane2@example.com' }).catch((error: unknown) => error);
  if (!(taken instanceof OverwriteError)) throw taken;

  // The same as a condition of your own: then it is your condition that failed.
  const unwanted = User.build({ login: 'jane', email: 'jane3@example.com' });
  const refused = await unwanted.save({ condition: u => u.login.notExists() }).catch((error: unknown) => error);

  // A plain save replaces whatever is there, as DynamoDB's PutItem does.
  await User.build({ login: 'jane', email: 'new@example.com' }).save();

  return {
    taken: { key: taken.key, ownerIs: taken.stored instanceof User && taken.stored.email },
    conditionFailed: refused instanceof ConditionalCheckFailedError,
    afterPlainSave: (await User.getOrFail({ login: 'jane' })).email,
  };
});

void start(module, main);
