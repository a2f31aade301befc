// What an editor shows of dynact: completions and hovers, asked of the language service of the TypeScript that is installed beside this
// file. Run by scripts/set-up-matrix.mjs, in a project with the packed package. (TypeScript 7 has no such API yet.)
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const FILE = join(process.cwd(), 'probe.ts');
// `/*name*/` marks the place that follows.
const SOURCE = `
import { ActiveRecord, Attribute, attributes, key, PartitionKey, SortKey, Table } from 'dynact';
import type { /*SaveOptions*/SaveOptions, /*KeyOptions*/KeyOptions, /*QueryOptions*/QueryOptions } from 'dynact';
@Table('users')
class User extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() age = 0;
}
@Table('orders')
class Order extends ActiveRecord {
  declare readonly [key]: 'customerId' | 'placedAt';
  @PartitionKey() customerId!: string;
  @SortKey() placedAt!: string;
}
const user = User./*build*/build({ id: 'u1' });
void User./*create*/create({ id: 'u1' });
void User./*updateByKey*/updateByKey({ id: 'u1' }, { age: 1 });
void User./*batchGet*/batchGet([{ id: 'u1' }]);
void Order./*exactGet*/get({ customerId: 'c', placedAt: 'p' });
void Order./*exactDelete*/deleteByKey({ customerId: 'c', placedAt: 'p' });
const a = attributes(User);
const query = User./*query*/query({ id: 'u1' });
const picked = query./*select*/select('age');
void User./*get*/get({ id: 'u1' });
void user./*save*/save();
void user./*update*/update({ age: 1 });
void user./*increment*/increment('age');
void query./*where*/where(u => u.id.eq('u1'))./*all*/all();
void user.save({ /*option*/ });
void user./*record*/id;
void User./*class*/name;
void query./*reading*/limit;
void a.age./*reference*/eq;
void a.age.eq(1)./*condition*/and;
void a.age.add(1)./*action*/;
`;

const marks = new Map();
let text = '';
for (const part of SOURCE.split(/(\/\*\w+\*\/)/)) {
  if (/^\/\*\w+\*\/$/.test(part)) marks.set(part.slice(2, -2), text.length);
  else text += part;
}

const { sys, ScriptSnapshot } = ts;
const contents = file => (file === FILE ? text : existsSync(file) ? readFileSync(file, 'utf8') : undefined);
const service = ts.createLanguageService({
  ...sys,
  useCaseSensitiveFileNames: () => true,
  getScriptFileNames: () => [FILE],
  getScriptVersion: () => '1',
  getScriptSnapshot: file => contents(file) !== undefined && ScriptSnapshot.fromString(contents(file)),
  getCompilationSettings: () => ({
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    experimentalDecorators: true,
    types: [],
  }),
  getDefaultLibFileName: options => ts.getDefaultLibFilePath(options),
  readFile: contents,
  fileExists: file => contents(file) !== undefined,
});

const shown = parts => ts.displayPartsToString(parts ?? []).replace(/\s+/g, ' ');
const hover = mark => shown(service.getQuickInfoAtPosition(FILE, marks.get(mark))?.displayParts);
const completions = mark =>
  service.getCompletionsAtPosition(FILE, marks.get(mark), {})?.entries.map(({ name }) => name) ?? [];
const documentation = (mark, name) =>
  shown(service.getCompletionEntryDetails(FILE, marks.get(mark), name, {}, undefined, {}, undefined)?.documentation);

// A hover of options shows their fields, and one of a call shows their name.
for (const options of ['SaveOptions', 'KeyOptions', 'QueryOptions']) assert.match(hover(options), /= \{ .*\?: .*\}/);
assert.match(hover('SaveOptions'), /condition\?: ConditionInput<T>/);
assert.match(documentation('option', 'condition'), /^Write only if this is true/);
const calls = {
  build: '(method) ActiveRecord.build<User>(this: ConcreteClass<User>, values?: Values<User> | undefined): User',
  create:
    '(method) ActiveRecord.create<User>(this: ConcreteClass<User>, values: Values<User>, options?: CreateOptions<User> | undefined): Promise<User>',
  updateByKey:
    '(method) ActiveRecord.updateByKey<User>(this: EntityClass<User>, key: KeyParts<User>, input: UpdateInput<User>, options?: UpdateByKeyOptions<User> | undefined): Promise<User>',
  batchGet:
    '(method) ActiveRecord.batchGet<User>(this: EntityClass<User>, keys: readonly KeyParts<User>[], options?: BatchGetOptions): Promise<(User | undefined)[]>',
  exactGet:
    '(method) ActiveRecord.get<Order>(this: EntityClass<Order>, key: { customerId: string; placedAt: string; }, options?: ReadOptions): Promise<Order | undefined>',
  exactDelete:
    '(method) ActiveRecord.deleteByKey<Order>(this: EntityClass<Order>, key: { customerId: string; placedAt: string; }, options?: ByKeyOptions<Order> | undefined): Promise<void>',
  increment:
    '(method) ActiveRecord.increment(property: "age", by?: number | bigint, options?: UpdateOptions<User> | undefined): Promise<void>',
  where: '(method) Query<User, User>.where(condition: ConditionInput<User>): Query<User, User>',
  all: '(method) Reading<User, User, "query">.all(): Promise<User[]>',
  get: '(method) ActiveRecord.get<User>(this: EntityClass<User>, key: KeyParts<User>, options?: ReadOptions): Promise<User | undefined>',
  query:
    '(method) ActiveRecord.query<User>(this: EntityClass<User>, key: QueryKey<User>, options?: QueryOptions): Query<User, User>',
  save: '(method) ActiveRecord.save(options?: SaveOptions<User> | undefined): Promise<User | undefined>',
  update:
    '(method) ActiveRecord.update(input: UpdateInput<User>, options?: UpdateOptions<User> | undefined): Promise<void>',
};
for (const [mark, expected] of Object.entries(calls)) assert.equal(hover(mark), expected);
assert.match(hover('select'), /: Query<User, Pick<User, "age">>$/);

// Completion offers what there is to be used, and nothing of the insides.
const { option, ...offered } = Object.fromEntries([...marks.keys()].map(mark => [mark, completions(mark)]));
for (const [mark, expected] of [
  ['record', ['id', 'age', 'save', 'isNew']],
  ['class', ['get', 'query', 'create']],
  ['reading', ['where', 'select', 'all']],
  ['reference', ['eq', 'add', 'between']],
  ['condition', ['and', 'or', 'not']],
]) {
  for (const name of expected) assert.ok(offered[mark].includes(name), `${mark} lacks ${name}`);
}
assert.deepEqual(offered.condition.toSorted(), ['and', 'not', 'or']);
assert.deepEqual(offered.action, []);
for (const mark of ['record', 'class', 'reading', 'reference']) {
  const insides = offered[mark].filter(name =>
    /internals|node|owners|walk|state|metadata|context|choices|^_/.test(name),
  );
  assert.deepEqual(insides, [], mark);
}
for (const name of ['condition', 'client', 'skipHooks']) assert.ok(option.includes(name));
assert.ok(!option.includes('tracking'));
console.log('shown as expected');
