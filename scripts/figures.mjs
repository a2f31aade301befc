// What dynact adds to a bundle, and costs the compiler. The bench has both beside its peers.
import { readFileSync } from 'node:fs';
import { sizeOf } from './size.mjs';
import { typeCost } from './type-cost.mjs';

const root = new URL('..', import.meta.url).pathname;
const bench = file => readFileSync(`${root}bench/${file}`, 'utf8');
const DEPENDENCIES = ['class-transformer', 'reflect-metadata'];

console.table({
  'a small program': sizeOf(bench('programs/dynact.ts'), root),
  'a small program, without the dependencies': sizeOf(bench('programs/dynact.ts'), root, DEPENDENCIES),
  'all of dynact, without the dependencies': sizeOf("export * from 'dynact'", root, DEPENDENCIES),
  'all of dynact/memory, without the dependencies': sizeOf("export * from 'dynact/memory'", root, DEPENDENCIES),
});
console.table({ 'ten entities': typeCost(bench('entities/dynact.ts'), `${root}build/type-cost`) });
