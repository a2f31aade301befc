// An import of any size in constant memory: rows come from a stream, requests go out by 25, some at once, and a bar shows how far it is.
import { ActiveRecord, Attribute, batchWrite, PartitionKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { progressBar } from './support/progress';
import { sample, start } from './support/sample';

@Table(sampleTable('people'))
class Person extends ActiveRecord {
  @PartitionKey({ type: Number }) id!: number;
  @Attribute() name!: string;
  @Attribute({ type: Date }) importedAt?: Date;
}

const ROWS = 1000;

/** Stands for a file: `id;name`, line by line. */
async function* lines(): AsyncGenerator<string> {
  for (let id = 1; id <= ROWS; id++) yield `${id};Person ${id}`;
}

export const main = sample([Person], async () => {
  let [taken, mostUnderWay] = [0, 0];
  const show = progressBar(ROWS);
  await batchWrite(
    async batch => {
      for await (const line of lines()) {
        const [id, name] = line.split(';');
        taken++;
        // Resolves when there is room for more: reading waits for writing.
        await batch.put(Person.build({ id: Number(id), name: name!, importedAt: new Date('2026-01-15T00:00:00Z') }));
      }
    },
    {
      concurrency: 4,
      onProgress: progress => {
        mostUnderWay = Math.max(mostUnderWay, taken - progress.done);
        show(progress);
      },
    },
  );

  // Any number of keys, in the order asked.
  const ids = [ROWS, 1, ROWS + 1, 500];
  const some = await Person.batchGet(ids.map(id => ({ id })));

  return {
    imported: await Person.scan().parallel(4).count(),
    some: some.map(person => person?.name),
    memoryStaysConstant: mostUnderWay <= 5 * 25,
  };
});

void start(module, main);
