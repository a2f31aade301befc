// A forum in one table: a thread with its posts in one request, the posts of an author, threads by their last post.
import { ActiveRecord, Attribute, collection, Discriminator, defineTable, Table, transact } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

const forum = defineTable(sampleTable('forum'), {
  partitionKey: 'pk',
  sortKey: 'sk',
  discriminator: 'type',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
});

@Discriminator('thread')
@Table(forum, { keys: { table: ['THREAD#{threadId}', 'THREAD'], gsi1: ['BOARD#{board}', '{lastPostAt}'] } })
class Thread extends ActiveRecord {
  @Attribute() threadId!: string;
  @Attribute() board!: string;
  @Attribute() title!: string;
  @Attribute() posts = 0;
  @Attribute({ type: Date }) lastPostAt?: Date;
}

@Discriminator('post')
@Table(forum, { keys: { table: ['THREAD#{threadId}', 'POST#{number:8}'], gsi1: ['AUTHOR#{author}', '{at}'] } })
class Post extends ActiveRecord {
  @Attribute() threadId!: string;
  @Attribute({ type: Number }) number!: number;
  @Attribute() author!: string;
  @Attribute({ type: Date }) at!: Date;
  @Attribute() text!: string;
}

const thread = collection(forum, { thread: Thread, posts: Post });

/** The next number is the thread's own count: two who post at once are told apart by the transaction. */
function post(threadId: string, author: string, at: Date, text: string): Promise<void> {
  return transact(async tx => {
    const found = await tx.getOrFail(Thread, { threadId });
    found.posts++;
    found.lastPostAt = at;
    tx.save(found);
    tx.save(Post.build({ threadId, number: found.posts, author, at, text }));
  });
}

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));

export const main = sample([forum], async () => {
  for (const threadId of ['t1', 't2']) await Thread.create({ threadId, board: 'news', title: `About ${threadId}` });
  await Promise.all([post('t1', 'ann', minute(1), 'First'), post('t1', 'bob', minute(2), 'Second')]);
  await post('t2', 'ann', minute(3), 'Elsewhere');
  await post('t1', 'ann', minute(4), 'Third');

  const {
    thread: [first],
    posts,
  } = await thread.query({ threadId: 't1' }).grouped();
  return {
    thread: { title: first?.title, posts: posts.length, last: posts.at(-1)?.text },
    newestFirst: (await Thread.query({ board: 'news' }).desc().all()).map(t => t.threadId),
    ofAnn: (await Post.query({ author: 'ann' }).desc().all()).map(p => p.text),
    fromTheSecond: await Post.query({ threadId: 't1' })
      .where(p => p.number.gte(2))
      .count(),
  };
});

void start(module, main);
