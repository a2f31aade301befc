import { readFileSync } from 'node:fs';
import { typeCost } from '../../scripts/type-cost.mjs';
import { median } from '../cases.mjs';
import { competitors } from '../competitors/index.mjs';
import { NONE } from '../table.mjs';

const ROUNDS = 3;

/** Ten entities of twenty attributes, each created, read, updated and saved on a condition, or as near to it as the types of a peer go. */
export async function* typeCosts(names) {
  const costs = names.map(name => {
    const { module, packages } = competitors.get(name);
    if (!packages) return undefined;
    const source = readFileSync(new URL(`../entities/${module}.ts`, import.meta.url), 'utf8');
    const folder = new URL(`../node_modules/.cache/type-cost/${module}`, import.meta.url).pathname;
    return Array.from({ length: ROUNDS }, () => typeCost(source, folder));
  });
  yield { title: 'Type check of ten entities of twenty attributes' };
  const line = (name, show) => ({ name, cells: costs.map(own => (own ? show(own) : NONE)) });
  yield line('instantiations', own => own[0].instantiations.toLocaleString('en'));
  yield line('check time', own => `${median(own.map(({ seconds }) => seconds)).toFixed(2)} s`);
}
