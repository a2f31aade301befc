import { cases, median } from '../cases.mjs';
import { message, start } from '../rounds.mjs';
import { ratios } from '../table.mjs';

async function firstCalls(name, what) {
  const worker = start('young-worker.mjs', [name, what]);
  const cpu = await message(worker);
  worker.disconnect();
  return cpu;
}

/** Each time in a new process: the compiler of the engine has seen nothing yet. */
export async function* young(names, count) {
  yield { title: 'CPU, answered from memory, the first hundred calls of a process' };
  for (const { name: what } of cases) {
    const samples = names.map(() => []);
    for (let round = 0; round < count / 2; round++) {
      for (const [i, name] of names.entries()) samples[i].push(await firstCalls(name, what));
    }
    const [base, ...others] = samples;
    const compared = others.map(own => median(own.map((cpu, round) => cpu / base[round])));
    yield { name: what, cells: ratios(median(base), 'µs', compared) };
  }
}
