// A tour of a model's life: declare, create, read, change, delete, with and without reading first, and what can go wrong.
import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  BeforeSave,
  DynactError,
  ItemTooLargeError,
  PartitionKey,
  repository,
  SortKey,
  Table,
  TableNotFoundError,
  ValidationError,
} from 'dynact';
import { connect, sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('people'))
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey() section!: string;
  @Attribute({ required: true }) email!: string;
  @Attribute() name = '';
  @Attribute() age = 0;
  @Attribute() active = true;
  @Attribute() tags: string[] = [];
  @Attribute() settings: Record<string, unknown> = {};
}

/** Options of a table: these reads are consistent, these items small, and hooks keep the names tidy. */
@Table({ name: sampleTable('notes'), consistentRead: true, maxItemSize: 200 })
class Note extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() text!: string;
  /** Not stored. */
  loadedAt?: Date;

  @BeforeSave()
  tidy(): void {
    this.text = this.text.trim();
  }

  @AfterLoad()
  loaded(): void {
    this.loadedAt = new Date();
  }
}

const audit = connect();

/** A class that extends nothing is an entity all the same, through a repository. This one has a client of its own. */
@Table({ name: sampleTable('audit'), client: audit.client })
class AuditEntry {
  @PartitionKey() id!: string;
  @Attribute() action!: string;
}

@Table(sampleTable('nobody-made-it'))
class Missing extends ActiveRecord {
  @PartitionKey() id!: string;
}

const key = { id: 'u123', section: 'profile' };

async function createAndRead() {
  const user = User.build({ ...key, email: 'john@example.com', name: 'John', age: 30 });
  await user.save();
  const found = await User.get(key);
  const latest = await User.get(key, { consistentRead: true });
  const nobody = await User.get({ id: 'u999', section: 'profile' });
  return { found: found?.name, latest: latest?.age, nobody, defaults: { active: found?.active, tags: found?.tags } };
}

async function change() {
  const user = await User.getOrFail(key);
  user.name = 'Jane';
  const pending = user.changes();
  await user.save();
  await user.update({ age: 31, tags: ['vip'] });
  const byKey = await User.updateByKey(key, { name: 'Janet' });
  await user.reload();
  return { pending, saved: user.name, updated: user.age, byKey: byKey.name };
}

async function remove() {
  const user = await User.getOrFail(key);
  await user.delete();
  const keptInMemory = { name: user.name, isNew: user.isNew };
  await User.create({ ...key, email: 'john@example.com' });
  await User.deleteByKey(key);
  return { keptInMemory, left: await User.get(key) };
}

async function convert() {
  const user = User.build({ ...key, email: 'john@example.com' });
  const copy = User.fromObject(JSON.parse(JSON.stringify(user.toObject())));
  return { object: user.toObject(), copy: copy instanceof User && copy.email, bytes: user.itemSize() };
}

async function hooks() {
  await Note.create({ id: 'n1', text: '  tidy  ' });
  await Note.create({ id: 'n2', text: '  as it is  ' }, { skipHooks: true });
  const [tidy, untidy] = [await Note.getOrFail({ id: 'n1' }), await Note.getOrFail({ id: 'n2' }, { skipHooks: true })];
  return { tidy: tidy.text, ranAfterLoad: tidy.loadedAt !== undefined, untidy: untidy.text };
}

async function withoutBaseClass() {
  const entries = repository(AuditEntry);
  await entries.create({ id: 'e1', action: 'login' });
  return (await entries.getOrFail({ id: 'e1' })).action;
}

/** Each of them says which class and attribute, and what to do. */
async function mistakes() {
  const attempts = {
    required: () => User.create(key),
    tooLarge: () => Note.create({ id: 'n3', text: 'long '.repeat(100) }),
    emptyKey: () => User.get({ id: '', section: 'profile' }),
    noTable: () => Missing.get({ id: 'm1' }),
  };
  const outcome: Record<string, string> = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    outcome[name] = await attempt().then(() => 'went through', nameOf);
  }
  return outcome;
}

function nameOf(error: unknown): string {
  if (error instanceof TableNotFoundError) return 'the table is missing';
  if (error instanceof ItemTooLargeError) return `${error.size} bytes, ${error.maxSize} allowed`;
  if (error instanceof ValidationError) return error.message;
  if (error instanceof DynactError) return error.code;
  throw error;
}

export const main = sample([User, Note, AuditEntry], async () => ({
  createAndRead: await createAndRead(),
  change: await change(),
  remove: await remove(),
  convert: await convert(),
  hooks: await hooks(),
  withoutBaseClass: await withoutBaseClass(),
  mistakes: await mistakes(),
}));

void start(module, main);
