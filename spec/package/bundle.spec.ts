import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** The package says that a file does nothing when it is imported, but for the one that gives decorators their symbol. */
const asPacked: esbuild.Plugin = {
  name: 'as packed',
  setup(build) {
    build.onResolve({ filter: /^(@aws-sdk|class-transformer|node:|reflect-metadata)/ }, ({ path }) => {
      return { path, external: true, sideEffects: false };
    });
    build.onResolve({ filter: /^dynact$/ }, () => ({ path: `${ROOT}/lib/index.ts` }));
    build.onResolve({ filter: /^\./ }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'ours') return undefined;
      const { path: file } = await build.resolve(path, { ...rest, pluginData: 'ours' });
      return { path: file, sideEffects: file.endsWith('/metadata/declarations.ts') };
    });
  },
};

/** What esbuild makes of a program, minified: the bytes of each of our files, and of all, gzipped. */
async function bundled(contents: string): Promise<{ files: ReadonlyMap<string, number>; gzipped: number }> {
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents, loader: 'ts', resolveDir: ROOT },
    absWorkingDir: ROOT,
    plugins: [asPacked],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'node',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    files: new Map(inputs.map(([file, { bytesInOutput }]) => [file, bytesInOutput])),
    gzipped: gzipSync(outputFiles[0]!.contents, { level: 9 }).length,
  };
}

const SMALL = `
  import { ActiveRecord, Attribute, PartitionKey, SortKey, Table } from 'dynact';

  @Table('orders')
  class Order extends ActiveRecord {
    @PartitionKey() customerId!: string;
    @SortKey() orderId!: string;
    @Attribute() total = 0;
  }

  export async function main() {
    const order = await Order.create({ customerId: 'c1', orderId: 'o1' });
    order.total = 1;
    await order.save();
    console.log(await Order.get({ customerId: 'c1', orderId: 'o1' }));
    return Order.query({ customerId: 'c1' }).all();
  }
`;

/** Folders and files that come with what a program imports: a small program has nothing of them. */
const BROUGHT = [
  'associations/',
  'batch/batch-write',
  'bulk/',
  'codec/one-of',
  'engine/',
  'entity/built-keys.ts',
  'entity/tenant-check',
  'features/',
  'keys/',
  'load/shared-items',
  'metadata/checks/indexes',
  'metadata/index-metadata',
  'metadata/shared-keys',
  'observe/answer',
  'observe/info',
  'observe/measure',
  'observe/operation',
  'observe/print',
  'observe/slow',
  'query/collection',
  'query/members',
  'query/shared-reads.ts',
  'streams/',
  'tables/',
  'transact/read-set',
  'transact/transact.ts',
  'transact/transact-get',
  'transact/transaction.ts',
  'write/plan/key-attributes',
];

/** Bytes, minified and gzipped, without the SDK, class-transformer and reflect-metadata: what it is, and a twentieth more. */
const MOST = 77_500;

describe('the bundle of a small program', () => {
  let files: ReadonlyMap<string, number>;
  let gzipped: number;

  beforeAll(async () => {
    ({ files, gzipped } = await bundled(SMALL));
  });

  it.each(BROUGHT)('has nothing of lib/%s', folder => {
    expect([...files.keys()].filter(file => file.startsWith(`lib/${folder}`))).toEqual([]);
  });

  it('is small', () => {
    expect(gzipped).toBeLessThan(MOST);
  });

  it.each([
    ['defineTable', 'keys/template.ts'],
    ['observe', 'observe/operation.ts'],
    ['transact', 'transact/transact.ts'],
  ])('has the code of %s where that is imported', async (name, file) => {
    const { files: whole } = await bundled(`export { ${name} } from 'dynact';`);
    expect([...whole.keys()]).toContain(`lib/${file}`);
  });
});
