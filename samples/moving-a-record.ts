// DynamoDB cannot move an item to another key: delete it, change the key, save it. In this order, nothing is there twice.
import { ActiveRecord, Attribute, ConflictError, PartitionKey, Table } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('lockers'))
class Locker extends ActiveRecord {
  @PartitionKey({ type: Number }) number!: number;
  @Attribute() owner!: string;
}

const ownerOf = async (number: number) => (await Locker.get({ number }))?.owner;

export const main = sample([Locker], async () => {
  await Locker.create({ number: 24, owner: 'Jane' });
  const locker = await Locker.getOrFail({ number: 24 });
  await locker.delete();
  locker.number = 42;
  await locker.save();
  const moved = { at24: await ownerOf(24), at42: await ownerOf(42) };

  // A key that was changed by mistake: with `raiseOnConflict` nothing is written, without it there are two items.
  locker.number = 43;
  const refused = await locker.save({ raiseOnConflict: true }).catch((error: unknown) => error);
  const afterRefusal = await ownerOf(43);
  await locker.save();

  return {
    moved,
    editedKey: { refused: refused instanceof ConflictError, at43: afterRefusal },
    editedKeyUnchecked: { at42: await ownerOf(42), at43: await ownerOf(43) },
  };
});

void start(module, main);
