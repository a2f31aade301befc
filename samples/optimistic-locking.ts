// Two editors and one product: @Version finds out that the second one worked on an old copy.
import { ActiveRecord, Attribute, ConflictError, PartitionKey, Table, Version } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('catalogue'))
class Product extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() name!: string;
  /** Cents. */
  @Attribute() price = 0;
  @Version() version?: number;
}

export const main = sample([Product], async () => {
  const key = { id: 'widget' };
  await Product.create({ ...key, name: 'Widget', price: 1999 });

  const first = await Product.getOrFail(key);
  const second = await Product.getOrFail(key);
  first.price = 2999;
  await first.save();

  // The class has a version, so every save is checked: no option to forget.
  second.name = 'Super widget';
  const conflict = await second.save().catch((error: ConflictError) => error);
  const versionAfterFailure = second.version;

  // A failed save changes nothing in memory: take the new state, make the edit again, save.
  await second.reload();
  second.name = 'Super widget';
  await second.save();

  // The counter of an item that many write to: unchecked by choice, and the version moves on all the same.
  await first.update(p => p.price.add(1), { raiseOnConflict: false });

  return {
    conflict: conflict instanceof ConflictError && conflict.diff,
    versionAfterFailure,
    merged: { name: second.name, price: second.price, version: second.version },
    unchecked: { name: first.name, price: first.price, version: first.version },
  };
});

void start(module, main);
