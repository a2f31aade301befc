import { setTimeout as sleep } from 'node:timers/promises';
import {
  ActiveRecord,
  AfterDelete,
  AfterLoad,
  AfterSave,
  AfterUpdate,
  Attribute,
  BeforeDelete,
  BeforeSave,
  BeforeUpdate,
  PartitionKey,
  repository,
  Table,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

class Refused extends Error {}

let calls: string[] = [];

abstract class Audited extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() slug?: string;
  @Attribute() refuses?: string;

  @BeforeSave() async parentBeforeSave(): Promise<void> {
    await sleep(1);
    calls.push('parent beforeSave');
  }
  @AfterSave() overridden(): void {
    calls.push('parent afterSave');
  }
}

@Table(uniqueTable('posts'))
class Post extends Audited {
  @Attribute() title = '';

  @BeforeSave() first(): void {
    calls.push('first');
    this.slug = this.title.toLowerCase();
  }
  @BeforeSave() async second(): Promise<void> {
    calls.push('second starts');
    await sleep(1);
    calls.push('second ends');
    this.refuse('save');
  }
  override overridden(): void {
    calls.push('child afterSave');
  }
  @BeforeUpdate() beforeUpdate(): void {
    calls.push('beforeUpdate');
    this.refuse('update');
  }
  @AfterUpdate() async afterUpdate(): Promise<void> {
    calls.push(`afterUpdate ${this.title}`);
  }
  @BeforeDelete() beforeDelete(): void {
    calls.push('beforeDelete');
    this.refuse('delete');
  }
  @AfterDelete() afterDelete(): void {
    calls.push(`afterDelete ${this.isNew}`);
  }
  @AfterLoad() async afterLoad(): Promise<void> {
    await sleep(1);
    calls.push(`afterLoad ${this.title}`);
  }

  private refuse(verb: string): void {
    if (this.refuses === verb) throw new Refused(verb);
  }
}

@Table({ name: uniqueTable('quiet'), skipHooks: true })
class Quiet {
  @PartitionKey() id!: string;
  @BeforeSave() beforeSave(): void {
    calls.push('beforeSave');
  }
}

describeEachBackend('Hooks', backend => {
  const db = useTables(backend, Post, Quiet);
  let id: string;
  let counter = 0;
  beforeEach(() => {
    calls = [];
    id = `post-${++counter}`;
  });

  it('run around a save: awaited, in order, parents first; their changes are saved', async () => {
    await Post.create({ id, title: 'HELLO' });
    expect(calls).toEqual(['parent beforeSave', 'first', 'second starts', 'second ends', 'child afterSave']);
    expect(await db.stored(Post, { id: { S: id } })).toMatchObject({ slug: { S: 'hello' } });
  });

  it('run around an update and a delete, and after reads', async () => {
    await Post.create({ id, title: 'a' });
    calls = [];
    const post = await Post.getOrFail({ id });
    await post.reload();
    await post.update({ title: 'b' });
    await post.delete();
    expect(calls).toEqual([
      'afterLoad a',
      'afterLoad a',
      'beforeUpdate',
      'afterUpdate b',
      'beforeDelete',
      'afterDelete true',
    ]);
  });

  it.each(['save', 'update', 'delete'] as const)('stop a %s when a before-hook throws', async verb => {
    const post = await Post.create({ id, title: 'a' });
    post.refuses = verb;
    db.sent.length = 0;
    const writes = { save: () => post.save(), update: () => post.update({ title: 'b' }), delete: () => post.delete() };
    const error = await failure(writes[verb], Refused);
    expect(error.message).toBe(verb);
    expect(db.sent).toEqual([]);
    expect(calls).not.toContain(`after${verb}`);
    expect(post).toMatchObject({ title: 'a', isNew: false });
  });

  it('are skipped by call', async () => {
    const post = Post.build({ id, title: 'A', refuses: 'save' });
    await post.save({ skipHooks: true });
    await Post.get({ id }, { skipHooks: true });
    await post.reload({ skipHooks: true });
    await post.update({ title: 'b', refuses: 'delete' }, { skipHooks: true });
    await post.delete({ skipHooks: true });
    expect(calls).toEqual([]);
  });

  it('are skipped by class, unless the call wants them', async () => {
    const quiet = repository(Quiet);
    await quiet.save(quiet.build({ id }));
    expect(calls).toEqual([]);
    await quiet.save(quiet.build({ id }), { skipHooks: false });
    expect(calls).toEqual(['beforeSave']);
  });

  it('do not run by key, where there is no record', async () => {
    await Post.updateByKey({ id }, { title: 'x' });
    await Post.deleteByKey({ id });
    expect(calls).toEqual([]);
  });

  it('do not run after a write that failed', async () => {
    const post = await Post.create({ id, title: 'a' });
    calls = [];
    await failure(post.save({ condition: a => a.id.notExists() }), Error);
    await failure(post.update({ title: 'b' }, { condition: a => a.id.notExists() }), Error);
    await failure(post.delete({ condition: a => a.id.notExists() }), Error);
    expect(calls.filter(call => call.startsWith('after') || call.startsWith('child'))).toEqual([]);
  });
});
