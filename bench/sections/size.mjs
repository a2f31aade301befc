import { readFileSync } from 'node:fs';
import { sizeOf } from '../../scripts/size.mjs';
import { competitors } from '../competitors/index.mjs';
import { NONE } from '../table.mjs';

/** The same small program of each: an entity, and an update that adds 1. */
export async function* size(names) {
  const cells = names.map(name => {
    const { module, packages } = competitors.get(name);
    if (!packages) return NONE;
    const program = readFileSync(new URL(`../programs/${module}.ts`, import.meta.url), 'utf8');
    // An optional dependency of dyngoose.
    const { gzipped } = sizeOf(program, import.meta.dirname, ['aws-xray-sdk-core']);
    return `${(gzipped / 1000).toFixed(1)} kB`;
  });
  yield { title: 'In a bundle, without the SDK’s client' };
  yield { name: 'a small program, minified and gzipped', cells };
}
