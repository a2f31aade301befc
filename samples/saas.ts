// A product for many organisations in one table: eight classes, two indexes that all of them share, each question one request.
import { ActiveRecord, Attribute, collection, Discriminator, defineTable, Table, transact } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

export const app = defineTable(sampleTable('saas'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  indexes: {
    gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    gsi2: { partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
  },
});

@Discriminator('org')
@Table(app, { keys: { table: ['ORG#{orgId}', 'ORG'], gsi1: ['PLAN#{plan}', '{orgId}'] } })
export class Org extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() name!: string;
  @Attribute() plan: 'free' | 'pro' = 'free';
}

/** Stands alone: a user may be a member of many organisations. */
@Discriminator('user')
@Table(app, { keys: { table: ['USER#{email:lower}', 'USER'] } })
export class User extends ActiveRecord {
  @Attribute() email!: string;
  @Attribute() name!: string;
}

/** Read from both sides: the members of an organisation, and the organisations of a user. */
@Discriminator('member')
@Table(app, {
  keys: { table: ['ORG#{orgId}', 'MEMBER#{email:lower}'], gsi1: ['USER#{email:lower}', 'MEMBER#{orgId}'] },
})
export class Member extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() email!: string;
  @Attribute() role: 'owner' | 'member' = 'member';
}

@Discriminator('invitation')
@Table(app, {
  keys: { table: ['ORG#{orgId}', 'INVITE#{email:lower}'], gsi1: ['USER#{email:lower}', 'INVITE#{orgId}'] },
})
export class Invitation extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() email!: string;
}

@Discriminator('project')
@Table(app, { keys: { table: ['ORG#{orgId}', 'PROJECT#{projectId}'] } })
export class Project extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute() projectId!: string;
  @Attribute() name!: string;
}

@Discriminator('task')
@Table(app, {
  keys: {
    table: ['PROJECT#{projectId}', 'TASK#{number:6}'],
    // Sparse: a task without an assignee, or that is done, is in neither.
    gsi1: ['USER#{assignee}', 'TASK#{due}'],
    gsi2: ['PROJECT#{projectId}', 'STATUS#{status}#{due}'],
  },
})
export class Task extends ActiveRecord {
  @Attribute() projectId!: string;
  @Attribute({ type: Number }) number!: number;
  @Attribute() title!: string;
  @Attribute() status: 'open' | 'done' = 'open';
  @Attribute() assignee?: string;
  @Attribute({ type: Date }) due?: Date;
}

@Discriminator('comment')
@Table(app, { keys: { table: ['PROJECT#{projectId}', 'TASK#{number:6}#COMMENT#{at}'] } })
export class Comment extends ActiveRecord {
  @Attribute() projectId!: string;
  @Attribute({ type: Number }) number!: number;
  @Attribute({ type: Date }) at!: Date;
  @Attribute() text!: string;
}

@Discriminator('audit')
@Table(app, { keys: { table: ['AUDIT#{orgId}', '{at}#{actor}'], gsi2: ['ACTOR#{actor}', '{at}'] } })
export class Audit extends ActiveRecord {
  @Attribute() orgId!: string;
  @Attribute({ type: Date }) at!: Date;
  @Attribute() actor!: string;
  @Attribute() action!: string;
}

export const organisation = collection(app, { org: Org, members: Member, invitations: Invitation, projects: Project });
export const ofUser = collection(app, { user: User, members: Member, invitations: Invitation, tasks: Task });
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

export async function fill(): Promise<void> {
  await User.create({ email: 'Jo@x.io', name: 'Jo' });
  for (const orgId of ['acme', 'beta']) {
    await transact(tx => {
      tx.create(Org.build({ orgId, name: orgId.toUpperCase() }));
      tx.create(Member.build({ orgId, email: 'Jo@x.io', role: 'owner' }));
      tx.create(Audit.build({ orgId, at: day(1), actor: 'jo@x.io', action: 'created' }));
    });
  }
  await Invitation.create({ orgId: 'acme', email: 'al@x.io' });
  await Project.create({ orgId: 'acme', projectId: 'p1', name: 'Website' });
  for (const [number, due] of [5, 3, 4].entries()) {
    await Task.create({
      projectId: 'p1',
      number: number + 1,
      title: `Task ${number + 1}`,
      assignee: 'jo@x.io',
      due: day(due),
    });
  }
  await Comment.create({ projectId: 'p1', number: 2, at: day(2), text: 'Soon' });
  await Audit.create({ orgId: 'acme', at: day(2), actor: 'jo@x.io', action: 'invited' });
}

export const main = sample([app], async () => {
  await fill();

  // Accepting an invitation: the member is there, and the invitation gone, or neither.
  await transact(async tx => {
    const invitation = await tx.getOrFail(Invitation, { orgId: 'acme', email: 'al@x.io' });
    tx.create(Member.build({ orgId: invitation.orgId, email: invitation.email }));
    tx.delete(invitation);
  });

  // The keys of both indexes follow: the first two tasks that are due are other ones now.
  const task = await Task.getOrFail({ projectId: 'p1', number: 2 });
  await task.update({ status: 'done', assignee: undefined });
  await Org.updateByKey({ orgId: 'acme' }, { plan: 'pro' });

  const { org, members, projects } = await organisation.query({ orgId: 'acme' }).grouped();
  const mine = await ofUser.query({ email: 'jo@x.io' }).index('gsi1').grouped();
  return {
    organisation: { name: org[0]?.name, members: members.map(m => m.email), projects: projects.map(p => p.name) },
    ofJo: { organisations: mine.members.map(m => m.orgId), invitations: mine.invitations.length },
    user: (await User.get({ email: 'JO@x.io' }))?.name,
    tasksOfJo: (await Task.query({ assignee: 'jo@x.io' }).all()).map(t => t.number),
    dueSoon: (
      await Task.query({ assignee: 'jo@x.io' })
        .where(t => t.due.lte(day(4)))
        .all()
    ).map(t => t.number),
    openInProject: await Task.query({ projectId: 'p1', status: 'open' }).index('gsi2').count(),
    done: (await Task.query({ projectId: 'p1', status: 'done' }).index('gsi2').all()).map(t => t.number),
    tasks: (await Task.query({ projectId: 'p1' }).all()).length,
    comments: (await Comment.query({ projectId: 'p1', number: 2 }).all()).map(c => c.text),
    audit: (await Audit.query({ orgId: 'acme' }).desc().limit(1).all()).map(a => a.action),
    auditOfJo: await Audit.query({ actor: 'jo@x.io' })
      .where(a => a.at.gte(day(1)))
      .count(),
    pro: (await Org.query({ plan: 'pro' }).all()).map(o => o.orgId),
  };
});

void start(module, main);
