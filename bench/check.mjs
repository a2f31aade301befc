// The bench in short, for CI: fails where dynact takes more of what the bare SDK takes than a generous bound. A release of the SDK that moves
// these ratios makes docs/performance.md wrong: measure anew, and say there what holds.
import { cases } from './cases.mjs';
import { underTheSdk } from './environment.mjs';
import { message, rounds, start } from './rounds.mjs';

const BOUNDS = {
  get: 1.1,
  put: 1.3,
  'page of 10': 1.1,
  'page of 100': 0.8,
  'page of 1000': 0.65,
  'batch of 25': 1.8,
  'transaction of 25': 1.8,
};

console.log(`Node ${process.version}; ${underTheSdk()}`);
const workers = ['bare SDK', 'dynact'].map(name => start('worker.mjs', [name, '']));
await Promise.all(workers.map(message));
for (const { name } of cases.filter(one => BOUNDS[one.name])) {
  const { cpu } = await rounds(workers, name, { count: 7, warmUpFor: 1000 });
  const [base, ratio] = cpu;
  const isFine = ratio <= BOUNDS[name];
  console.log(
    `${name}: ${ratio.toFixed(2)} of ${base.toFixed(0)} µs, the bound is ${BOUNDS[name]}${isFine ? '' : ': TOO SLOW'}`,
  );
  if (!isFine) process.exitCode = 1;
}
for (const worker of workers) worker.disconnect();
