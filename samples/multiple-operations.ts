// Several changes in one request: all of them happen, or none.
import { ActiveRecord, Attribute, ConditionalCheckFailedError, PartitionKey, SortKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('logins'))
class Profile extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey() section!: string;
  @Attribute() loginCount = 0;
  @Attribute({ type: Date }) lastLogin?: Date;
  @Attribute() badges: string[] = [];
  @Attribute() tempToken?: string;
}

/** A token is good for one login. */
function logIn(profile: Profile, token: string, at: Date): Promise<void> {
  return profile.update(
    p => [p.loginCount.add(1), p.lastLogin.set(at), p.badges.append(['first_login']), p.tempToken.remove()],
    { condition: p => p.tempToken.eq(token) },
  );
}

export const main = sample([Profile], async () => {
  const profile = await Profile.create({ id: 'u1', section: 'profile', tempToken: 'abc123' });
  await logIn(profile, 'abc123', new Date('2026-01-15T10:30:00Z'));
  const again = await logIn(profile, 'abc123', new Date('2026-01-15T11:00:00Z')).catch((error: unknown) => error);
  await profile.reload({ consistentRead: true });

  return { profile: profile.toObject(), tokenUsedTwice: again instanceof ConditionalCheckFailedError };
});

void start(module, main);
