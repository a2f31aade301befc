import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

/** What any program with the SDK's client has already. lib-dynamodb and util-dynamodb are not among it. */
const SDK = ['@aws-sdk/client-dynamodb', '@aws-sdk/core', '@aws-sdk/types', '@smithy/*'];

/** The bytes of a program in a bundle, minified, and gzipped, without the AWS SDK; `folder` is where its imports are looked for. */
export function sizeOf(program, folder, external = []) {
  const { outputFiles } = buildSync({
    stdin: { contents: program, loader: 'ts', resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20',
    format: 'esm',
    external: [...SDK, ...external],
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  const [{ contents }] = outputFiles;
  return { minified: contents.length, gzipped: gzipSync(contents, { level: 9 }).length };
}
