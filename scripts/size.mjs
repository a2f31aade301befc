// What dynact adds to a bundle, minified and gzipped, without the AWS SDK.
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const DEPENDENCIES = ['class-transformer', 'reflect-metadata'];

const PROGRAM = `
import { ActiveRecord, Attribute, PartitionKey, Table } from 'dynact';

@Table('counters')
class Counter extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() count = 0;
}

export const increment = (id: string) => Counter.updateByKey({ id }, counter => counter.count.add(1));
`;

function size(contents, external) {
  const { outputFiles } = buildSync({
    stdin: { contents, loader: 'ts', resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['@aws-sdk/*', ...external],
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  const [output] = outputFiles;
  return { minified: output.contents.length, gzipped: gzipSync(output.contents, { level: 9 }).length };
}

console.table({
  'a small program': size(PROGRAM, DEPENDENCIES),
  'a small program, with the dependencies': size(PROGRAM, []),
  'all of dynact': size("export * from 'dynact'", DEPENDENCIES),
  'all of dynact/memory': size("export * from 'dynact/memory'", DEPENDENCIES),
});
