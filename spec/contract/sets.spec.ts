import { ActiveRecord, Attribute, batchWrite, PartitionKey, Table, transact, ValidationError } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

class Team {
  @Attribute({ type: 'stringSet' }) members: Set<string> = new Set(['founder']);
}

class StrictTeam {
  @Attribute({ type: 'stringSet', required: true }) members!: Set<string>;
}

@Table(uniqueTable('sets'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() name = '';
  @Attribute() roles: Set<string> = new Set(['member']);
  @Attribute({ type: 'numberSet', default: () => new Set([1]) }) scores!: Set<number>;
  @Attribute({ type: 'stringSet' }) tags?: Set<string>;
  @Attribute({
    type: 'stringSet',
    codec: {
      encode: (list: readonly string[]) => new Set(list),
      decode: stored => [...(stored as Set<string>)],
    },
  })
  flags: readonly string[] = ['new'];
  @Attribute({ type: Team }) team?: Team;
}

@Table(uniqueTable('required-sets'))
class Strict extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: 'stringSet', required: true }) roles!: Set<string>;
  @Attribute({ type: StrictTeam }) team?: StrictTeam;
}

describeEachBackend('Sets', backend => {
  const db = useTables(backend, User, Strict);
  const key = { id: 'u' };
  const EMPTY = new Set();

  it('have their default when new, and with a new attribute of the class', async () => {
    const user = await User.create({ id: 'new' });
    expect(user).toMatchObject({ roles: new Set(['member']), scores: new Set([1]), flags: ['new'] });
    expect(user.tags).toBeUndefined();
  });

  describe('stay without what was taken out', () => {
    const emptied: [string, (user: User) => Promise<unknown>][] = [
      ['update by actions', user => user.update(u => [u.roles.delete(['member']), u.scores.delete([1])])],
      ['update by values', user => user.update({ roles: new Set(), scores: new Set() })],
      [
        'clear() and save',
        user => {
          user.roles.clear();
          user.scores.clear();
          return user.save();
        },
      ],
      ['a transaction', user => transact(tx => tx.update(user, { roles: new Set(), scores: new Set() }))],
      [
        'a batch',
        user => {
          user.roles.clear();
          user.scores.clear();
          return batchWrite([user]);
        },
      ],
    ];
    it.each(emptied)('by %s', async (_, empty) => {
      await User.build({ ...key, flags: ['new'] }).save();
      const user = await User.getOrFail(key);
      await empty(user);
      expect([user.roles, user.scores]).toEqual([EMPTY, EMPTY]);
      expect(user.isChanged).toBe(false);
      user.name = 'unrelated';
      await user.save();
      const stored = await db.stored(User, { id: { S: 'u' } });
      expect([stored!.roles, stored!.scores]).toEqual([undefined, undefined]);
      const fresh = await User.getOrFail(key);
      expect([fresh.roles, fresh.scores, fresh.tags]).toEqual([EMPTY, EMPTY, EMPTY]);
      expect(fresh.changes()).toEqual({});
    });

    it('from the beginning', async () => {
      await User.create({ id: 'none', roles: new Set(), flags: [] });
      expect(await User.getOrFail({ id: 'none' })).toMatchObject({ roles: EMPTY, flags: [] });
    });

    it('through a codec, and in a nested class', async () => {
      await User.build({ ...key, flags: ['a'], team: new Team() }).save();
      const user = await User.getOrFail(key);
      user.flags = [];
      user.team!.members.clear();
      await user.save();
      expect(await User.getOrFail(key)).toMatchObject({ flags: [], team: { members: EMPTY } });
      await user.update(u => u.team.members.add(['x']));
      await user.update(u => u.team.members.delete(['x']));
      expect(user.team!.members).toEqual(EMPTY);
    });
  });

  it('that are required are not empty', async () => {
    const strict = await Strict.create({ id: 's', roles: new Set(['a']) });
    db.sent.length = 0;
    const nested = Object.assign(new StrictTeam(), { members: new Set<string>() });
    for (const write of [
      () => Strict.create({ id: 'none', roles: new Set() }),
      () => strict.update({ roles: new Set() }),
      () => strict.update(s => s.roles.set(new Set())),
      () => strict.update(s => s.roles.remove()),
      () => Strict.updateByKey({ id: 's' }, { roles: undefined }),
      () => strict.update(s => s.team.members.set(new Set())),
      () => strict.update({ team: nested }),
      () => batchWrite([Strict.build({ id: 'b', roles: new Set() })]),
      () => transact(tx => tx.create(Strict.build({ id: 't', roles: new Set() }))),
      () => transact(tx => tx.update(strict, { roles: new Set() })),
    ]) {
      expect((await failure(write, ValidationError)).message).toMatch(/required/);
    }
    expect(db.sent).toEqual([]);
  });
});
