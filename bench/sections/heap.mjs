import { competitors } from '../competitors/index.mjs';
import { message, start } from '../rounds.mjs';
import { ratios } from '../table.mjs';

async function measure(name) {
  if (!competitors.get(name).packages) return undefined;
  const worker = start('heap-worker.mjs', [name], ['--expose-gc']);
  const bytes = await message(worker);
  worker.disconnect();
  return bytes / 1e6;
}

export async function* heap(names) {
  yield { title: 'Heap' };
  const megabytes = [];
  for (const name of names) megabytes.push(await measure(name));
  const [base, ...others] = megabytes;
  const cells = ratios(
    base,
    'MB',
    others.map(own => own && own / base),
  );
  yield { name: '100,000 items of pages', cells };
}
