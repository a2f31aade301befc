// The size of each entry, minified and gzipped, without the AWS SDK; for `dynact` also with its two dependencies.
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const DEPENDENCIES = ['class-transformer', 'reflect-metadata'];

function size(entry, external) {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['@aws-sdk/*', ...external],
  });
  const [{ contents }] = outputFiles;
  return { minified: contents.length, gzipped: gzipSync(contents, { level: 9 }).length };
}

console.table({
  dynact: size('dist/index.mjs', DEPENDENCIES),
  'dynact with its dependencies': size('dist/index.mjs', []),
  'dynact/memory': size('dist/memory/index.mjs', DEPENDENCIES),
  'dynact/testing': size('dist/testing/index.mjs', DEPENDENCIES),
});
