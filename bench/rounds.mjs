import { fork } from 'node:child_process';
import { once } from 'node:events';
import { median } from './cases.mjs';

/** A process of a competitor; what fails in it ends the bench. */
export function start(file, args, execArgv = []) {
  const worker = fork(new URL(file, import.meta.url), args, {
    execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  worker.once('exit', code => {
    if (code) throw new Error(`${file} ended with ${code} for ${args[0]}`);
  });
  return worker;
}

export const message = async worker => (await once(worker, 'message'))[0];

/**
 * Rounds go round all workers, so that what disturbs the machine disturbs them all. For each measure, the median of the first worker in
 * microseconds, then of the others' ratios to it within a round.
 */
export async function rounds(workers, name, { count, warmUpFor }) {
  for (const worker of workers) worker.send({ name, warmUpFor });
  await Promise.all(workers.map(message));
  const samples = workers.map(() => []);
  for (let round = 0; round < count; round++) {
    for (const [i, worker] of workers.entries()) {
      worker.send({ name });
      samples[i].push(await message(worker));
    }
  }
  const [base, ...others] = samples;
  const compare = measure => [
    median(base.map(sample => sample[measure])),
    ...others.map(own => median(own.map((sample, round) => sample[measure] / base[round][measure]))),
  ];
  return { cpu: compare('cpu'), wall: compare('wall') };
}
