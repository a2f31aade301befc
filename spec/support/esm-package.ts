import { Module } from 'node:module';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** A package that has ES modules only, which Jest cannot load: as CommonJS, made on the spot. */
export function esmPackage<T>(name: string): T {
  const { outputFiles } = buildSync({
    stdin: { contents: `export * from '${name}'`, resolveDir: ROOT },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
  });
  const module = new Module(join(ROOT, `${name}.cjs`)) as Module & { _compile(code: string, file: string): void };
  module._compile(outputFiles[0]!.text, module.id);
  return module.exports as T;
}
