import { createTable } from 'dynact';
import {
  Audit,
  app,
  Comment,
  fill,
  Invitation,
  Member,
  Org,
  ofUser,
  organisation,
  Project,
  Task,
  User,
} from '../../samples/saas';
import { describeEachBackend } from '../support/backends';
import { useTables } from './harness';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

/** Every question that the product asks, and how many records are the answer. */
const PATTERNS: Record<string, [ask: () => Promise<unknown>, results: number]> = {
  'an organisation': [() => Org.get({ orgId: 'acme' }), 1],
  'an organisation with its members, invitations and projects': [() => organisation.query({ orgId: 'acme' }).all(), 4],
  'members of an organisation': [() => Member.query({ orgId: 'acme' }).all(), 1],
  'a member': [() => Member.get({ orgId: 'acme', email: 'JO@x.io' }), 1],
  'invitations of an organisation': [() => Invitation.query({ orgId: 'acme' }).all(), 1],
  'projects of an organisation': [() => Project.query({ orgId: 'acme' }).all(), 1],
  'organisations of one plan': [() => Org.query({ plan: 'free' }).all(), 2],
  'a user by mail address': [() => User.get({ email: 'jo@X.io' }), 1],
  'memberships of a user': [() => Member.query({ email: 'jo@x.io' }).all(), 2],
  'invitations of a user': [() => Invitation.query({ email: 'al@x.io' }).all(), 1],
  'memberships, invitations and tasks of a user': [() => ofUser.query({ email: 'jo@x.io' }).index('gsi1').all(), 5],
  'tasks of a project': [() => Task.query({ projectId: 'p1' }).all(), 3],
  'a task': [() => Task.get({ projectId: 'p1', number: 2 }), 1],
  'tasks of a project from a number on': [
    () =>
      Task.query({ projectId: 'p1' })
        .where(t => t.number.gt(1))
        .all(),
    2,
  ],
  'open tasks of a project by when they are due': [
    () => Task.query({ projectId: 'p1', status: 'open' }).index('gsi2').all(),
    3,
  ],
  'tasks of a user that are due': [
    () =>
      Task.query({ assignee: 'jo@x.io' })
        .where(t => t.due.lt(day(5)))
        .all(),
    2,
  ],
  'comments on a task': [() => Comment.query({ projectId: 'p1', number: 2 }).all(), 1],
  'what happened in an organisation last': [() => Audit.query({ orgId: 'acme' }).desc().limit(1).all(), 1],
  'what happened in a time': [
    () =>
      Audit.query({ orgId: 'acme' })
        .where(a => a.at.between(day(2), day(3)))
        .all(),
    1,
  ],
  'what somebody did': [() => Audit.query({ actor: 'jo@x.io' }).all(), 3],
};

describeEachBackend('Eight classes in one table', backend => {
  const db = useTables(backend);
  beforeAll(async () => {
    await createTable(app);
    await fill();
  });

  it.each(Object.entries(PATTERNS))('answer in one request: %s', async (_, [ask, results]) => {
    const answer = await ask();
    expect(Array.isArray(answer) ? answer : [answer].filter(Boolean)).toHaveLength(results);
    expect(db.sent).toHaveLength(1);
  });
});
