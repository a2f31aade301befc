import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { transformSync as swc } from '@swc/core';
import { transformSync as esbuild } from 'esbuild';

/** The decorators that a source can be compiled with. swc's legacy ones leave `accessor` as it is, so esbuild makes these. */
export const DECORATORS = ['legacy', 'standard by esbuild', '2022-03', '2023-11'] as const;

export type DecoratorKind = (typeof DECORATORS)[number];

/** What a file of spec/ exports when it is compiled with these decorators, whatever the specs themselves are compiled with. */
export function compiled<T>(file: string, kind: DecoratorKind): T {
  return evaluated<T>(readFileSync(resolve(__dirname, '..', file), 'utf8'), kind);
}

/** What a source exports when it is compiled with these decorators. */
export function evaluated<T>(source: string, kind: DecoratorKind, imports: Record<string, unknown> = {}): T {
  const module = { exports: {} };
  const load = (name: string) => imports[name] ?? require(name);
  new Function('module', 'exports', 'require', codeOf(source, kind))(module, module.exports, load);
  return module.exports as T;
}

function codeOf(source: string, kind: DecoratorKind): string {
  if (kind === 'legacy' || kind === 'standard by esbuild') {
    const compilerOptions = { experimentalDecorators: kind === 'legacy' };
    return esbuild(source, { loader: 'ts', format: 'cjs', target: 'es2022', tsconfigRaw: { compilerOptions } }).code;
  }
  return swc(source, {
    configFile: false,
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { decoratorVersion: kind, useDefineForClassFields: true },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
  }).code;
}
