// Numbered tickets. The first save of each costs two write requests: one takes the number, one puts the item.
import { ActiveRecord, Attribute, PartitionKey, Table, ValidationError } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('tickets'))
class Ticket extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute() title!: string;
}

export const main = sample([Ticket], async () => {
  const first = Ticket.build({ title: 'It does not start' });
  await first.save();
  const second = await Ticket.create({ title: 'It does not stop' });

  // Somebody put a ticket where the counter has not been yet: its number is passed over.
  await Ticket.create({ id: 3, title: 'By hand' });
  const third = await Ticket.create({ title: 'It starts by itself' });

  const many = await Promise.all(Array.from({ length: 10 }, (_, i) => Ticket.create({ title: `Ticket ${i}` })));

  // At -1 stands the counter: no record may be saved over it.
  const overCounter = await Ticket.build({ id: -1, title: 'Reset' })
    .save()
    .catch((error: unknown) => error);

  return {
    ids: [first.id, second.id, third.id],
    tenAtOnce: many.map(({ id }) => id!).sort((a, b) => a - b),
    overTheCounter: overCounter instanceof ValidationError,
  };
});

void start(module, main);
