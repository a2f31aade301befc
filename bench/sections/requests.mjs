import { cases, floors } from '../cases.mjs';
import { hasJava, startDynamoDBLocal } from '../dynamodb-local.mjs';
import { message, rounds, start } from '../rounds.mjs';
import { ratios } from '../table.mjs';

async function startWorkers(names, endpoint = '') {
  const workers = names.map(name => start('worker.mjs', [name, endpoint]));
  await Promise.all(workers.map(message));
  return workers;
}

const stop = workers => workers.forEach(worker => void worker.disconnect());

const cells = ([base, ...others]) => ratios(base, 'µs', others);

export async function* inProcess(names, count) {
  const workers = await startWorkers(names);
  yield { title: 'CPU, answered from memory, warm' };
  for (const { name } of cases) {
    const { cpu } = await rounds(workers, name, { count, warmUpFor: 1500 });
    yield { name, cells: cells(cpu) };
  }
  for (const { name } of floors) {
    const { cpu } = await rounds(workers.slice(0, 1), name, { count, warmUpFor: 500 });
    yield { name, cells: cells([...cpu, ...names.slice(1).map(() => undefined)]) };
  }
  stop(workers);
}

export async function* overHttp(names, count) {
  if (!hasJava()) return yield { title: 'No Java, so no DynamoDB Local' };
  const local = await startDynamoDBLocal();
  const workers = await startWorkers(names, local.endpoint);
  const walls = [];
  yield { title: 'CPU of the client, over HTTP to DynamoDB Local' };
  for (const { name } of cases) {
    const { cpu, wall } = await rounds(workers, name, { count, warmUpFor: 600 });
    yield { name, cells: cells(cpu) };
    walls.push({ name, cells: cells(wall) });
  }
  yield { title: 'Time by the clock, over HTTP to DynamoDB Local' };
  yield* walls;
  stop(workers);
  local.stop();
}
