// What dynact's types cost the compiler: ten entities of twenty attributes, each built, read, updated and queried by.
// Prints the compiler's instantiations and check time.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ENTITIES = 10;
const FIELDS = [
  '@PartitionKey() tenant!: string;',
  '@SortKey() id!: string;',
  '@Attribute() name!: string;',
  '@Attribute() description?: string;',
  "@Attribute() status: 'draft' | 'open' | 'closed' = 'draft';",
  '@Attribute() total = 0;',
  '@Attribute() discount?: number;',
  '@Attribute() sequence?: bigint;',
  '@Attribute() active = true;',
  '@Attribute() archived?: boolean;',
  '@Attribute() openedAt?: Date;',
  '@Attribute() closedAt?: Date;',
  '@Attribute() tags: string[] = [];',
  '@Attribute() scores: number[] = [];',
  '@Attribute() roles: Set<string> = new Set();',
  '@Attribute() levels?: Set<number>;',
  '@Attribute() address?: Address;',
  '@Attribute() history: Address[] = [];',
  '@Attribute() payload?: Uint8Array;',
  '@Version() version?: number;',
];

const IMPORT = "import { ActiveRecord, Attribute, PartitionKey, SortKey, Table, Version } from 'dynact';\n";
const ADDRESS = 'export class Address {\n  @Attribute() street!: string;\n  @Attribute() city!: string;\n}\n';

const entity = i => `
@Table('entity${i}')
export class Entity${i} extends ActiveRecord {
  ${FIELDS.join('\n  ')}
}

export async function use${i}(): Promise<number | undefined> {
  const key = { tenant: 't', id: 'i' };
  await Entity${i}.create({ ...key, name: 'n' });
  const found = await Entity${i}.getOrFail(key);
  await found.update(e => [e.total.add(1), e.tags.append(['x']), e.address.city.set('Oslo')], {
    condition: e => e.total.gte(1).and(e.status.eq('open')).and(e.roles.contains('admin')),
  });
  await found.save({ condition: e => e.name.beginsWith('n').or(e.closedAt.notExists()) });
  return found.version;
}
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}build/type-cost`;

function measure(name, source) {
  writeFileSync(`${folder}/${name}.ts`, source);
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: { types: ['node'], paths: {} },
    include: [`${name}.ts`],
  };
  writeFileSync(`${folder}/${name}.json`, JSON.stringify(config));
  const args = ['-p', `${folder}/${name}.json`, '--extendedDiagnostics', '--singleThreaded'];
  const { status, stdout } = spawnSync(`${root}node_modules/.bin/tsc`, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
  const figure = label => Number(new RegExp(`${label}: +([0-9.]+)`).exec(stdout)?.[1]);
  return { instantiations: figure('Instantiations'), 'check time (s)': figure('Check time'), types: figure('Types') };
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
console.table({
  'ten entities': measure(
    'entities',
    IMPORT + ADDRESS + Array.from({ length: ENTITIES }, (_, i) => entity(i)).join(''),
  ),
});
