// Types that are made of many classes stay exact: a collection, batches and transactions over sixty classes, and what is selected of each.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const FOLDER = join(ROOT, '.cache/sixty-classes');
const CLASSES = Array.from({ length: 60 }, (_, i) => `C${i}`);
/** 134,000 when this was written: 62,000 for the sources of dynact, 1,200 for each class and all that is checked of it. */
const MOST_INSTANTIATIONS = 160_000;

const entity = (name: string) => `
@Table(app, { keys: { table: ['ORG#{org}', '${name}#{id}'] } })
export class ${name} extends ActiveRecord {
  @Attribute() org!: string;
  @Attribute() id!: string;
  @Attribute() of${name}: '${name}' = '${name}';
  @Attribute() name?: string;
  @Attribute() total = 0;
  @Attribute() active = true;
  @Attribute() roles: Set<string> = new Set();
  @Attribute({ type: Date }) openedAt?: Date;
}`;

const each = (use: (name: string, i: number) => string, between = '\n') => CLASSES.map(use).join(between);

const program = `
import { ActiveRecord, Attribute, batchGet, collection, defineTable, type Query, Table, transactGet } from 'dynact';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function exactly<_ extends true>(): void {}

const app = defineTable('app', { partitionKey: 'pk', sortKey: 'sk' });
${each(entity)}

type Any = ${each(name => name, ' | ')};
const view = collection(app, { ${each(name => `${name.toLowerCase()}: ${name}`, ', ')} });

export async function use(): Promise<void> {
  const key = { org: 'o', id: 'i' };
  const all = await view.query({ org: 'o' }).all();
  exactly<Equal<typeof all, Any[]>>();
  // @ts-expect-error only some of the classes have it
  all[0]!.ofC7;
  const groups = await view.query({ org: 'o' }).grouped();
  const got = await batchGet(${each(name => `[${name}, [key]]`, ', ')});
  const [...read] = await transactGet(${each(name => `[${name}, key]`, ', ')});
  exactly<Equal<(typeof got)['length'], 60>>();
${each(
  (name, i) => `
  exactly<Equal<typeof groups.${name.toLowerCase()}, ${name}[]>>();
  exactly<Equal<(typeof got)[${i}], (${name} | undefined)[]>>();
  exactly<Equal<(typeof read)[${i}], ${name} | undefined>>();
  const of${name} = ${name}.query({ org: 'o' }).filter(a => a.total.gt(1)).select('of${name}', 'openedAt');
  exactly<Equal<typeof of${name}, Query<${name}, Pick<${name}, 'of${name}' | 'openedAt'>>>>();
  exactly<Equal<Awaited<ReturnType<typeof ${name}.executeStatement<${name}>>>, ${name}[]>>();
  // @ts-expect-error
  ${name}.query({ org: 'o' }).select('of${CLASSES[(i + 1) % 60]}');`,
)}
}
`;

it('stay exact, at a bounded cost for the compiler', () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'program.ts'), program);
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }));
  const args = ['-p', FOLDER, '--extendedDiagnostics', '--singleThreaded'];
  const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), args, { encoding: 'utf8' });
  expect(stdout.split('\n').filter(line => line.includes('error'))).toEqual([]);
  const instantiations = Number(/Instantiations: +(\d+)/.exec(stdout)?.[1]);
  expect(instantiations).toBeGreaterThan(0);
  expect(instantiations).toBeLessThan(MOST_INSTANTIATIONS);
}, 240_000);
