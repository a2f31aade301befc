import {
  ActiveRecord,
  AfterDelete,
  AfterSave,
  AfterUpdate,
  Attribute,
  BeforeDelete,
  BeforeSave,
  BeforeUpdate,
  PartitionKey,
  Table,
  TransactionCanceledError,
  type TransactOptions,
  TransactWrite,
  transact,
  Version,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

let calls: string[] = [];
let refused: string | undefined;

@Table(uniqueTable('hooks'))
class Post extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() title = '';
  @Attribute() slug?: string;
  @Version() version?: number;

  @BeforeSave() beforeSave() {
    this.slug = this.title.toLowerCase();
    return this.note('before save');
  }
  @AfterSave() afterSave() {
    return this.note('after save');
  }
  @BeforeUpdate() beforeUpdate() {
    return this.note('before update');
  }
  @AfterUpdate() afterUpdate() {
    return this.note('after update');
  }
  @BeforeDelete() beforeDelete() {
    return this.note('before delete');
  }
  @AfterDelete() afterDelete() {
    return this.note('after delete');
  }

  private async note(kind: string): Promise<void> {
    const call = `${kind} ${this.id} v${this.version ?? 0}${this.isNew ? ' new' : ''}`;
    calls.push(call);
    if (call === refused) throw new Error(call);
  }
}

describeEachBackend('the hooks of records in a transaction', backend => {
  const db = useTables(backend, Post);
  let updated: Post;
  let deleted: Post;

  beforeEach(async () => {
    refused = undefined;
    for (const id of ['updated', 'deleted']) await db.write(Post, { id: { S: id }, version: { N: '1' } });
    updated = await Post.getOrFail({ id: 'updated' });
    deleted = await Post.getOrFail({ id: 'deleted' });
    await Post.deleteByKey({ id: 'created' });
    await Post.deleteByKey({ id: 'saved' });
    db.sent.length = 0;
    calls = [];
  });

  const queue = (tx: TransactWrite) => {
    tx.update(updated, { title: 'New' });
    tx.save(Post.build({ id: 'saved', title: 'Saved' }));
    tx.delete(deleted);
    tx.create(Post.build({ id: 'created', title: 'Created' }));
    tx.update(Post, { id: 'by-key' }, { title: 'x' });
    tx.check(Post, { id: 'checked' }, p => p.id.notExists());
  };

  const commit = (write = queue) => {
    const tx = new TransactWrite();
    write(tx);
    return tx.commit();
  };

  const before = [
    'before update updated v1',
    'before save saved v0 new',
    'before delete deleted v1',
    'before save created v0 new',
  ];
  const after = [
    'after update updated v2',
    'after save saved v1',
    'after delete deleted v1 new',
    'after save created v1',
  ];

  it.each<[string, () => Promise<unknown>]>([
    ['a TransactWrite', () => commit()],
    ['a block', () => transact(tx => queue(tx as object as TransactWrite))],
  ])('run in the order of the calls: all before the commit of %s, and all after it', async (_, write) => {
    await write();
    expect(calls).toEqual([...before, ...after]);
    expect(await db.stored(Post, { id: { S: 'saved' } })).toMatchObject({ slug: { S: 'saved' } });
  });

  it('are not run if the call says so', async () => {
    const options = { skipHooks: true };
    await commit(tx => {
      tx.update(updated, { title: 'New' }, options);
      tx.save(Post.build({ id: 'saved' }), options);
      tx.delete(deleted, options);
      tx.create(Post.build({ id: 'created' }), options);
    });
    expect(calls).toEqual([]);
  });

  it.each(before)('stop the transaction when one throws: %s', async call => {
    refused = call;
    expect((await failure(commit(), Error)).message).toBe(call);
    expect(calls).toEqual(before.slice(0, before.indexOf(call) + 1));
    expect(db.sent).toEqual([]);
    expect([updated.isChanged, deleted.isNew]).toEqual([false, false]);
  });

  it.each(after)(
    'run all the same when the one of another record throws after the commit, and the error is the error: %s',
    async call => {
      refused = call;
      expect((await failure(commit(), Error)).message).toBe(call);
      expect(calls).toEqual([...before, ...after]);
      expect([updated.version, deleted.isNew]).toEqual([2, true]);
      expect(await db.stored(Post, { id: { S: 'created' } })).toBeDefined();
    },
  );

  it('do not run after a transaction that was cancelled', async () => {
    const write = (tx: TransactWrite) => {
      queue(tx);
      tx.check(Post, { id: 'none' }, p => p.id.exists());
    };
    await failure(commit(write), TransactionCanceledError);
    expect(calls).toEqual(before);
  });

  it('run before each commit of a block, and once after it', async () => {
    let runs = 0;
    const options: TransactOptions = { maxAttempts: 3 };
    await transact(async tx => {
      const post = await tx.getOrFail(Post, { id: 'updated' });
      if (++runs === 1) await Post.updateByKey({ id: 'updated' }, { title: 'Other' });
      tx.save(post);
    }, options);
    expect(calls).toEqual(['before save updated v1', 'before save updated v2', 'after save updated v3']);
  });

  it('may run a transaction of their own', async () => {
    @Table(uniqueTable('hooks-nested'))
    class Nested extends ActiveRecord {
      @PartitionKey() id!: string;
      @BeforeSave() async look() {
        calls.push(`found ${(await transact(tx => tx.get(Post, { id: 'updated' })))?.id}`);
      }
    }
    const other = transact(tx => tx.save(Nested.build({ id: 'n' })));
    await expect(other).rejects.toThrow(/no table/);
    expect(calls).toEqual(['found updated']);
  });
});
