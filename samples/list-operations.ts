// Lists and sets changed in place: nothing is read first, and other writers' elements survive.
import { ActiveRecord, Attribute, PartitionKey, SortKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('members'))
class Member extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey() section!: string;
  @Attribute() tags: string[] = [];
  @Attribute() roles: Set<string> = new Set();
}

const key = { id: 'u1', section: 'profile' };

export const main = sample([Member], async () => {
  const member = await Member.create({ ...key, tags: ['member'] });
  const steps: string[][] = [];

  await member.update(m => m.tags.append(['premium', 'verified']));
  steps.push(member.tags);
  await member.update(m => m.tags.prepend(['vip']));
  steps.push(member.tags);
  await member.update(m => m.tags.at(1).set('subscriber'));
  steps.push(member.tags);
  await member.update(m => m.tags.at(0).remove());
  steps.push(member.tags);

  // A missing list counts as empty.
  const other = await Member.updateByKey({ id: 'u2', section: 'profile' }, m => m.tags.append(['first']));

  // A set has no order and no doubles; with its last element the attribute goes, and an empty Set comes back.
  await member.update(m => m.roles.add(['admin', 'editor', 'admin']));
  const roles = [...member.roles].sort();
  await member.update(m => m.roles.delete(['admin', 'editor']));

  return { steps, missingList: other.tags, roles, rolesLeft: member.roles.size };
});

void start(module, main);
