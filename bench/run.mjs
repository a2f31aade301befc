// Each competitor runs in a process of its own; rounds go round all of them, so that what disturbs the machine disturbs them all.
// Medians of the rounds, as ratios to the first.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { cases, median } from './cases.mjs';
import { codecAlone } from './codec-alone.mjs';
import { competitors } from './competitors/index.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 15);
const WARM_UP = 8;

const names = [...competitors.keys()];
const workers = names.map(name =>
  fork(new URL('worker.mjs', import.meta.url), [name], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
);

async function measure(name) {
  const samples = workers.map(() => []);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [i, worker] of workers.entries()) {
      worker.send(name);
      const [time] = await once(worker, 'message');
      if (round >= 0) samples[i].push(time);
    }
  }
  return samples.map(median);
}

console.log(
  `Node ${process.version}, ${cpus()[0].model}, ${ROUNDS} rounds; CPU time of ${names[0]}, then ratios to it\n`,
);
console.log(`| | ${names.join(' | ')} |\n| --- |${names.map(() => ' ---: |').join('')}`);
for (const { name } of cases) {
  const [base, ...rest] = await measure(name);
  console.log(`| ${name} | ${base.toFixed(0)} µs | ${rest.map(time => (time / base).toFixed(2)).join(' | ')} |`);
}
for (const worker of workers) worker.disconnect();
await codecAlone(ROUNDS);
